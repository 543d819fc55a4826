#include "laws/characteristics_carry.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <numbers>
#include <stdexcept>

namespace diffrates {
namespace {

/// log |det| and sign of every point's Jacobian.
struct Determinants {
  Eigen::ArrayXd log_size;
  std::vector<bool> positive;
};

Determinants determinants(const Points& y) {
  const auto n = y.size();
  const int d = y.dimension();
  Determinants result{Eigen::ArrayXd(n), std::vector<bool>(static_cast<std::size_t>(n))};
  Eigen::MatrixXd jacobian(d, d);
  for (Points::Index i = 0; i < n; ++i) {
    double size = 0, sign = 1;
    if (d == 1) {
      const double slope = y.tangent(0)(i, 0);
      size = std::log(std::abs(slope));
      sign = slope;
    } else {
      for (int j = 0; j < d; ++j) jacobian.col(j) = y.tangent(j).row(i).transpose().matrix();
      const Eigen::PartialPivLU<Eigen::MatrixXd> lu(jacobian);
      sign = static_cast<double>(lu.permutationP().determinant());
      for (int j = 0; j < d; ++j) {
        const double pivot = lu.matrixLU()(j, j);
        size += std::log(std::abs(pivot));
        if (!(pivot > 0)) sign = pivot < 0 ? -sign : 0;
      }
    }
    result.log_size[i] = size;
    result.positive[static_cast<std::size_t>(i)] = sign > 0 && std::isfinite(size);
  }
  return result;
}

class CarriedLaw : public Law {
 public:
  explicit CarriedLaw(Points start) : y_(std::move(start)), folded_(static_cast<std::size_t>(y_.size()), false) {}

  void map(const Map& move) override {
    y_ = move(y_);
    if (y_.dimension() == 1) {
      const Points& y = y_;
      const auto slope = y.tangent(0).col(0);
      if ((slope > 0).all() && slope.isFinite().all()) return;
    }
    const std::vector<bool> positive = determinants(y_).positive;
    for (std::size_t i = 0; i < positive.size(); ++i) folded_[i] = folded_[i] || !positive[i];
  }

  void add_noise(double) override { throw std::logic_error("characteristics: the sampler adds noise; use grid or paired"); }

  const Points& points() const { return y_; }
  const std::vector<bool>& folded() const { return folded_; }

 private:
  Points y_;
  std::vector<bool> folded_;
};

}  // namespace

Eigen::ArrayXd log_start_density(const Question& question, const Points& start) {
  Eigen::ArrayXd log_density;
  if (question.start == Start::Exact) {
    const Schedule& schedule = question.schedule();
    question.target().evaluate(schedule.at(schedule.steps()), start, nullptr, &log_density);
  } else {
    log_density = -0.5 * (start.values().square().rowwise().sum() + start.dimension() * std::log(2 * std::numbers::pi));
  }
  return log_density;
}

Carried carry(const Question& question, const Points& start) {
  const int d = start.dimension();
  Points with_tangents(start.size(), d, d);
  with_tangents.values() = start.values();
  with_tangents.start_tangents();
  CarriedLaw law(std::move(with_tangents));
  const std::unique_ptr<Sampler> sampler = question.sampler.make(question.schedule());
  run_sampler(*sampler, question.score, law);

  Carried result{law.points(), log_start_density(question, start), {}, {}, law.folded()};
  const Determinants jacobian = determinants(result.y);
  Points place(start.size(), d), score;
  place.values() = std::as_const(result.y).values();
  Eigen::ArrayXd log_density;
  question.target().evaluate(question.schedule().at(1), place, &score, &log_density);
  result.log_ratio = log_density + jacobian.log_size - result.log_start;
  // Every step rounds points and tangents by about one unit in the last place, independently; the logarithms round too.
  constexpr double unit = std::numeric_limits<double>::epsilon() / 2;
  const double steps = std::sqrt(static_cast<double>(question.schedule().steps()));
  result.rounding = unit * (steps * (1 + (place.values() * score.values()).abs().rowwise().sum()) + log_density.abs() +
                            jacobian.log_size.abs() + result.log_start.abs());
  for (Points::Index i = 0; i < start.size(); ++i) {
    if (std::isfinite(result.log_ratio[i]) && std::isfinite(result.rounding[i])) continue;
    result.folded[static_cast<std::size_t>(i)] = true;
    result.log_ratio[i] = result.rounding[i] = 0;
  }
  return result;
}

std::string characteristics_refusal(const Setting& setting, std::string_view law) {
  if (!setting.sampler.stochastic) return {};
  return fmt::format("{}: {} adds noise, and a noisy path has no characteristic; use grid (d = 1) or paired", law,
                     setting.sampler.name);
}

}  // namespace diffrates

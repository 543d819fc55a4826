#include "laws/characteristics_carry.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <numbers>
#include <stdexcept>

#include "laws/characteristics_values.hpp"

namespace diffrates {
namespace {

constexpr double unit = std::numeric_limits<double>::epsilon() / 2;

/// Of a place or a tangent, relative: every step rounds independently of the others.
double rounding_of_steps(const Question& question) {
  return unit * question.sampler.roundings * std::sqrt(static_cast<double>(question.schedule().steps()));
}

/// log |det| and sign of every point's Jacobian.
struct Determinants {
  Eigen::ArrayXd log_size;
  std::vector<bool> positive;
};

/// Determinants in a fixed dimension, without pivoting or storage.
template <int d>
void small_determinants(const Points& y, Eigen::ArrayXd& determinant) {
  Eigen::Matrix<double, d, d> jacobian;
  for (Points::Index i = 0; i < y.size(); ++i) {
    for (int j = 0; j < d; ++j)
      for (int k = 0; k < d; ++k) jacobian(k, j) = y.tangent(j)(i, k);
    determinant[i] = jacobian.determinant();
  }
}

Eigen::MatrixXd jacobian_of(const Points& y, Points::Index i) {
  Eigen::MatrixXd jacobian(y.dimension(), y.dimension());
  for (int j = 0; j < y.dimension(); ++j) jacobian.col(j) = y.tangent(j).row(i).transpose().matrix();
  return jacobian;
}

/// By factorisation: the determinant itself may not be a double.
class Factorised {
 public:
  explicit Factorised(int d) : lu_(d) {}
  void compute(const Eigen::MatrixXd& jacobian) {
    lu_.compute(jacobian);
    const Eigen::ArrayXd pivots = lu_.matrixLU().diagonal().array();
    log_size = pivots.abs().log().sum();
    const bool even = ((pivots < 0).count() % 2 == 0) == (lu_.permutationP().determinant() > 0);
    positive = even && std::isfinite(log_size);
  }
  double log_size = 0;
  bool positive = false;

 private:
  Eigen::PartialPivLU<Eigen::MatrixXd> lu_;
};

/// In any dimension.
Determinants large_determinants(const Points& y) {
  Determinants result{Eigen::ArrayXd(y.size()), std::vector<bool>(static_cast<std::size_t>(y.size()))};
  Factorised factorised(y.dimension());
  for (Points::Index i = 0; i < y.size(); ++i) {
    factorised.compute(jacobian_of(y, i));
    result.log_size[i] = factorised.log_size;
    result.positive[static_cast<std::size_t>(i)] = factorised.positive;
  }
  return result;
}

// Elimination without exchange of rows tells that a determinant is positive where every pivot is, none is small against
// the largest entry, and no row is subtracted more than so many times from another.
constexpr double least_pivot = 1e-10, most_subtracted = 1e3;
constexpr Points::Index side_by_side = 8;  // points from which it pays

using Flags = Eigen::Array<bool, Eigen::Dynamic, 1>;

/// Points side by side: entry (r, c) of every Jacobian is a column of numbers.
Flags surely_positive(const Points& y) {
  const int d = y.dimension();
  Eigen::ArrayXXd entries = y.all().rightCols(d * d);
  const auto entry = [&](int r, int c) { return entries.col(c * d + r); };
  const Eigen::ArrayXd least = least_pivot * entries.abs().rowwise().maxCoeff();
  Flags sure = Flags::Constant(y.size(), true);
  Eigen::ArrayXd times(y.size());
  for (int p = 0; p < d; ++p) {
    sure = sure && entry(p, p) > least;
    for (int r = p + 1; r < d; ++r) {
      times = entry(r, p) / entry(p, p);
      sure = sure && times.abs() <= most_subtracted;
      for (int c = p + 1; c < d; ++c) entry(r, c) -= times * entry(p, c);
    }
  }
  return sure;
}

Determinants determinants(const Points& y) {
  Eigen::ArrayXd determinant(y.size());
  switch (y.dimension()) {
    case 1:
      determinant = y.tangent(0).col(0);
      break;
    case 2:
      small_determinants<2>(y, determinant);
      break;
    case 3:
      small_determinants<3>(y, determinant);
      break;
    default:
      return large_determinants(y);
  }
  Determinants result{determinant.abs().log(), std::vector<bool>(static_cast<std::size_t>(y.size()))};
  for (Points::Index i = 0; i < y.size(); ++i)
    result.positive[static_cast<std::size_t>(i)] = determinant[i] > 0 && std::isfinite(determinant[i]);
  return result;
}

class CarriedLaw : public Law {
 public:
  explicit CarriedLaw(Points start) : y_(std::move(start)), folded_(static_cast<std::size_t>(y_.size()), false) {
    if (y_.dimension() == 1) reach_ = std::as_const(y_).coordinate(0).abs();
  }

  void map(const Map& move) override {
    y_ = move(y_);
    if (y_.dimension() == 1) {
      const Points& y = y_;
      const auto slope = y.tangent(0).col(0);
      reach_ = reach_.max((y.coordinate(0) / slope).abs());
      if ((slope > 0).all() && slope.isFinite().all()) return;
    }
    const std::vector<bool> positive = positive_determinants(y_);
    for (std::size_t i = 0; i < positive.size(); ++i) folded_[i] = folded_[i] || !positive[i];
  }

  void add_noise(double) override {
    throw std::logic_error("characteristics: the sampler adds noise; use grid or paired");
  }

  const Points& points() const { return y_; }
  const std::vector<bool>& folded() const { return folded_; }
  /// d = 1: the largest |y_t / (dy_t/dy_T)| met.
  const Eigen::ArrayXd& reach() const { return reach_; }

 private:
  Points y_;
  Eigen::ArrayXd reach_;
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

Carrier::Carrier(const Question& question) : question_(question) {
  if (values_only() && !interpolates())
    noise_ = noise_in(carry_values(question, noise_probes(question)), start_scale(question));
}

Carried Carrier::operator()(const Points& start) const {
  if (values_only()) return carry_by_differences(question_, start, *noise_);
  const int d = start.dimension();
  Points with_tangents(start.size(), d, d);
  with_tangents.values() = start.values();
  with_tangents.start_tangents();
  CarriedLaw law(std::move(with_tangents));
  const std::unique_ptr<Sampler> sampler = question_.sampler.make(question_.schedule());
  run_sampler(*sampler, question_.score, law);
  Carried carried = conclude(question_, start, law.points(), law.folded());
  if (d == 1) carried.places = rounding_of_steps(question_) * law.reach();
  return carried;
}

/// Of many points many times faster than their sizes: after most steps every determinant is surely positive.
std::vector<bool> positive_determinants(const Points& y) {
  if (y.dimension() <= 3 || y.size() < side_by_side) return determinants(y).positive;
  const Flags sure = surely_positive(y);
  std::vector<bool> positive(sure.begin(), sure.end());
  Factorised factorised(y.dimension());
  for (Points::Index i = 0; i < y.size(); ++i) {
    if (sure[i]) continue;
    factorised.compute(jacobian_of(y, i));
    positive[static_cast<std::size_t>(i)] = factorised.positive;
  }
  return positive;
}

Eigen::ArrayXd log_determinants(const Points& y) {
  Determinants found = determinants(y);
  for (std::size_t i = 0; i < found.positive.size(); ++i)
    if (!found.positive[i]) found.log_size[static_cast<Eigen::Index>(i)] = NAN;
  return found.log_size;
}

Carried conclude(const Question& question, const Points& start, Points y, std::vector<bool> folded) {
  const int d = start.dimension();
  Carried result{std::move(y), log_start_density(question, start), {}, {}, {}, std::move(folded)};
  const Determinants jacobian = determinants(result.y);
  Points place(start.size(), d), score;
  place.values() = std::as_const(result.y).values();
  Eigen::ArrayXd log_density;
  question.target().evaluate(question.reference(), place, &score, &log_density);
  for (Points::Index i = 0; i < start.size(); ++i) result.untold.push_back(log_density[i] == -INFINITY);
  result.log_ratio = log_density + jacobian.log_size - result.log_start;
  // Places and tangents round at every step; the logarithms round too.
  result.rounding = rounding_of_steps(question) * (1 + (place.values() * score.values()).abs().rowwise().sum()) +
                    unit * (log_density.abs() + jacobian.log_size.abs() + result.log_start.abs());
  for (Points::Index i = 0; i < start.size(); ++i) {
    if (result.untold[static_cast<std::size_t>(i)] && std::isfinite(place.values().row(i).sum()))
      result.log_ratio[i] = least_told, result.rounding[i] = 0;
    if (std::isfinite(result.log_ratio[i]) && std::isfinite(result.rounding[i])) continue;
    result.folded[static_cast<std::size_t>(i)] = true;
    result.log_ratio[i] = result.rounding[i] = 0;
  }
  return result;
}

Eigen::ArrayXd stretch(const Points& y) {
  return y.all().rightCols(y.all().cols() - y.dimension()).square().rowwise().sum();
}

std::string characteristics_refusal(const Setting& setting, std::string_view law) {
  if (!setting.sampler.stochastic) return {};
  return fmt::format("{}: {} adds noise, and a noisy path has no characteristic; use grid (d <= 2) or paired", law,
                     setting.sampler.name);
}

}  // namespace diffrates

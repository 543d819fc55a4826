#include "laws/characteristics_values.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace diffrates {
namespace {

constexpr int together = 8, clusters = 3;
constexpr double spacing = 1e-6;  // of the points of a cluster, in standard deviations of the noise at T
constexpr double least_width = 1e-6, most_width = 1e-2;  // of differences
constexpr double roundings = 3;                          // standard deviations that bound an error
constexpr double unit = std::numeric_limits<double>::epsilon() / 2;

class ValuesLaw : public Law {
 public:
  explicit ValuesLaw(Points start) : y_(std::move(start)) {}
  void map(const Map& move) override { y_ = move(y_); }
  void add_noise(double) override {
    throw std::logic_error("characteristics: the sampler adds noise; use grid or paired");
  }
  Points take() { return std::move(y_); }

 private:
  Points y_;
};

/// The mean square of the differences of order 4, of rounding of variance 1.
constexpr double fourth_differences = 70;

double noise_of(const Eigen::ArrayXd& values) {
  Eigen::ArrayXd differences = values;
  for (int order = 1; order <= 4; ++order)
    differences = (differences.tail(differences.size() - 1) - differences.head(differences.size() - 1)).eval();
  return std::sqrt(differences.square().mean() / fourth_differences);
}

}  // namespace

double start_scale(const Question& question) {
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  return question.start == Start::Exact ? at.sigma : 1;
}

Points carry_values(const Question& question, const Points& start) {
  ValuesLaw law(start);
  const std::unique_ptr<Sampler> sampler = question.sampler.make(question.schedule());
  run_sampler(*sampler, question.score, law);
  return law.take();
}

/// Draws of the start, each followed by its neighbours along a direction of its own.
Points noise_probes(const Question& question) {
  const int d = question.target().dimension();
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  Stream stream(question.seed, "noise of values");
  Points middles(clusters, d);
  Eigen::ArrayXXd normals(clusters, d), directions(clusters, d);
  stream.normals(normals);
  stream.normals(directions);
  if (question.start == Start::Exact) {
    question.target().draw(stream, middles);
    middles.values() = at.signal * middles.values() + at.sigma * normals;
  } else {
    middles.values() = normals;
  }
  Points all(clusters * together, d);
  for (int c = 0; c < clusters; ++c)
    for (int i = 0; i < together; ++i)
      all.values().row(c * together + i) = middles.values().row(c) + spacing * start_scale(question) * i *
                                                                         directions.row(c) /
                                                                         directions.row(c).matrix().norm();
  return all;
}

ValueNoise noise_in(const Points& y, double scale) {
  const double size = y.values().abs().maxCoeff();
  double noise = unit * size;
  std::array<double, clusters> at_start{};
  for (int c = 0; c < clusters; ++c) {
    double largest = unit * size, stretch = 0;
    for (int j = 0; j < y.dimension(); ++j) {
      const Eigen::ArrayXd values = y.coordinate(j).segment(c * together, together);
      largest = std::max(largest, noise_of(values));
      stretch = std::hypot(stretch, (values[together - 1] - values[0]) / (spacing * scale * (together - 1)));
    }
    noise = std::max(noise, largest);
    at_start[static_cast<std::size_t>(c)] = largest / stretch;
  }
  std::sort(at_start.begin(), at_start.end());
  const double usual = at_start[clusters / 2];
  return {roundings * noise, size, std::isfinite(usual) ? roundings * usual : 0};
}

Carried carry_by_differences(const Question& question, const Points& start, const ValueNoise& noise) {
  const int d = start.dimension();
  const Eigen::Index n = start.size();
  const double width = start_scale(question) *
                       std::clamp(std::cbrt(noise.absolute / std::max(noise.size, 1e-300)), least_width, most_width);
  Points places(n * (4 * d + 1), d);
  places.values().topRows(n) = start.values();
  const auto block = [&](int j, int which) { return n * (1 + 4 * j + which); };
  constexpr double steps[] = {1, -1, 2, -2};
  for (int j = 0; j < d; ++j)
    for (int which = 0; which < 4; ++which) {
      places.values().middleRows(block(j, which), n) = start.values();
      places.coordinate(j).segment(block(j, which), n) += steps[which] * width;
    }
  const Points moved = carry_values(question, places);
  Points narrow(n, d, d), wide(n, d, d), y(n, d, d);
  y.values() = moved.values().topRows(n);
  narrow.values() = wide.values() = std::as_const(y).values();
  for (int j = 0; j < d; ++j) {
    const auto slope = [&](int plus, int minus) {
      const Eigen::ArrayXd apart =
          places.coordinate(j).segment(block(j, plus), n) - places.coordinate(j).segment(block(j, minus), n);
      return Eigen::ArrayXXd(
          (moved.values().middleRows(block(j, plus), n) - moved.values().middleRows(block(j, minus), n)).colwise() /
          apart);
    };
    narrow.tangent(j) = slope(0, 1);
    wide.tangent(j) = slope(2, 3);
    y.tangent(j) = (4 * narrow.tangent(j) - wide.tangent(j)) / 3;
  }
  const Eigen::ArrayXd disagreement = (log_determinants(narrow) - log_determinants(wide)).abs();
  const Eigen::ArrayXd whole = log_determinants(y);
  std::vector<bool> folded(static_cast<std::size_t>(n));
  for (Eigen::Index i = 0; i < n; ++i)
    folded[static_cast<std::size_t>(i)] = !std::isfinite(whole[i]) || !std::isfinite(disagreement[i]);
  Carried carried = conclude(question, start, std::move(y), std::move(folded));
  carried.rounding += disagreement.isFinite().select(disagreement, 0);
  return carried;
}

}  // namespace diffrates

#include "scores/realised_error.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "numerics/dense.hpp"
#include "scores/line_expectation.hpp"

namespace diffrates {
namespace {

constexpr int runs = 64;
constexpr int draws = 256;
constexpr int halvings_of_noise = 4;
constexpr int most_jacobian_entries = 65'536;  ///< draws x d x d for the Jacobians of one level

/// A time and its weight in (1/T) sum_t, and in a lower-order rule for the error.
struct Time {
  int t;
  double weight;
  double coarse;
};

/// Appends first, middle and last of a run of consecutive t, weighted so that every quadratic is summed exactly.
void add_run(int first, int last, double scale, std::vector<Time>& times) {
  const int middle = (first + last) / 2;
  const double count = last - first + 1, centre = middle;
  // Moments of the run about its middle; nodes at a, 0, b.
  double one = 0, two = 0;
  for (int t = first; t <= last; ++t) one += t - centre, two += (t - centre) * (t - centre);
  const double a = first - centre, b = last - centre;
  const double low = (two - b * one) / (a * (a - b)), high = (two - a * one) / (b * (b - a));
  times.push_back({first, low * scale, (count * b - one) / (b - a) * scale});
  times.push_back({middle, (count - low - high) * scale, 0});
  times.push_back({last, high * scale, (one - count * a) / (b - a) * scale});
}

std::vector<Time> times_of(int T, std::optional<int> only) {
  if (only) return {{*only, 1.0 / T, 1.0 / T}};
  std::vector<Time> times;
  if (T <= 3 * runs) {
    for (int t = 1; t <= T; ++t) times.push_back({t, 1.0 / T, 1.0 / T});
    return times;
  }
  for (int run = 0; run < runs; ++run)
    add_run(1 + static_cast<int>(static_cast<long long>(T) * run / runs),
            static_cast<int>(static_cast<long long>(T) * (run + 1) / runs), 1.0 / T, times);
  return times;
}

/// E||e||^2 and E||grad e|| at one noise level, with the variances of their estimates.
struct AtLevel {
  double square = 0, square_variance = 0;
  double jacobi = 0, jacobi_variance = 0;
  double square_off = 0, jacobi_off = 0;  ///< what the quadrature left open
};

Points error_at(const ScoreError& error, const NoiseLevel& at, const Points& x) {
  Points e(x.size(), x.dimension(), x.tangents());
  e.all().setZero();
  error.add(at, x, e);
  return e;
}

AtLevel on_line(const Score& score, const NoiseLevel& at) {
  const double noise = score.error()->noise();
  Eigen::ArrayXd off;
  const Eigen::ArrayXd mean = line_expectation(
      score.target(), at, {std::max(1e-12, noise), std::max(1e-8, 100 * noise)},
      [&](const Points& x, Eigen::Ref<Eigen::ArrayXXd> out) {
        Points with(x.size(), 1, 1);
        with.coordinate(0) = x.coordinate(0);
        with.start_tangents();
        const Points e = error_at(*score.error(), at, with);
        out.col(0) = e.coordinate(0).square();
        out.col(1) = e.tangent(0).col(0).abs();
      },
      noise > 0 ? halvings_of_noise : 30, &off);
  return {mean[0], 0, mean[1], 0, off[0], off[1]};
}

/// X_t drawn as signal X_0 + sigma Z.
Points draw_level(const Target& target, const NoiseLevel& at, Stream& stream, int count, int tangents) {
  Points start(count, target.dimension()), x(count, target.dimension(), tangents);
  target.draw(stream, start);
  Eigen::ArrayXXd noise(count, target.dimension());
  stream.normals(noise);
  x.values() = at.signal * start.values() + at.sigma * noise;
  return x;
}

/// Mean and variance of the mean.
void average(const Eigen::ArrayXd& values, double& mean, double& variance) {
  mean = values.mean();
  variance =
      (values - mean).square().sum() / (static_cast<double>(values.size()) * static_cast<double>(values.size() - 1));
}

AtLevel by_draws(const Score& score, const NoiseLevel& at, std::uint64_t seed, int t) {
  const int d = score.target().dimension();
  Stream stream(seed, "realised score error", static_cast<std::uint64_t>(t));
  AtLevel result;
  const Points e = error_at(*score.error(), at, draw_level(score.target(), at, stream, draws, 0));
  average(e.values().square().rowwise().sum(), result.square, result.square_variance);
  const int fewer = std::clamp(most_jacobian_entries / (d * d), 4, draws);
  Points x = draw_level(score.target(), at, stream, fewer, d);
  x.start_tangents();
  const Points slope = error_at(*score.error(), at, x);
  Eigen::ArrayXd norms(fewer);
  for (int i = 0; i < fewer; ++i) {
    Eigen::MatrixXd jacobian(d, d);
    for (int j = 0; j < d; ++j) jacobian.col(j) = slope.tangent(j).row(i).transpose().matrix();
    const double largest = symmetric_eigenvalues(transposed_times(jacobian, jacobian))[d - 1];
    norms[i] = std::sqrt(std::max(0.0, largest));
  }
  average(norms, result.jacobi, result.jacobi_variance);
  return result;
}

}  // namespace

RealisedError realised_error(const Score& score, std::uint64_t seed) {
  if (score.error() == nullptr) return {{0, 0}, {0, 0}};
  const std::vector<Time> times = times_of(score.schedule().steps(), score.error()->only());
  std::vector<AtLevel> levels(times.size());
  tbb::parallel_for(std::size_t{0}, times.size(), [&](std::size_t i) {
    const NoiseLevel& at = score.schedule().at(times[i].t);
    levels[i] = score.target().dimension() == 1 ? on_line(score, at) : by_draws(score, at, seed, times[i].t);
  });
  AtLevel sum, coarse;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double w = times[i].weight;
    sum.square += w * levels[i].square;
    sum.jacobi += w * levels[i].jacobi;
    sum.square_variance += w * w * levels[i].square_variance;
    sum.jacobi_variance += w * w * levels[i].jacobi_variance;
    sum.square_off += w * levels[i].square_off;
    sum.jacobi_off += w * levels[i].jacobi_off;
    coarse.square += times[i].coarse * levels[i].square;
    coarse.jacobi += times[i].coarse * levels[i].jacobi;
  }
  RealisedError result;
  result.score.value = std::sqrt(sum.square);
  result.jacobi.value = sum.jacobi;
  if (score.target().dimension() > 1) {
    result.score.error = sum.square > 0 ? std::sqrt(sum.square_variance) / (2 * result.score.value) : 0;
    result.jacobi.error = std::sqrt(sum.jacobi_variance);
    return result;
  }
  const double noise = score.error()->noise();
  result.score.error = sum.square > 0
                           ? (std::abs(sum.square - coarse.square) + sum.square_off) / (2 * result.score.value) +
                                 std::max(1e-11, 10 * noise) * result.score.value
                           : 0;
  result.jacobi.error =
      std::abs(sum.jacobi - coarse.jacobi) + sum.jacobi_off + std::max(1e-6, 1000 * noise) * result.jacobi.value;
  return result;
}

}  // namespace diffrates

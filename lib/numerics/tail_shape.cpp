#include "numerics/tail_shape.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <vector>

namespace diffrates {
namespace {

constexpr std::size_t fewest = 10;
constexpr double drawn_to = 0.5, drawn_by = 10;  // as if so many values more had that shape
constexpr double heavy_from = 0.2, heaviest = 0.9,
                 heaviest_known = 0.98;  // below the first the tail counts in proportion

/// What the largest values have above the largest of the others, increasing; only what is above.
std::vector<double> exceedances(const Eigen::ArrayXd& values) {
  std::vector<double> all(values.begin(), values.end());
  const auto n = static_cast<double>(all.size());
  const auto tail = static_cast<std::ptrdiff_t>(std::min(n / 5, 3 * std::sqrt(n)));
  if (tail == 0) return {};
  const auto threshold = all.begin() + tail;
  std::nth_element(all.begin(), threshold, all.end(), std::greater<>());
  std::vector<double> above;
  for (auto value = all.begin(); value != threshold; ++value)
    if (*value > *threshold) above.push_back(*value - *threshold);
  std::sort(above.begin(), above.end());
  return above;
}

/// The likelihood's best k for a given b = -k/s: the mean of log(1 - b x).
double shape_at(double b, const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += std::log1p(-b * value);
  return sum / static_cast<double>(x.size());
}

/// The posterior mean of b on a grid of quantiles of its prior.
double posterior_b(const std::vector<double>& x) {
  const auto n = static_cast<double>(x.size());
  const int count = 20 + static_cast<int>(std::sqrt(n));
  const double quartile = x[static_cast<std::size_t>(n / 4 + 0.5) - 1];
  Eigen::ArrayXd b(count), likelihood(count);
  for (int j = 0; j < count; ++j) {
    b[j] = 1 / x.back() + (1 - std::sqrt(count / (j + 0.5))) / (3 * quartile);
    const double k = shape_at(b[j], x);
    const double found = n * (std::log(-b[j] / k) - k - 1);
    likelihood[j] = std::isfinite(found) ? found : -std::numeric_limits<double>::infinity();
  }
  const Eigen::ArrayXd weight = (likelihood - likelihood.maxCoeff()).exp();
  return (weight * b).sum() / weight.sum();
}

/// The largest value that a tail of shape k has, told by one that varies less: the tenth largest.
double expected_largest(const Eigen::ArrayXd& sizes, double k) {
  if (sizes.size() < static_cast<Eigen::Index>(fewest)) return 0;
  std::vector<double> all(sizes.begin(), sizes.end());
  const auto tenth = all.begin() + fewest - 1;
  std::nth_element(all.begin(), tenth, all.end(), std::greater<>());
  return *tenth * std::pow(fewest, k);
}

}  // namespace

double tail_shape(const Eigen::ArrayXd& values) {
  const std::vector<double> x = exceedances(values);
  if (x.empty()) return -std::numeric_limits<double>::infinity();
  if (x.size() < fewest) return 1;
  const auto n = static_cast<double>(x.size());
  const double k = shape_at(posterior_b(x), x);
  return std::isfinite(k) ? (n * k + drawn_by * drawn_to) / (n + drawn_by) : 1;
}

double unseen_tail(const Eigen::ArrayXd& values, double known) {
  const Eigen::ArrayXd sizes = values.abs();
  const double estimated = std::min(tail_shape(sizes), heaviest);
  const double k = std::max(estimated, std::min(known, heaviest_known)), counts = std::clamp(k / heavy_from, 0.0, 1.0);
  if (counts == 0) return 0;
  double largest = sizes.maxCoeff();
  if (known > estimated) largest = std::max(largest, expected_largest(sizes, k));
  return counts * largest / (static_cast<double>(sizes.size()) * (1 - k));
}

}  // namespace diffrates

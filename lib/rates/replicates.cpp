#include "rates/replicates.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <map>

#include "rates/rates.hpp"

namespace diffrates {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

/// Two-sided 99.9 percent.
double student(double freedom) { return boost::math::quantile(boost::math::students_t(freedom), 0.9995); }

/// Of the mean of so many values from their deviations.
double variance_of_mean(const ArrayXd& deviations) {
  const auto n = static_cast<double>(deviations.size());
  return deviations.square().sum() / (n * (n - 1));
}

ArrayXd values_of(const RatePoint& point) {
  return Eigen::Map<const ArrayXd>(point.by_replicate.data(), std::ssize(point.by_replicate));
}

/// Of a number that stands at all; what a file says may be anything.
constexpr double largest_deviation = 1e6;

/// Replicates of each, equally many, whose deviations may be taken relative to their mean.
bool have_replicates(const std::vector<RatePoint>& points) {
  for (const RatePoint& point : points) {
    if (point.by_replicate.size() < 2 || point.by_replicate.size() != points.front().by_replicate.size()) return false;
    const ArrayXd values = values_of(point);
    const double mean = values.mean();
    if (!(mean > 0 && std::isfinite(mean) && values.abs().maxCoeff() <= largest_deviation * mean)) return false;
  }
  return !points.empty();
}

}  // namespace

Replicates::Replicates(const std::vector<RatePoint>& points, const ArrayXd& sigma) {
  if (!have_replicates(points)) return;
  deviations_.resize(std::ssize(points), std::ssize(points.front().by_replicate));
  bound_.resize(sigma.size());
  for (Index i = 0; i < sigma.size(); ++i) {
    const RatePoint& point = points[static_cast<std::size_t>(i)];
    const ArrayXd values = values_of(point), deviations = values / values.mean() - 1;
    deviations_.row(i) = deviations.transpose();
    bound_(i) = std::max(0.0, sigma(i) - std::sqrt(variance_of_mean(deviations)));
    streams_.push_back(point.stream);
  }
}

Replicates Replicates::segment(Index first, Index n) const {
  Replicates part;
  if (empty()) return part;
  part.deviations_ = deviations_.middleRows(first, n);
  part.bound_ = bound_.segment(first, n);
  part.streams_.assign(streams_.begin() + first, streams_.begin() + first + n);
  return part;
}

double Replicates::reach(const ArrayXd& influence) const {
  std::map<std::uint64_t, ArrayXd> moves;  // of the number in each replicate, by stream
  for (Index i = 0; i < influence.size(); ++i) {
    const ArrayXd own = influence(i) * deviations_.row(i).transpose();
    const auto [at, fresh] = moves.emplace(streams_[static_cast<std::size_t>(i)], own);
    if (!fresh) at->second += own;
  }
  double variance = 0, squares = 0;
  for (const auto& [stream, moved] : moves) {
    const double own = variance_of_mean(moved);
    variance += own;
    squares += own * own;
  }
  const double bounds = (influence.abs() * bound_).sum();
  if (!(squares > 0 && std::isfinite(squares))) return bounds + std::sqrt(variance);
  const auto freedom = static_cast<double>(deviations_.cols() - 1);
  return student(freedom * (variance * variance / squares)) * std::sqrt(variance) + bounds;
}

}  // namespace diffrates

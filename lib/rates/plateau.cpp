#include "rates/plateau.hpp"

#include <cmath>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

constexpr double least_share = 0.1, least_of_three = 0.5;  // of the smallest value

}  // namespace

std::optional<double> plateau_under(const Fit& fit, double exponent) {
  std::vector<const FittedPoint*> used;
  for (const FittedPoint& p : fit.points)
    if (p.drop == Drop::None) used.push_back(&p);
  if (used.size() < 3) return {};
  const auto n = static_cast<Eigen::Index>(used.size());
  Eigen::MatrixX3d curves(n, 3);
  Eigen::ArrayXd of_power(n);
  double smallest = INFINITY;
  for (Eigen::Index i = 0; i < n; ++i) {
    const FittedPoint& p = *used[static_cast<std::size_t>(i)];
    const double value = p.point.error.value, x = p.point.x / fit.last;
    curves.row(i) << 1, std::pow(x, exponent), std::pow(x, exponent / 2);
    curves.row(i) /= value;
    of_power(i) = p.fitted / value - 1;
    smallest = std::min(smallest, value);
  }
  const auto floor_of = [&](const std::vector<int>& terms, double share) -> std::optional<double> {
    if (n <= static_cast<Eigen::Index>(terms.size())) return {};
    const Eigen::MatrixXd these = curves(Eigen::all, terms);
    const Eigen::VectorXd found = least_squares(these, Eigen::VectorXd::Ones(n));
    const double left = ((these * found).array() - 1).square().sum();
    return left <= of_power.square().sum() && found(0) >= share * smallest ? std::optional(found(0)) : std::nullopt;
  };
  if (const auto floor = floor_of({0, 1}, least_share)) return floor;
  return floor_of({0, 1, 2}, least_of_three);
}

}  // namespace diffrates

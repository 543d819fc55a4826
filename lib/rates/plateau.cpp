#include "rates/plateau.hpp"

#include <Eigen/QR>
#include <cmath>

namespace diffrates {
namespace {

constexpr double least_share = 0.1;  // of the smallest value

}  // namespace

std::optional<double> plateau_under(const Fit& fit, double exponent) {
  std::vector<const FittedPoint*> used;
  for (const FittedPoint& p : fit.points)
    if (p.drop == Drop::None) used.push_back(&p);
  if (used.size() < 3) return {};
  const auto n = static_cast<Eigen::Index>(used.size());
  Eigen::MatrixX2d curves(n, 2);
  Eigen::ArrayXd of_power(n);
  double smallest = INFINITY;
  for (Eigen::Index i = 0; i < n; ++i) {
    const FittedPoint& p = *used[static_cast<std::size_t>(i)];
    const double value = p.point.error.value;
    curves.row(i) << 1 / value, std::pow(p.point.x / fit.last, exponent) / value;
    of_power(i) = p.fitted / value - 1;
    smallest = std::min(smallest, value);
  }
  const Eigen::Vector2d found = curves.colPivHouseholderQr().solve(Eigen::VectorXd::Ones(n));
  const double left = ((curves * found).array() - 1).square().sum(), left_of_power = of_power.square().sum();
  if (!(left <= left_of_power) || !(found(0) >= least_share * smallest)) return {};
  return found(0);
}

}  // namespace diffrates

#include "divergences/affinity.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "numerics/legendre.hpp"

namespace diffrates {
namespace {

constexpr double most_deviations = 1e4;
constexpr int most_depth = 12;  // halvings of an octave
// Of each octave, and of what is left of psi where the integral ends, as a part of the result. No error is said to be
// smaller: whether an octave just within it is halved, or one more is taken, is for rounding to say.
constexpr double tolerance = 1e-10;
constexpr int order = 24;

/// Adaptive quadrature: halves until the Legendre coefficients have decayed, or `values` are used up. Adds what they
/// leave open to `error`.
template <class Function>
double integral(const Function& f, double from, double to, double allowed, int depth, int& values_left, double& error) {
  static const Legendre rule(order);
  const double half = (to - from) / 2, middle = (to + from) / 2;
  const Eigen::ArrayXd values = half * (middle + half * rule.nodes()).unaryExpr(f);
  // All of the tail: where psi turns faster than the nodes tell, coefficients do not fall, and what Gauss's rule leaves
  // is as large as they are.
  const double open = rule.decay(values).interpolation();
  values_left -= order;
  if (open <= allowed || depth == 0 || values_left < 0) {
    error += open;
    return (rule.weights() * values).sum();
  }
  return integral(f, from, middle, allowed / 2, depth - 1, values_left, error) +
         integral(f, middle, to, allowed / 2, depth - 1, values_left, error);
}

}  // namespace

std::complex<double> complex_log1p(std::complex<double> z) {
  const double x = z.real(), y = z.imag();
  return {0.5 * std::log1p(x * (2 + x) + y * y), std::atan2(y, 1 + x)};
}

std::complex<double> complex_expm1(std::complex<double> z) {
  const double e = std::expm1(z.real()), s = std::sin(z.imag() / 2);
  return {e * std::cos(z.imag()) - 2 * s * s, (e + 1) * std::sin(z.imag())};
}

Estimate variation_from_affinity(const LogAffinity& log_affinity, double most_u, int most_values) {
  // log psi(0) = -Var(L)/8 for nearly equal laws; where they are far apart psi falls faster still.
  const double at_zero = -log_affinity(0).real();
  if (!(at_zero > 0)) return {0, std::isnan(at_zero) ? at_zero : 1e-16};
  const double deviation = std::sqrt(8 * at_zero);
  const double end = std::min(most_u, most_deviations / deviation);
  const auto integrand = [&](double u) { return -complex_expm1(log_affinity(u)).real() / (u * u + 0.25); };
  double sum = 0, error = 0;
  int values_left = most_values;
  double from = 0, to = std::min(0.25 / deviation, end);
  for (;; from = to, to = std::min(2 * to, end)) {  // octaves
    sum += integral(integrand, from, to, tolerance * (sum + (to - from) * integrand(from)), most_depth, values_left,
                    error);
    const double beyond = 2 * std::atan(0.5 / to);
    const double left = beyond * std::max(std::exp(log_affinity(to).real()), std::exp(log_affinity(0.7 * to).real()));
    if (left > tolerance * (sum + beyond) && to < end) continue;
    return {std::min(1.0, (sum + beyond) / std::numbers::pi),
            (std::max(error, tolerance * (sum + beyond)) + left) / std::numbers::pi};
  }
}

}  // namespace diffrates

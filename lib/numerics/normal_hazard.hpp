/// The hazard function of the standard normal law, mu(a) = phi(a) / Q(a), Q(a) = P(Z > a): the inverse of Mills' ratio.
/// Differences of normal probabilities, and means and variances of truncated normals, are written in mu and in its
/// excess mu(a) - a without cancellation, however far out: E[Z | Z > a] = mu, Var[Z | Z > a] = 1 - mu (mu - a). Domain:
/// any real a (+-inf give the limits, NaN gives NaN). Relative error of both below 2e-14; cost some 20 to 200 ns.
/// Source: Laplace's continued fraction, mu(a) = a + 1/(a + 2/(a + 3/(a + ...))); Abramowitz, Stegun 26.2.14.
#pragma once

#include <cmath>
#include <numbers>

namespace diffrates {

struct Hazard {
  double mu;      ///< phi(a) / Q(a) > 0
  double excess;  ///< mu(a) - a > 0
};

/// log phi(z), the standard normal density.
inline double log_normal_density(double z) { return -0.5 * (z * z + std::log(2 * std::numbers::pi)); }

/// Q(a) = P(Z > a).
inline double normal_upper(double a) { return 0.5 * std::erfc(a / std::numbers::sqrt2); }

inline Hazard normal_hazard(double a) {
  if (!(a >= 3)) {  // or NaN
    const double mu = std::exp(log_normal_density(a)) / normal_upper(a);
    return {mu, mu - a};
  }
  const int terms = 14 + static_cast<int>(350 / (a * a));
  double fraction = a;
  for (int k = terms; k >= 2; --k) fraction = a + k / fraction;
  const double excess = 1 / fraction;
  return {a + excess, excess};
}

}  // namespace diffrates

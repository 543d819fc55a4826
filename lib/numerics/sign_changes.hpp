/// Integrals of |f| over a panel, f smooth: where f changes sign, its interpolant is integrated between the roots.
#pragma once

#include <cmath>

#include "numerics/estimate.hpp"
#include "numerics/legendre.hpp"

namespace diffrates {

/// int_{-1}^{1} |f| from the values of f at the rule's nodes.
inline Estimate integral_of_modulus(const Legendre& rule, const Eigen::ArrayXd& values) {
  const double plain = (rule.weights() * values).sum();
  const Legendre::Decay decay = rule.decay(values);
  if (!rule.changes_sign(values)) return {std::abs(plain), decay.quadrature()};
  return {2 * rule.positive_part(values) - plain, 2 * decay.interpolation()};
}

}  // namespace diffrates

/// Gauss-Legendre rules on a piece, from left to right.
#pragma once

#include <boost/math/quadrature/gauss.hpp>

namespace diffrates {

/// Calls visit(place, weight) for each of an even number of nodes on [low, high].
template <unsigned count, class Visit>
void gauss_legendre(double low, double high, const Visit& visit) {
  static_assert(count % 2 == 0);
  using Rule = boost::math::quadrature::gauss<double, count>;
  const double centre = low + (high - low) / 2, half = (high - low) / 2;
  constexpr int pairs = static_cast<int>(count / 2);
  for (int k = pairs - 1; k >= 0; --k) visit(centre - half * Rule::abscissa()[k], half * Rule::weights()[k]);
  for (int k = 0; k < pairs; ++k) visit(centre + half * Rule::abscissa()[k], half * Rule::weights()[k]);
}

}  // namespace diffrates

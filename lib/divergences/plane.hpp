/// Divergences of a density q (of Y) from a density p (of X), both on the same uniform grid of a rectangle.
///
/// tv: each row by its roots and exact antiderivatives (line.hpp), the rows by the trapezoidal rule, whose error is
///     O(h^{5/2}) where the zero curves of p - q turn: read off half as many rows.
/// kl, kl_reverse, chi2: the trapezoidal rule where q exceeds a threshold, chosen where the stated error is smallest;
///     what lies outside enters the error with |log q/p| growing in proportion to log max p - log p, as just inside.
/// Cost: four FFTs a row, and a logarithm a point.
#pragma once

#include <array>

#include "divergences/line.hpp"

namespace diffrates {

struct PlaneDensities {
  std::array<Period, 2>
      period;  ///< entry (i, j) of n_1 x n_2 stands at low + (i w_1/n_1, j w_2/n_2); n_1 even, n_2 a multiple of 4
  Eigen::ArrayXXd log_p;
  Eigen::ArrayXXd q;
  double noise = 1e-12;  ///< absolute error of q, of any sign
};

Estimate plane_divergence(Metric metric, const PlaneDensities& densities);

}  // namespace diffrates

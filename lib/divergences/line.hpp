/// Divergences of a density q (of Y) from a density p (of X), both given on the same uniform grid of a line.
///
/// tv: roots of the band-limited interpolant of p - q, and its exact antiderivative between them, so that there is no
///     O(h^2) error from the kinks of |p - q|.
/// kl, kl_reverse, chi2: the trapezoidal rule for p f(log q/p), f of integrands.hpp: spectrally accurate and as small,
///     term by term, as the result.
/// Where log p is -inf (p is too small to be known) and q is not, the error of kl_reverse and chi2 says so.
/// Where q is lost in its own noise the logarithm means nothing. Each tail is cut where the stated error comes out
/// smallest: inside, the noise is propagated; outside, log q/p is continued linearly in log p from where q is a hundred
/// noises (exact for Gaussian tails), and all of that contribution enters the error, or what lies just inside the cut
/// if that is more. A cut further in cannot hide less than a deeper one: another component may take over between the
/// two.
/// Domain: the grid covers both laws up to negligible mass and resolves both; q may be slightly negative.
/// Errors: what the noise of q and the cut tails do; the resolution of q is the caller's to judge.
/// Cost: three FFTs and n logarithms.
#pragma once

#include <Eigen/Core>

#include "divergences/metric.hpp"
#include "numerics/estimate.hpp"
#include "numerics/fourier.hpp"

namespace diffrates {

struct LineDensities {
  Period period;         ///< grid point j of n stands at low + j width / n; n a multiple of 4
  Eigen::ArrayXd log_p;  ///< log density of X
  Eigen::ArrayXd q;      ///< density of Y
  double noise = 1e-16;  ///< absolute error of q, of any sign
};

/// Of both, W1 = int |D| dx between the roots of D = F_X - F_Y, and W2, the root of int q delta^2 with
/// F_X(y + delta) = F_Y(y): D and F_X by exact antiderivatives. Their floor is the rounding of F, 3e-16, in W1 times
/// the width of the period.
Estimate grid_distance(Metric metric, const LineDensities& densities);

/// Any metric of marginals.
Estimate line_divergence(Metric metric, const LineDensities& densities);

}  // namespace diffrates

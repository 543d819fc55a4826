/// How heavy the upper tail of a sample is, and what a mean over it has not seen.
///
/// Beyond a high threshold any tail is close to a generalised Pareto law, P(X > u + x) ~ (1 + k x/s)^(-1/k); k <= 0
/// ends or falls exponentially, moments of order 1/k and above do not exist. k is estimated from the largest min(n/5, 3
/// sqrt n) values by the mean of a profile posterior, drawn a little towards 1/2. Source: J. Zhang, M. Stephens, A new
/// and efficient estimation method for the generalized Pareto distribution, Technometrics 51 (2009); A. Vehtari, D.
/// Simpson, A. Gelman, Y. Yao, J. Gabry, Pareto smoothed importance sampling, arXiv 1507.02646. Cost: O(n + sqrt(n)^2
/// log).
#pragma once

#include <Eigen/Core>
#include <limits>

namespace diffrates {

/// k of the upper tail; -infinity where no value exceeds the others, 1 where fewer than ten do.
double tail_shape(const Eigen::ArrayXd& values);

/// What the mean of |values| is expected to gain from values beyond the largest of the n: that one over n (1 - k),
/// 0 where the tail ends. A mean over a heavy tail is more often too small than too large, and then its scatter is too
/// small too, so that this belongs to its error. k counts up to 0.9, where n values tell next to nothing; a shape that
/// is known otherwise (`known`, a lower bound) up to 0.98.
double unseen_tail(const Eigen::ArrayXd& values, double known = -std::numeric_limits<double>::infinity());

}  // namespace diffrates

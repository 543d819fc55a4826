/// How heavy the tails of likelihood ratios are, told by second derivatives where points arrived, not by their sample.
///
/// Under Y let e = -log p_Y. Where r = p_X/p_Y grows like e^(k e), its tail is P(r > u) ~ u^(-1/k): moments of order
/// 1/k and above do not exist. Along v, with J = dy_1/dy_T, P = -Hess log p_X1 (y_1) and S = -Hess log p_YT (y_T), both
/// laws fall like exp(-v'J'PJv/2) and exp(-v'Sv/2): so with mu the eigenvalues of J'PJ against S
///   k of r = 1 - mu_min,   k of 1/r = mu_max - 1.
/// Exact for Gaussians (the steps' own second derivatives, which are left out of p_Y's, vanish there); elsewhere what
/// the nearest component says. Needed because a tail that is met far out is not met in a sample: of a Gaussian 1.8
/// times as wide (variance) as X in the plane, 1,024 points saw half of chi2, and their own shape explained an eighth
/// of what was missing.
/// Domain: points carried with their Jacobians; |l| > 1 (elsewhere -infinity: a ratio near one is no tail).
/// Cost: two evaluations with tangents and 10 d^3 operations a point looked at.
#pragma once

#include "laws/characteristics_carry.hpp"

namespace diffrates {

/// k of r where l > 1, of 1/r where l < -1; -infinity elsewhere, and where S is not positive definite.
Eigen::ArrayXd local_shapes(const Question& question, const Points& start, const Carried& carried);

}  // namespace diffrates

/// Characteristics in R^d: the law of Y_1 by randomised quasi-Monte Carlo over the start.
///
/// 16 independent scramblings of the same Sobol points are mapped to normals z: Y_T = z (start normal), or
/// Y_T = signal X_0 + sigma z with independent draws of X_0 (start exact; an exact draw of p_XT, and where the start is
/// noisy the draws hardly add variance). Every term is as small as the error measured, so the error is relative and has
/// no floor. The number of points doubles until the standard error over the replicates is 3 % of TV and 6 % of every
/// other value asked (they fall like TV^2, so that their exponents are as well known), at most 2^14 points in all and
/// at most those whose work at T = 1024 is within a fixed one (then the value stands with the error it has): their
/// number is the same for every T up to there, because a rate is known no better than its least accurate points.
/// TV is read from E(1 - r)_+ or from E|1 - r|/2 (E_Y r = 1, unless the points disprove it: then the first), and
/// KL(Y||X) from E[r - 1 - l] or E[-l], whichever varies less.
///
/// Error: the standard error, and for KL(X||Y) X's mass that no point saw. Folded mass below one point's (1/n) is not
/// seen. Domain: 1 <= d <= 256. Cost: n T evaluations with d tangents, and n T determinants.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

inline constexpr int most_space_dimension = 256;

std::vector<Evidence> follow_space(const Question& question, const std::vector<Metric>& metrics);

/// CPU seconds of follow_space.
double space_cost(const Setting& setting, int steps);

}  // namespace diffrates

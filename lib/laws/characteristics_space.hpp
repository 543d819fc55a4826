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
/// Where X's components lie apart (characteristics_chords.hpp) thin layers between them may carry the value and no
/// point fall into them. There at least 2^12 points are taken, and 32 chords or more: the part of E f from where the
/// map stretches more than at all but 30 points comes from the chords, and the rest from the points,
///   E f = E f (1 - w) + E f w,    w continuous, 0 or 1 but for a narrow strip.
/// If the chords' part is below a hundredth, the points' average stands by itself.
///
/// Error: the standard error over the replicates (16, so that it is Student's), that of the chords' panels, and for
/// KL(X||Y) X's mass that no point saw. Without chords folded mass below one point's (1/n) is not seen.
/// Domain: 1 <= d <= 256; chords while 2^16 nodes cost no more than the most points may. Cost: n T evaluations with d
/// tangents, and n T determinants; n = 2^10 to 2^14, with chords 5e4 to 3e5.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

inline constexpr int most_space_dimension = 256;

std::vector<Evidence> follow_space(const Question& question, const std::vector<Metric>& metrics);

/// CPU seconds of follow_space.
double space_cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics);
/// A guess at lies_apart (characteristics_chords.hpp), cheap enough for every cell; false where it would not be.
bool seems_apart(const Target& target, const Schedule& schedule);

}  // namespace diffrates

/// How heavy the tail of a likelihood ratio is, established before it is averaged.
///
/// The backward kernel is narrowest where X_0 is a point: p(.|x) = N(., r v I) against q(.|x) = N(., v I), with r = 1 -
/// b/(1 - abar) for ddpm. Then e^l = q/p = r^{d/2} e^{(1 - r)|Z|^2/2}, P(e^l > s) falls like s^{-1/(1 - r)}, and
///     E_p e^{2l} = (r / sqrt(2r - 1))^d,  r > 1/2;     E_p e^{4l} = (r^2 / sqrt(4r - 3))^d,  r > 3/4.
/// An average of e^l needs the second moment to have a standard error and the fourth for that error to be known; both
/// grow with the d-th power. The standard error of n draws is itself known to sqrt(E e^{4l}/n) of the variance: at most
/// most_fourth_moment is a fraction of the thousand paths that are the fewest. (1 - r may
/// be 0.25 in d = 1, 0.22 in d = 8, 0.12 in d = 64.)
///
/// Of the start's ratio N(0, I)/p_XT: r = 1 - abar_T, the narrowest that X_T may be in any direction, and a shift of
/// size^2 abar_T E|X_0|^2, which multiplies by its exponential's sixth power. Where X_0 is wide in every direction this
/// is pessimistic; then the forms without e^l are taken, which are right too.
///
/// Domain: any; infinite where the moment is. Cost: nothing. Source: this project.
#pragma once

#include "laws/kernel.hpp"

namespace diffrates {

inline constexpr double most_fourth_moment = 100;

/// E_p e^{4l} of N(0, r I) against N(0, I) in R^d.
double fourth_moment(double r, int d);

/// Of the ratio of step t, at a point mass.
double step_fourth_moment(const Schedule& schedule, const StepKernel& kernel, int t, int d);

/// Of the ratio of a normal start, at most.
double start_fourth_moment(const Target& target, const NoiseLevel& top);

/// The same as 4096 draws of the start see it, E_p e^{4l} = E_q e^{3l}: drawn from q, which lies where the ratio is
/// large, not from p, which may miss it. For laws that have no other form. Where the moment is infinite the draws give
/// a number: large, unless the tail weighs nothing at so many draws.
double drawn_start_fourth_moment(const Target& target, const NoiseLevel& top, std::uint64_t seed);

}  // namespace diffrates

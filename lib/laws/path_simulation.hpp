/// Path KL and path TV in any dimension, by simulating the forward chain.
///
/// Along forward paths X_1 -> X_2 -> ... -> X_T, with l_t = log q(x_{t-1}|x_t)/p(x_{t-1}|x_t), l_start = log p_YT/p_XT
/// at x_T and S = sum (e^l - 1) over all of them:
///   path KL = E sum (e^l - 1 - l): nonnegative and as small as the value itself, so an average has relative error
///   only; path TV = E (1 - e^L)_+ = E[(1 - e^L)_+ + S/2], L = sum l. S has mean zero (each e^l has conditional mean
///   1), and to first order e^L - 1 = S, so that the sum is |e^L - 1|/2: a quarter of the variance of the plain form.
/// Where the fourth moment of e^l is more than a hundred at worst, which depends on b_t/(1 - abar_t), on d, and at a
/// normal start on 1 - abar_T (ratio_moments.hpp), a term -l takes the place of e^l - 1 - l and none the place of e^l -
/// 1; -l and (1 - e^L)_+ have finite variance always. Where S, whose mean is 0, is further from 0 than three standard
/// errors, the rest is in the error.
///
/// A kernel with noise before its map (accelerated_sde) is smoothed by a rule for d <= 3, beyond by two mirrored pairs
/// of draws: an unbiased q^ of relative variance v^, whose logarithm is low by v/2 to leading order; v^/2 is added
/// back. The next term of the series is smaller by that relative error, sqrt(v): ten times that share of the correction
/// bounds what is left. In path TV the noise adds at most correction/(2 KL) of the value, which is stated.
///
/// Error: standard errors, the rest of S, and the difference between two orders of the rule or the bounds above. Paths
/// are added until the standard error is 1 % of the value, within a budget. Cost: two score evaluations a path and step
/// (ddpm); accelerated_sde d Hessian products and order^d or 4 evaluations more. The same bits for any number of
/// threads: chunk k draws from its own stream.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

struct PathDivergences {
  Estimate kl, tv;
  std::vector<double> kl_by_replicate{}, tv_by_replicate{};  ///< their scatter is the standard errors (replicates.hpp)
  long paths = 0;
};

/// `kl`, `tv`: which of the two must reach its goal.
PathDivergences path_by_simulation(const Question& question, bool kl, bool tv);

/// CPU seconds of path_by_simulation.
double simulation_cost(const Setting& setting, int steps);

}  // namespace diffrates

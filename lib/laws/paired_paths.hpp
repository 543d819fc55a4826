/// Likelihood ratios along forward paths that share their X_1, and what U-statistics of them say of p_Y1/p_X1 - 1 = g.
///
/// Identity. Over forward paths from x, L = prod_t q(x_{t-1}|x_t)/p(x_{t-1}|x_t) (times p_YT(x_T)/p_XT(x_T)) has
/// E[L | X_1 = x] = p_Y1(x)/p_X1(x): integrate the joint density prod q p_YT over x_2 .. x_T. So two independent paths
/// from one X_1 give chi2 = E[(L - 1)(L' - 1)], unbiased.
///
/// Control. Given x, L fluctuates like T^(-1/2) while g is like 1/T. With L_t the product over s <= t, the martingale
///     C = sum_t L_{t-1} c_t,    c_t = -Q + (Q^2 - Var Q) / 2,    x_t = y + sqrt(b) Z,  y = sqrt(a) x_{t-1},
///     Q = (Z^T A Z - tr A) / 2,  Var Q = tr(A^2) / 2,  A = b H + k I,  H = Hess log p_t(y),
/// has E[C | x] = 0, because E[c_t | x_{t-1}] = 0, and takes out of L = 1 + sum L_{t-1} (e^l - 1) the first two terms
/// of e^l's part of order b. So D = L - 1 - C has mean g, and Var(D | x) is like T^-2, the size of the signal's square:
/// the relative error at a given number of paths does not depend on T. (The product prod(1 + c_t) - 1 in place of C was
/// seen to have 1.6 times the variance at T = 128 and 1.1 times at T = 512, mixture, d = 1. Odd terms of order b^(3/2)
/// are left in on purpose: they cancel part of what later local errors add; taking them out was seen to raise the
/// variance 5 times at T = 512.) k = b / (a after) - 1 is zero for a sampler whose noise is right.
///
/// Noise before the map (accelerated_sde): q is smoothed over that noise (StepKernel), by a rule for d <= 3 and by one
/// mirrored pair of draws beyond; each step's pair is unbiased for q and independent, so that L stays unbiased. log q/p
/// is then of order b^(3/2) itself, L - 1 of order 1/T, and there is nothing of order b to take out: C = 0. (Extending
/// the path by a point X+ drawn from a normal with covariance b/4 I, whatever H, is unbiased too but leaves the
/// fluctuation b (2 Z^T H W + W^T H W - tr H)/2; even with its martingale taken out it was seen to need 5 times the
/// paths at T = 512.)
///
/// L has finite variance where b_t lambda_max(-H_t) < 1/2 and, with a normal start, where that start's ratio has; its
/// fourth moment grows with d (ratio_moments.hpp). Source: this project.
#pragma once

#include <vector>

#include "laws/law.hpp"

namespace diffrates {

/// Of one start X_1, from its k paths with D = L - 1 - C; each an unbiased estimate of what is said, given X_1.
struct PairedValues {
  double square = 0;        ///< g^2: mean of D_i D_j over i != j
  double plain_square = 0;  ///< the same from L - 1
  double control = 0;       ///< 0: mean of C
  double cube = 0;          ///< g^3: mean of D_i D_j D_k over distinct i, j, k
  double tv_low = 0;        ///< at most |g|/2: each D_i with the sign of the others
  double tv_high = 0;       ///< at least |g|/2: half the modulus of the mean
};

/// Starts and their paths followed together; `paths` >= 3.
struct PairedBatch {
  int starts, paths;
};

/// Batch number `chunk`; the same values whatever else is computed.
std::vector<PairedValues> follow_pairs(const Question& question, PairedBatch batch, std::uint64_t chunk);

/// The largest b_t lambda_max(-H_t) met along 64 paths where its bound b_t/(1 - abar_t) is above `floor`;
/// that bound's maximum if it never is.
double largest_curvature(const Question& question, double floor);

}  // namespace diffrates

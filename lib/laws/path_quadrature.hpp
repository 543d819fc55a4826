/// KL((X_T, ..., X_1) || (Y_T, ..., Y_1)) in d = 1, by quadrature.
///
/// Both trajectories are Markov chains, so the chain rule gives
///     KL = KL(p_XT || p_YT) + sum_{t=2}^T int p_t(x) KL(p(.|x) || q(.|x)) dx,
///     KL(p || q) = E_p[e^l - 1 - l],  l = log q(u|x)/p(u|x),
/// p(u|x) in closed form (log_backward_density), q(u|x) the sampler's kernel (StepKernel). Outer integral:
/// Gauss-Legendre on panels that resolve p_t (path_panels.hpp); inner: nodes about the sampler's kernel, and where
/// those miss mass of the backward kernel, or no resolution settles a step, panels from both sides (path_inner.hpp).
///
/// Error, a sum of
/// - the differences of two resolutions; every step is refined until they sum to 1e-9 of the total (it is the error of
///   the coarser one);
/// - mass of p(.|x) and q(.|x) that the inner nodes do not see, beyond 1e-12 a step, times what a point mass's step may
///   gain (point_kl); mass of p_t that the panels do not hold, likewise;
/// - where the sampler's kernel is one normal (ddpm): what the entropy balance (path_balance.hpp), which shares neither
///   nodes nor log ratios with the above, finds in addition, beyond 1e-10.
/// Floor: l loses about 1e-14, KL about 1e-14 sqrt(KL) a step. Cost: about 3e3 kernel evaluations a step (ddpm), 2e4
/// (accelerated_sde): 0.1 and 1 ms; coarse steps, which need both sides, ten times that. Domain: d = 1, samplers with
/// kernel_refusal empty.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

Estimate path_kl_by_quadrature(const Question& question);

/// CPU seconds of path_kl_by_quadrature.
double quadrature_cost(const Setting& setting, int steps);

/// The term KL(p_XT || N(0, 1)) alone.
Estimate start_kl_by_quadrature(const Question& question);

}  // namespace diffrates

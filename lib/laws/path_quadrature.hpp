/// KL((X_T, ..., X_1) || (Y_T, ..., Y_1)) in d = 1, by quadrature.
///
/// Both trajectories are Markov chains, so the chain rule gives
///     KL = KL(p_XT || p_YT) + sum_{t=2}^T int p_t(x) KL(p(.|x) || q(.|x)) dx,
///     KL(p || q) = E_p[e^l - 1 - l],  l = log q(u|x)/p(u|x),
/// p(u|x) in closed form (log_backward_density), q(u|x) the sampler's kernel (StepKernel). Outer integral:
/// Gauss-Legendre on panels that resolve p_t; inner: Gauss-Hermite about the kernel's own mean and width, u = m(x) +
/// sqrt(v) zeta with v = after + before m'(x)^2, so that the mass of q, which the term e^l integrates, is never cut.
///
/// Error: every step is done at two resolutions at least, and refined until the differences sum to 1e-9 of the total;
/// that sum is the stated error (it is the error of the coarser one). Floor: l loses about 1e-14, KL about 1e-14
/// sqrt(KL) a step. Cost: about 3e3 kernel evaluations a step (ddpm), 2e4 (accelerated_sde): 0.1 and 1 ms. Domain: d =
/// 1, samplers with kernel_refusal empty.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

Estimate path_kl_by_quadrature(const Question& question);

/// CPU seconds of path_kl_by_quadrature.
double quadrature_cost(const Setting& setting, int steps);

/// The term KL(p_XT || N(0, 1)) alone.
Estimate start_kl_by_quadrature(const Question& question);

}  // namespace diffrates

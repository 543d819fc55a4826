/// What an injected score error measures to on the law of X_t:
///   eps_score^2 = (1/T) sum_{t=1..T} E||e_t(X_t)||^2,
///   eps_Jacobi  = (1/T) sum_{t=1..T} E||grad e_t(X_t)||   (spectral norm),
/// the two quantities of Li et al. 2024 (arXiv 2403.03852), Theorems 1 and 2.
///
/// Expectations: by quadrature in d = 1, by independent draws of X_t in d > 1 (standard errors). Sums over t: all t up
/// to T = 192; beyond, 64 runs of consecutive t, each by three of them with weights that sum every quadratic in t
/// exactly (so that the profiles of scores/profile.hpp are summed exactly); the error is then that of coarser runs of
/// two. Accuracy in d = 1: eps_score relative 1e-10 for errors of a set size; eps_Jacobi 1e-6 (its integrand has
/// kinks). Same bits for any number of threads. Cost: 192 levels of about 50 / sigma_t nodes (d = 1) or 256 draws.
#pragma once

#include "numerics/estimate.hpp"
#include "scores/score.hpp"

namespace diffrates {

struct RealisedError {
  Estimate score;   ///< eps_score
  Estimate jacobi;  ///< eps_Jacobi
};

/// Zero where no error is injected. `seed` keys the draws (d > 1).
RealisedError realised_error(const Score& score, std::uint64_t seed);

}  // namespace diffrates

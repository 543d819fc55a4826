/// Total variation from the affinities of two laws, for log likelihood ratios that are sums of independent terms.
///
/// With psi(u) = int p^{1/2 + iu} q^{1/2 - iu} = E_q e^{(1/2 + iu) L}, L = log p/q (psi(0) is the Bhattacharyya
/// coefficient),
///   int min(p, q) = (1/pi) int_0^inf Re psi(u) / (u^2 + 1/4) du,   so
///   TV = (1/pi) int_0^inf Re(1 - psi(u)) / (u^2 + 1/4) du,
/// since 1/(u^2 + 1/4) integrates to pi: min(1, e^L) = (1/2 pi) int e^{(1/2 + iu) L} / (u^2 + 1/4) du. It is the
/// Fourier formula for a put option (Lewis, "A simple option formula for general jump-diffusion and other exponential
/// Levy processes", 2001). Over a product the psi's multiply, so TV in any dimension costs as much as on a line. Given
/// log psi to relative accuracy, and not psi, nothing cancels: 1 - psi = -expm1(log psi), and TV of 1e-9 has as many
/// digits as TV of 1/2.
///
/// Domain: psi decays (in d = 1 slowly, where L has a bounded density; from d = 2 on faster). The integral ends where
/// what is left of psi is below 1e-10 of the result, or at `most_u`, or at 10^4 inverse standard deviations of L; the
/// rest is taken with psi = 0, and the size of what is left enters the error, which is never below 1e-10 of the result.
/// Cost: a few hundred to some thousand values of log psi, at most about `most_values`: where psi is too rough for
/// that, what is left open is in the error.
#pragma once

#include <complex>
#include <functional>
#include <limits>

#include "numerics/estimate.hpp"

namespace diffrates {

/// log psi(u), u >= 0.
using LogAffinity = std::function<std::complex<double>(double u)>;

/// `most_u`: psi is not known beyond.
Estimate variation_from_affinity(const LogAffinity& log_affinity,
                                 double most_u = std::numeric_limits<double>::infinity(), int most_values = 40'000);

/// log(1 + z), accurate for small z.
std::complex<double> complex_log1p(std::complex<double> z);
/// e^z - 1, accurate for small z.
std::complex<double> complex_expm1(std::complex<double> z);

}  // namespace diffrates

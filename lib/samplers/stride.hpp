/// The step t -> t - 1 as the samplers of the exponential-integrator family see it, in lambda = log(signal / sigma).
#pragma once

#include "scores/score.hpp"

namespace diffrates {

struct Stride {
  Stride(const Schedule& schedule, int t)
      : from(schedule.at(t)), to(schedule.at(t - 1)), h(to.lambda() - from.lambda()) {}
  const NoiseLevel& from;  ///< level t, the noisier
  const NoiseLevel& to;    ///< level t - 1
  double h;                ///< lambda_{t-1} - lambda_t > 0
  /// The level a fraction r of the way in lambda.
  NoiseLevel inside(double r) const { return NoiseLevel::of_lambda(from.lambda() + r * h); }
};

/// The noise a score sees in x: eps = -sigma s.
inline Points predicted_noise(const Score& score, const NoiseLevel& at, const Points& x) {
  return -at.sigma * score(at, x);
}

/// The data it sees: x_0 = (x - sigma eps) / signal = (x + sigma^2 s) / signal.
inline Points predicted_data(const Score& score, const NoiseLevel& at, const Points& x) {
  return (x + at.noise * score(at, x)) / at.signal;
}

/// sigma / signal, the noise of x / signal: in these coordinates the probability-flow ODE is
/// d(x/signal)/d(sigma/signal) = eps.
inline double noise_ratio(const NoiseLevel& at) { return std::exp(-at.lambda()); }
inline NoiseLevel of_noise_ratio(double ratio) { return NoiseLevel::of_lambda(-std::log(ratio)); }

/// phi_k(z) = int_0^1 e^{(1-u) z} u^{k-1} / (k-1)! du = sum_j z^j / (j + k)!, k >= 1: the weights of exponential
/// integrators.
double phi(int k, double z);

}  // namespace diffrates

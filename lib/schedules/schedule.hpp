/// Noise levels and noise schedules.
///
/// Forward chain: X_t = sqrt(alpha_t) X_{t-1} + sqrt(1 - alpha_t) W_t, W_t ~ N(0, I), t = 1 .. T + 1, so that
/// X_t = sqrt(abar_t) X_0 + sqrt(1 - abar_t) N(0, I) with abar_t = prod_{k <= t} alpha_k.
/// Everything is kept as L = -log abar: 1 - abar = -expm1(-L) and beta = -expm1(-(L_t - L_{t-1})) lose no digits.
///
/// To add a schedule: one file in this folder defining a `const Kind<ScheduleFamily>` named like the file, and that
/// name in this folder's meson.build.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "parameters/kind.hpp"

namespace diffrates {

/// How noisy: abar in (0, 1].
struct NoiseLevel {
  double L = 0;       ///< -log abar >= 0
  double abar = 1;    ///< e^-L
  double signal = 1;  ///< sqrt(abar)
  double noise = 0;   ///< 1 - abar, a variance
  double sigma = 0;   ///< sqrt(1 - abar)

  static NoiseLevel of(double L);
  /// From lambda = log(signal / sigma), half the log signal-to-noise ratio.
  static NoiseLevel of_lambda(double lambda);
  /// From sigma / signal >= 0, the noise on data that is not scaled: L = log(1 + ratio^2).
  static NoiseLevel of_noise_ratio(double ratio);
  double lambda() const { return -0.5 * (L + std::log(-std::expm1(-L))); }
};

/// alpha_1 .. alpha_{T+1}: the accelerated ODE looks one level above T.
class Schedule {
 public:
  /// From 0 <= L_1 < ... < L_{T+1}, all finite; else std::invalid_argument. L_1 = 0: X_1 is X_0 itself.
  static Schedule of_levels(const std::vector<double>& L);
  /// From beta_1 .. beta_{T+1}, all in (0, 1); else std::invalid_argument.
  static Schedule of_betas(const std::vector<double>& beta);

  int steps() const { return static_cast<int>(levels_.size()) - 2; }  ///< T
  double alpha(int t) const { return alpha_[t]; }                     ///< t = 1 .. T + 1
  double beta(int t) const { return beta_[t]; }                       ///< 1 - alpha_t
  const NoiseLevel& at(int t) const { return levels_[t]; }            ///< level of X_t, t = 0 .. T + 1

 private:
  std::vector<NoiseLevel> levels_;
  std::vector<double> alpha_, beta_;
};

/// A schedule for every T.
class ScheduleFamily {
 public:
  virtual ~ScheduleFamily() = default;
  /// Domain: T >= 2 with an empty problem(T).
  virtual Schedule with_steps(int T) const = 0;
  /// Why there is no schedule of T steps, naming T, the parameters and what would work; empty if there is one. Cost
  /// O(T).
  virtual std::string problem(int T) const = 0;
  /// The key that problem() speaks of; empty: the schedule as a whole.
  virtual std::string_view key_of_problem() const { return {}; }
};

/// The largest -log abar a schedule may be asked to reach: e^-600 is far below anything a law can see, and above
/// underflow.
constexpr double largest_level = 600;

/// Why these L_1 .. L_{T+1}, L_1 >= 0, cannot be kept in double precision (two that coincide, or a step so large that
/// beta rounds to 1), naming T; empty if they can.
std::string problem_of_levels(const std::vector<double>& L);

const Kinds<ScheduleFamily>& schedule_kinds();

}  // namespace diffrates

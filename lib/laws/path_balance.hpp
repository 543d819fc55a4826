/// The entropy balance of path KL: single integrals in place of the double ones.
///
/// Where the sampler's kernel is one normal, q(.|x) = N(m(x), v), a step's KL is the expectation of -log q less the
/// entropy of X_{t-1} given X_t, and both are known from p_t and p_{t-1} alone:
///   h(X_{t-1}|X_t) = h(X_{t-1}) - h(X_t) + log(2 pi e b)/2,
///   E|X_{t-1} - m(X_t)|^2 = (b/a)(1 - b I_t) + E|m(X_t) - (X_t + b s_t(X_t))/sqrt(a)|^2    (Tweedie),
/// with I_t = E|s_t(X_t)|^2. Summed over the steps, for ddpm (v = b/a, m the posterior mean):
///   path KL = h(X_T) - h(X_1) + (L_T - L_1)/2 - (1/2) sum_t b_t I_t    (exact start, d = 1).
/// It shares neither the nodes in u nor the log ratio with the quadrature of the kernels, and says what that has lost.
/// It is a difference of numbers of order 1, so good to about 1e-13 sqrt(T) and no value itself. Source: this project.
#pragma once

#include "laws/kernel.hpp"
#include "laws/path_panels.hpp"

namespace diffrates {

/// What the balance needs of p_t and the step down from it.
struct LevelSums {
  double mass = 1;         ///< int p_t
  double entropy = 0;      ///< h(X_t)
  double information = 0;  ///< I_t
  double drift = 0;        ///< E|m - posterior mean|^2
};

/// p_t at the nodes of a rule.
struct LevelDensity {
  LevelDensity(const Target& target, const NoiseLevel& at, const PanelNodes& nodes);
  /// `mean` is m at the nodes.
  LevelSums sums(const Schedule& schedule, int t, const Points& mean) const;
  LevelSums sums() const;

  const PanelNodes& nodes;
  Eigen::ArrayXd log_density, score;
};

/// KL of step t, whose kernel is N(m, v), from the levels t and t - 1.
double balanced_step_kl(const Schedule& schedule, int t, double v, const LevelSums& now, const LevelSums& before);

}  // namespace diffrates

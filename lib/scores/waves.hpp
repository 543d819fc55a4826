/// Score errors made of plane waves, e_t(x) = A_t sum_j a_j cos(w_j.x + phi_j) v_j, with E||e_t(X_t)||^2 = eps_t^2
/// exactly.
///
/// With psi(w) = E e^{i w.X_t} = phi_{X_0}(signal w) e^{-noise |w|^2 / 2},
///   E cos(w_j.X_t + phi_j) cos(w_k.X_t + phi_k)
///     = 1/2 Re[ e^{i (phi_j + phi_k)} psi(w_j + w_k) + e^{i (phi_j - phi_k)} psi(w_j - w_k) ],
/// in closed form where the target knows its characteristic function, by quadrature on the line where it does not, or
/// where the closed form would cancel below 1e-4 (relative 1e-12 either way).
/// Jacobian of e: -A_t sum_j a_j sin(w_j.x + phi_j) v_j w_j^T.
/// Cost: one cosine (and a sine, with tangents) per wave and point; the normalisation once per noise level.
#pragma once

#include <shared_mutex>
#include <unordered_map>

#include "scores/profile.hpp"
#include "scores/score_error.hpp"

namespace diffrates {

struct Wave {
  double amplitude = 1;       ///< a_j
  Eigen::VectorXd frequency;  ///< w_j
  double phase = 0;           ///< phi_j
  Eigen::VectorXd direction;  ///< v_j
};

class Waves : public ScoreError {
 public:
  /// Keeps references to target and to the profile's schedule. At least one wave.
  Waves(const Target& target, Profile profile, std::vector<Wave> waves);
  void add(const NoiseLevel& at, const Points& x, Points& score) const override;
  /// E||sum_j a_j cos(w_j.X_t + phi_j) v_j||^2. Throws std::domain_error where it is zero to working accuracy.
  double mean_square(const NoiseLevel& at) const;

 private:
  double amplitude(const NoiseLevel& at) const;  ///< A_t, remembered by noise level
  double by_quadrature(const NoiseLevel& at) const;

  const Target& target_;
  Profile profile_;
  std::vector<Wave> waves_;
  mutable std::shared_mutex mutex_;
  mutable std::unordered_map<double, double> remembered_;
};

/// Why waves cannot be normalised on this target; empty if they can.
std::string waves_problem(const Target& target);

}  // namespace diffrates

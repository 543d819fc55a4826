/// Simulated paths X_1 -> X_2 -> ... -> X_T of the forward chain.
#pragma once

#include "schedules/schedule.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// n independent paths; keeps references. Memory: three batches, whatever T.
class ForwardPaths {
 public:
  /// Starts at X_1, drawn from the target.
  ForwardPaths(const Target& target, const Schedule& schedule, Stream stream, Points::Index n)
      : schedule_(schedule), stream_(std::move(stream)), now_(n, target.dimension()), noise_(n, target.dimension()) {
    target.draw(stream_, now_);
    const NoiseLevel& first = schedule.at(1);
    draw_noise();
    now_ *= first.signal;
    now_.add(first.sigma, noise_);
  }
  /// Starts at given points of X_1.
  ForwardPaths(const Schedule& schedule, Stream stream, Points start)
      : schedule_(schedule),
        stream_(std::move(stream)),
        now_(std::move(start)),
        noise_(now_.size(), now_.dimension()) {}

  /// One step up: X_t from X_{t-1}.
  void advance() {
    ++t_;
    draw_noise();
    before_ = now_;
    now_ *= std::sqrt(schedule_.alpha(t_));
    now_.add(std::sqrt(schedule_.beta(t_)), noise_);
  }

  int t() const { return t_; }
  const Points& now() const { return now_; }        ///< X_t
  const Points& before() const { return before_; }  ///< X_{t-1}
  const Points& noise() const { return noise_; }    ///< Z in X_t = sqrt(a) X_{t-1} + sqrt(b) Z
  Stream& stream() { return stream_; }

 private:
  void draw_noise() { stream_.normals(noise_.values()); }

  const Schedule& schedule_;
  Stream stream_;
  int t_ = 1;
  Points now_, before_, noise_;
};

/// max_t beta_t / (1 - abar_t): an upper bound of b_t lambda_max(-H_t), because log p_t + |x|^2 / (2 (1 - abar_t)) is
/// convex for every target. Likelihood ratios of a step have finite variance where it is below 1/2.
inline double coarsest_step(const Schedule& schedule) {
  double worst = 0;
  for (int t = 2; t <= schedule.steps(); ++t) worst = std::max(worst, schedule.beta(t) / schedule.at(t).noise);
  return worst;
}

}  // namespace diffrates

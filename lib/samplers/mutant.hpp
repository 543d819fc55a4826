/// A sampler with one small fault, put in from outside: the sampler's own file stays as it is.
///
///   score         every score times 1 + delta: a coefficient that is off
///   step          every map m replaced by x + (1 + delta)(m(x) - x): a step width that is off
///   noise         every noise variance times 1 + delta
///   score_level   the score of level t + delta at the same point, delta = +-1: an index of the score that is off
///   schedule      alpha, beta and levels of t + delta for t, delta = +-1, the score right: a coefficient index off
///   stage         a step with several evaluations: eps = -sigma s of the last one replaced by (1 - delta) eps + delta
///                 times the first one's: weight moved between stages
///   stale         every eps replaced by (1 - delta) eps + delta times that of the step before: an old score
/// stale is for deterministic samplers only, because no law follows noise and memory together. (accelerated_sde with a
/// score from before its first noise is ddpm.)
///
/// What a fault does to an order is known beforehand (order_left):
/// - A coefficient that is off by a relative O(1) leaves a bias that no T removes.
/// - One that is off by a relative O(1/T), in a step whose effect is O(1/T), adds O(1/T) to the law after T steps. That
///   breaks every method of higher order. In a method of first order it is as large as the method's own error, and only
///   the constant tells.
/// - Path KL sums squares. A drift off by O(b/T) costs O(b/T^2) a step, O(1/T^2) in all. A variance off by a relative
///   O(1/T) costs O(1/T^2) a step, O(1/T) in all; by a relative delta, O(delta^2) a step, so that path KL grows like T.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "samplers/sampler.hpp"

namespace diffrates {

enum class Wrong { Score, Step, Noise, ScoreLevel, Schedule, Stage, Stale };

struct Mutation {
  Wrong wrong = Wrong::Score;
  double delta = 0;  ///< relative size; +1 or -1 for an index that is off

  /// "score_level t+1", "noise x 1.1", "stage 50%": names it in tables.
  std::string name() const;
  /// The order of TV a method keeps at most: 0 where the method becomes inconsistent.
  double order_left() const;
  /// The order of path KL it keeps at most; negative where it grows.
  double path_kl_order_left() const;
};

/// Every mutation that has a meaning for the sampler: relative ones once for each size, an index off both ways, and an
/// old score also whole (delta = 1).
std::vector<Mutation> mutations_of(const SamplerKind& sampler, const std::vector<double>& sizes);

/// A sampler with a fault put in. Stays at its place in memory: its kind points to it.
class Mutant {
 public:
  /// Keeps a reference to `right`.
  Mutant(const SamplerKind& right, const Mutation& mutation);
  Mutant(const Mutant&) = delete;
  Mutant& operator=(const Mutant&) = delete;

  const SamplerKind& kind() const { return kind_; }

 private:
  static std::unique_ptr<Sampler> make(const void* self, const Schedule& schedule);

  const SamplerKind& right_;
  const Mutation mutation_;
  const std::string name_;
  SamplerKind kind_;
};

}  // namespace diffrates

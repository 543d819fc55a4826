/// Small wrongs put into any sampler from outside: through the score it asks, the moves it makes, the schedule it
/// reads.
///
///   score          every score times 1 + delta: a wrong coefficient
///   step           every map m replaced by x + (1 + delta)(m(x) - x): a wrong step width
///   noise          every noise variance times 1 + delta
///   score_level    the score of level t + delta, at the same point (delta = +-1): a wrong index of the score
///   schedule       alpha, beta and levels of t + delta for t (delta = +-1), the score right: a wrong index of
///   coefficients stage          of a step with several evaluations, the last one's eps = -sigma s replaced by (1 -
///   delta) eps + delta
///                  times the first one's: weight moved between stages
///   stale          every eps replaced by (1 - delta) eps + delta times that of the step before: an old score.
///   Deterministic
///                  samplers only: no law follows noise and memory together. (An old score of accelerated_sde, one from
///                  before its first noise, makes it ddpm.)
///
/// What each does to an order can be known beforehand (order_left). An error that is relative O(1) in a coefficient
/// leaves a bias that no T removes. One that is relative O(1/T), in a step whose effect is O(1/T), adds O(1/T) to the
/// law after T steps: it breaks every method of higher order, and in one of first order it is as large as the method's
/// own error, so that only the constant tells. Path KL sums squares: a drift wrong by O(b/T) costs O(b/T^2) a step,
/// O(1/T^2) in all; a variance wrong by a relative O(1/T) costs O(1/T^2) a step, O(1/T) in all; by a relative delta,
/// O(delta^2) a step, so that path KL grows like T.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "samplers/sampler.hpp"

namespace diffrates {

enum class Wrong { Score, Step, Noise, ScoreLevel, Schedule, Stage, Stale };

struct Mutation {
  Wrong wrong = Wrong::Score;
  double delta = 0;  ///< relative size; +1 or -1 for a wrong index

  /// "score_level t+1", "noise x 1.1", "stage 50%": names it in tables.
  std::string name() const;
  /// The order of TV a method keeps at most: 0 where the method becomes inconsistent.
  double order_left() const;
  /// The order of path KL it keeps at most; negative where it grows.
  double path_kl_order_left() const;
};

/// Every mutation that has a meaning for the sampler: relative ones once for each size, a wrong index both ways, and an
/// old score also whole (delta = 1).
std::vector<Mutation> mutations_of(const SamplerKind& sampler, const std::vector<double>& sizes);

/// A sampler with a wrong put in. Stays at its place in memory: its kind points to it.
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

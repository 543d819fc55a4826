/// The score a sampler asks: the exact one of a target at a noise level, plus an error where one is injected.
#pragma once

#include <memory>
#include <optional>

#include "schedules/schedule.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// e in s = s* + e, for one target, schedule and size; made by a ScoreErrorFamily (scores/score_error.hpp).
class ScoreError {
 public:
  virtual ~ScoreError() = default;
  /// Adds e(x) to `score`, and the Jacobian of e applied to x's tangents to its tangents.
  virtual void add(const NoiseLevel& at, const Points& x, Points& score) const = 0;
  /// Null where the Jacobian is the error's own. Where it is made of differences: the same error, with differences
  /// twice as wide.
  virtual std::unique_ptr<ScoreError> coarser() const { return nullptr; }
  /// Relative, of its numbers: 0 for formulas, whose rounding is that of all numbers here.
  virtual double noise() const { return 0; }
  /// The one t where it is not zero, if there is but one.
  virtual std::optional<int> only() const { return std::nullopt; }
  /// Whether the Jacobian is the error's own.
  virtual bool carries_tangents() const { return true; }
};

class Score {
 public:
  /// Keeps references; `error` may be null.
  Score(const Target& target, const Schedule& schedule, const ScoreError* error = nullptr)
      : target_(target), schedule_(schedule), error_(error) {}

  /// s_t at the points, with x's tangents mapped by the Jacobian of s_t.
  Points operator()(int t, const Points& x) const { return (*this)(schedule_.at(t), x); }
  Points operator()(const NoiseLevel& at, const Points& x) const;

  const Target& target() const { return target_; }
  const Schedule& schedule() const { return schedule_; }
  const ScoreError* error() const { return error_; }

 private:
  const Target& target_;
  const Schedule& schedule_;
  const ScoreError* error_;
};

}  // namespace diffrates

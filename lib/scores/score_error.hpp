/// Score errors a configuration can inject: e_t with E||e_t(X_t)||^2 = eps_t^2.
///
/// To add one: one file in this folder defining a `const Kind<ScoreErrorFamily> score_error_NAME`, and NAME in this
/// folder's meson.build.
///
/// The time profile of the sized kinds is in scores/profile.hpp; what an error measures to, in
/// scores/realised_error.hpp. A list of numbers for one of the keys asks for one error each, except that `frequency`
/// and `direction` are vectors on targets in d > 1 (there, a list of lists asks for one error each).
#pragma once

#include "scores/score.hpp"

namespace diffrates {

/// An error for any target, schedule and size.
class ScoreErrorFamily {
 public:
  virtual ~ScoreErrorFamily() = default;
  /// Keeps references to target and schedule. `epsilon` > 0 is the requested l2 size (ignored by kinds whose size is
  /// measured).
  virtual std::unique_ptr<ScoreError> on(const Target& target, const Schedule& schedule, double epsilon,
                                         std::uint64_t seed) const = 0;
  /// Why it cannot be put on this target (a direction of the wrong length, ...); empty if it can.
  virtual std::string problem(const Target& target) const = 0;
  /// False for kinds that read no `epsilon` (their size is measured, not set).
  virtual bool sized() const { return true; }
};

/// A key of the kinds that have it; what it holds is read by whoever spans the product.
inline const Key epsilon_key{"epsilon", "a number or a list: the l2 size of the error; 0 is the exact score",
                             Shape::numbers({0, 1e6}, 1000, true).unequal().needed()};

const Kinds<ScoreErrorFamily>& score_error_kinds();

}  // namespace diffrates

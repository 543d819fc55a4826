/// The score error that a cell's score has, made for its target and schedule; a program's is asked of processes that
/// are the cell's own.
#pragma once

#include <memory>

#include "configuration/config.hpp"

namespace diffrates {

class InjectedError {
 public:
  /// None where the configuration injects none. Keeps references to target and schedule.
  InjectedError(const TargetChoice& target, const Schedule& schedule, const ScoreErrorChoice& choice, Start start,
                std::uint64_t seed);

  const ScoreError* get() const { return error_.get(); }
  /// After the last use: throws ProgramError where a program turns out to have gone astray.
  void finish();

 private:
  std::unique_ptr<ScoreError> error_;
};

}  // namespace diffrates

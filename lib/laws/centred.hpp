/// A question about data far from 0, asked about data around 0.
///
/// Divergences do not change when both laws are shifted. With an exact start, and a sampler that commutes with shifts
/// (samplers/shifts.hpp), Y_1 for X_0 - c is Y_1 for X_0 shifted by signal_1 c: so c = E X_0 is taken off, and the
/// digits that doubles spend on it are free again. Only where it matters: closer than 64 standard deviations to 0
/// nothing is moved.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "laws/law.hpp"

namespace diffrates {

class Centred {
 public:
  explicit Centred(const Question& question);

  const Question& question() const { return moved_ ? *moved_ : asked_; }
  /// How far off the data are, and why that was kept; empty where it was not, or does not matter.
  const std::string& kept() const { return kept_; }

 private:
  const Question& asked_;
  std::unique_ptr<Target> target_;
  std::optional<Score> score_;
  std::optional<Question> moved_;
  std::string kept_;
};

}  // namespace diffrates

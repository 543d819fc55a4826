/// How people write a noise level: L = -log abar, abar, lambda = 1/2 log(abar / (1 - abar)), noise_ratio =
/// sqrt((1 - abar) / abar).
#pragma once

#include "schedules/schedule.hpp"

namespace diffrates {

struct NoiseMeasure {
  std::string_view name;
  std::string_view accepted;      ///< its range and direction in words
  double (*level)(double value);  ///< L; beyond [0, 600] or NaN where the value is no level
};

/// Null if there is none of that name.
const NoiseMeasure* find_measure(std::string_view name);

/// Whether L is a level of a schedule: above 0 (or 0, where it is the first) and at most largest_level.
inline bool in_range(double L, bool first) { return (L > 0 || (first && L == 0)) && L <= largest_level; }

}  // namespace diffrates

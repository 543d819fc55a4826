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

/// L_1 .. L_{T+1} at equal parts of the index of a list of two levels or more, lambda linear between two of them; T + 1
/// may exceed their number. A level without noise (lambda is infinite) may stand first only where T takes it as it is.
std::vector<double> interpolated_levels(const std::vector<double>& levels, int T);

}  // namespace diffrates

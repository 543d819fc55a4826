/// Which of a result's schedules is meant.
#pragma once

#include "kinds/budget/tracks.hpp"
#include "results/experiment.hpp"

namespace diffrates {

/// The levels of the schedule wanted. Throws ScheduleError, saying what there is instead, where that is none or
/// several.
const std::vector<double>& asked_schedule(const Config& config, const std::vector<Track>& tracks,
                                          const ScheduleWanted& wanted);

}  // namespace diffrates

/// What an experiment of budgets computes: of every sampler at every place its budgets, and what the schedules that
/// they ask for give.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "budgets/budget.hpp"
#include "computing/plan.hpp"

namespace diffrates {

/// The schedules that a budget asks for (budgets/asked_levels.hpp).
enum class Asked { Equalised, LeastDivergence };
inline constexpr std::array<Asked, 2> all_asked{Asked::Equalised, Asked::LeastDivergence};
std::string_view name(Asked asked);  ///< equalised, least_divergence

/// One schedule asked for: its levels, and the law's own numbers on it, T by T, metric by metric; none where it was not
/// measured.
struct AskedSchedule {
  std::vector<double> levels;
  std::vector<Measurement> measured;
  std::string problem;  ///< why there are no levels; empty if there are
};

/// One sampler on one target, schedule and start.
struct Track {
  LawCall place;                  ///< steps, law and metrics left open
  std::vector<std::size_t> rows;  ///< the law's own numbers: T by T, metric by metric
  std::vector<Budget> budgets;    ///< one a T
  std::vector<double> seconds;    ///< of each
  std::array<AskedSchedule, 2> asked;
  std::string name;  ///< in the names of its files: "mixture_ddim"; with a number where others would be named alike
};

/// Nested as the plan's rows are. Holds references into the configuration.
std::vector<Track> make_tracks(const Config& config, const Plan& plan);

/// The budget at one T.
Budget budget_of(const Config& config, const LawCall& place, int steps);
/// Both schedules that the budget at `from` steps asks for, and the numbers there.
std::array<AskedSchedule, 2> asked_of(const Config& config, const Track& track, const std::vector<Row>& rows, int from);

/// A number of the metric as a budget predicts it.
const Measurement& predicted(const Budget& budget, Metric metric);

}  // namespace diffrates

#include "kinds/rates/score_sizes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "computing/injected_error.hpp"
#include "formats/csv.hpp"
#include "numerics/random.hpp"
#include "scores/realised_error.hpp"

namespace diffrates {
namespace {

RealisedError measured(const Config& config, const TargetChoice& target, const Schedule& schedule,
                       const ScoreErrorChoice& choice) {
  try {
    InjectedError error(target, schedule, choice, config.starts.front(), config.heading.seed);
    const RealisedError size = realised_error(Score(*target.target, schedule, error.get()), config.heading.seed);
    error.finish();
    return size;
  } catch (const std::domain_error&) {
    return {};
  }
}

}  // namespace

std::string score_sizes_csv(const Config& config) {
  const auto injected = [](const ScoreErrorChoice& choice) { return choice.family != nullptr; };
  if (std::none_of(config.score_errors.begin(), config.score_errors.end(), injected)) return {};
  std::string lines = csv_line({"target", "dimension", "schedule", "score_error", "epsilon", "steps", "eps_score",
                                "eps_score_error", "eps_jacobi", "eps_jacobi_error"});
  std::set<const ScoreErrorChoice*> lost;
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const ScoreErrorChoice& choice : config.score_errors)
        for (const int T : config.steps) {
          if (!injected(choice)) continue;
          RealisedError size;
          if (lost.count(&choice) == 0) try {
              size = measured(config, target, schedule.family->with_steps(T), choice);
            } catch (const ProgramError&) {
              lost.insert(&choice);  // its cells say why; asking again would take as long again
            }
          CsvRecord record{target.name,
                           fmt::format("{}", target.target->dimension()),
                           schedule.described.label(),
                           choice.described.label(),
                           csv_number(choice.epsilon),
                           fmt::format("{}", T)};
          for (const Estimate& estimate : {size.score, size.jacobi}) {
            record.push_back(csv_number(estimate.value));
            record.push_back(csv_number(estimate.error));
          }
          lines += csv_line(record);
        }
  return lines;
}

}  // namespace diffrates

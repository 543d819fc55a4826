#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configuration/config_parts.hpp"

namespace diffrates {
namespace {

std::string number_of_rows(const Config& c) {
  return fmt::format("{} targets x {} schedules x {} starts x {} score errors x {} samplers x {} steps x {} metrics",
                     c.targets.size(), c.schedules.size(), c.starts.size(), c.score_errors.size(), c.samplers.size(),
                     c.steps.size(), c.metrics.size());
}

/// Why some (target, start, score error) has no law for this metric of this sampler; empty if all have one. `data`:
/// where Y_1 is compared with X_0.
std::string missing_law(const Config& config, const SamplerKind& sampler, Metric metric, bool data) {
  for (const TargetChoice& target : config.targets)
    for (const Start start : config.starts)
      for (const bool exact : {true, false}) {
        const auto wanted = [&](const ScoreErrorChoice& choice) { return (choice.family == nullptr) == exact; };
        if (std::none_of(config.score_errors.begin(), config.score_errors.end(), wanted)) continue;
        std::string why;
        if (choose_law(config.law, {*target.target, sampler, start, !exact, data}, metric, why) == nullptr)
          return fmt::format("no law gives {} of {} on target \"{}\" with start {}{}: {}", name(metric), sampler.name,
                             target.name, name(start), exact ? "" : " and a score error", why);
      }
  return {};
}

}  // namespace

const LawKind* choose_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why) {
  return first_law(wanted, setting, metric, why);
}

bool check_extent(const Config& config, Problems& problems) {
  // In double precision: seven factors can overflow a machine integer, and the bound needs no more digits.
  double rows = static_cast<double>(config.targets.size()) * static_cast<double>(config.schedules.size());
  for (const std::size_t factor : {config.starts.size(), config.score_errors.size(), config.samplers.size(),
                                   config.steps.size(), config.metrics.size()})
    rows *= static_cast<double>(factor);
  if (rows > static_cast<double>(most::rows))
    return problems.add("", fmt::format("asks for {} numbers ({}); accepted: at most {}", rows, number_of_rows(config),
                                        most::rows)),
           false;
  double levels = 0;
  for (const int T : config.steps) levels += static_cast<double>(T) * static_cast<double>(config.schedules.size());
  if (levels > most::levels)
    return problems.add("/steps",
                        fmt::format("asks for {} noise levels (the sum of all T x {} schedules); accepted: at most {}",
                                    levels, config.schedules.size(), most::levels)),
           false;
  for (std::size_t i = 0; i < config.schedules.size(); ++i)
    for (const int T : config.steps) {
      const ScheduleFamily& family = *config.schedules[i].family;
      const std::string why = family.problem(T), place = config.schedules[i].pointer;
      const std::string_view key = family.key_of_problem();
      if (!why.empty()) problems.add(key.empty() ? place : pointer_to(place, key), why);
    }
  return true;
}

bool compares_data(const Config& config, const ScheduleChoice& schedule, int T) {
  return config.against_data || schedule.family->with_steps(T).at(1).L == 0;
}

void check_cells(const Config& config, Problems& problems) {
  if (!check_extent(config, problems)) return;
  std::set<bool> compared;  // with data, or with X_1
  for (const ScheduleChoice& schedule : config.schedules)
    for (const int T : config.steps)
      if (schedule.family->problem(T).empty()) compared.insert(compares_data(config, schedule, T));
  if (compared.empty()) compared.insert(config.against_data);
  for (std::size_t m = 0; m < config.metrics.size(); ++m)
    for (const SamplerKind* sampler : config.samplers)
      for (const bool data : compared)
        if (const std::string why = missing_law(config, *sampler, config.metrics[m], data); !why.empty())
          problems.add(config.law != nullptr ? "/law" : fmt::format("/metrics/{}", m), why);
}

}  // namespace diffrates

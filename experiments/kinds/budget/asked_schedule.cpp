#include "kinds/budget/asked_schedule.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace diffrates {
namespace {

/// The name that is wanted, or the only one.
std::string chosen(const std::string& wanted, const std::vector<std::string>& names, std::string_view noun) {
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return wanted;
  if (wanted.empty() && names.size() == 1) return names.front();
  const std::string known = fmt::format("{}", fmt::join(names, ", "));
  throw ScheduleError(wanted.empty()
                          ? fmt::format("holds several {}s; accepted: --{} with one of {}", noun, noun, known)
                          : fmt::format("has no {} \"{}\"; accepted: {}", noun, wanted, known));
}

}  // namespace

const std::vector<double>& asked_schedule(const Config& config, const std::vector<Track>& tracks,
                                          const ScheduleWanted& wanted) {
  std::vector<std::string> targets, samplers, schedules, starts;
  for (const TargetChoice& target : config.targets) targets.push_back(target.name);
  for (const SamplerKind* sampler : config.samplers) samplers.emplace_back(sampler->name);
  for (const ScheduleChoice& schedule : config.schedules) schedules.push_back(schedule.described.label());
  for (const Start start : config.starts) starts.emplace_back(name(start));
  const std::string target = chosen(wanted.target, targets, "target"),
                    sampler = chosen(wanted.sampler, samplers, "sampler"),
                    schedule = chosen(wanted.schedule, schedules, "schedule"),
                    start = chosen(wanted.start, starts, "start");
  const auto track = std::find_if(tracks.begin(), tracks.end(), [&](const Track& one) {
    return one.place.target->name == target && one.place.sampler->name == sampler &&
           one.place.schedule->described.label() == schedule && name(one.place.start) == start;
  });
  const Asked asked = wanted.least_divergence ? Asked::LeastDivergence : Asked::Equalised;
  const AskedSchedule& found = track->asked[static_cast<std::size_t>(asked)];
  if (found.levels.empty())
    throw ScheduleError(fmt::format("has no schedule for {} on {}: {}", sampler, target,
                                    found.problem.empty() ? "its file is not there" : found.problem));
  return found.levels;
}

}  // namespace diffrates

#include "kinds/budget/tracks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <stdexcept>

#include "budgets/asked_levels.hpp"
#include "schedules/measures.hpp"

namespace diffrates {
namespace {

constexpr int asked_levels = 1025;

/// A question without score error, and what it refers to.
struct Asking {
  Asking(const Config& config, const LawCall& place, Schedule levels)
      : schedule(std::move(levels)), score(*place.target->target, schedule), seed(seed_of(config, place)) {}
  Question question(const Config& config, const LawCall& place) const {
    return {score, *place.sampler, place.start, seed, config.against_data};
  }

  Schedule schedule;
  Score score;
  std::uint64_t seed;
};

LawCall at(LawCall place, int steps) {
  place.steps = steps;
  return place;
}

Schedule schedule_of(const LawCall& place) { return place.schedule->family->with_steps(place.steps); }

std::vector<double> levels_of(Asked asked, const Budget& budget, const Schedule& schedule, double order) {
  return asked == Asked::Equalised ? equalised_levels(budget.steps, schedule, order, asked_levels)
                                   : least_divergence_levels(budget.groups, schedule, asked_levels);
}

/// The law's own numbers of one place, metric by metric; each law is followed once. `laws`: that of each metric.
std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics,
                                 const std::vector<const LawKind*>& laws) {
  std::vector<Measurement> found;
  for (const Metric metric : metrics) found.push_back({metric, {}, Status::Failed, "no law gives it", {}});
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    if (laws[m] == nullptr || std::find(laws.begin(), laws.begin() + static_cast<std::ptrdiff_t>(m), laws[m]) !=
                                  laws.begin() + static_cast<std::ptrdiff_t>(m))
      continue;
    std::vector<Metric> asked;
    std::vector<std::size_t> at;
    for (std::size_t k = m; k < metrics.size(); ++k)
      if (laws[k] == laws[m]) asked.push_back(metrics[k]), at.push_back(k);
    try {
      const std::vector<Measurement> numbers = laws[m]->measure(question, asked);
      for (std::size_t k = 0; k < at.size(); ++k) found[at[k]] = numbers[k];
    } catch (const std::exception& error) {
      for (const std::size_t k : at) found[k].reason = error.what();
    }
  }
  return found;
}

/// The same on other levels, T by T.
std::vector<Measurement> measure_on(const std::vector<double>& levels, const Config& config, const Track& track,
                                    const std::vector<Row>& rows) {
  std::vector<Measurement> found;
  const std::size_t metrics = config.metrics.size();
  for (std::size_t i = 0; i < config.steps.size(); ++i) {
    const LawCall place = at(track.place, config.steps[i]);
    const Asking asking(config, place, Schedule::of_levels(interpolated_levels(levels, place.steps)));
    std::vector<const LawKind*> laws;
    for (std::size_t m = 0; m < metrics; ++m) laws.push_back(find_law(rows[track.rows[i * metrics + m]].law));
    for (Measurement& one : measure(asking.question(config, place), config.metrics, laws))
      found.push_back(std::move(one));
  }
  return found;
}

/// Nothing in it is more than a letter to a shell or another system.
std::string plain(std::string name) {
  for (char& c : name)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 && c != '-' && c != '_' && c != '.' && c != '=') c = '-';
  return name;
}

void name_apart(std::vector<Track>& tracks) {
  std::map<std::string, int> alike;
  for (Track& track : tracks) {
    track.name = plain(fmt::format("{}_{}", track.place.target->name, track.place.sampler->name));
    ++alike[track.name];
  }
  for (std::size_t i = 0; i < tracks.size(); ++i)
    if (alike[tracks[i].name] > 1) tracks[i].name += fmt::format("_{}", i + 1);
}

}  // namespace

std::string_view name(Asked asked) { return asked == Asked::Equalised ? "equalised" : "least_divergence"; }

std::vector<Track> make_tracks(const Config& config, const Plan& plan) {
  std::vector<Track> tracks;
  const std::size_t numbers = config.steps.size() * config.metrics.size();
  std::size_t row = 0;
  if (config.samplers.empty()) return tracks;
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const Start start : config.starts)
        for (const SamplerKind* sampler : config.samplers) {
          Track& track = tracks.emplace_back();
          track.place.target = &target;
          track.place.schedule = &schedule;
          track.place.start = start;
          track.place.score_error = &config.score_errors.front();
          track.place.sampler = sampler;
          for (std::size_t i = 0; i < numbers; ++i) track.rows.push_back(row++);
          track.budgets.resize(config.steps.size());
          track.seconds.resize(config.steps.size());
        }
  if (row != plan.rows.size()) throw std::logic_error("make_tracks: the plan's rows are nested in another way");
  name_apart(tracks);
  return tracks;
}

Budget budget_of(const Config& config, const LawCall& place, int steps) {
  const LawCall call = at(place, steps);
  const Asking asking(config, call, schedule_of(call));
  return find_budget(asking.question(config, call));
}

std::array<AskedSchedule, 2> asked_of(const Config& config, const Track& track, const std::vector<Row>& rows,
                                      int from) {
  std::array<AskedSchedule, 2> found;
  const Budget budget = budget_of(config, track.place, from);
  const Schedule schedule = schedule_of(at(track.place, from));
  for (const Asked asked : all_asked) {
    AskedSchedule& one = found[static_cast<std::size_t>(asked)];
    const Measurement& number = asked == Asked::Equalised ? budget.tv : budget.kl;
    if (number.status != Status::Ok) {
      one.problem = number.reason;
      continue;
    }
    try {
      one.levels = levels_of(asked, budget, schedule, track.place.sampler->order);
      one.measured = measure_on(one.levels, config, track, rows);
    } catch (const std::invalid_argument& error) {
      one.levels.clear();
      one.problem = error.what();
    }
  }
  return found;
}

const Measurement& predicted(const Budget& budget, Metric metric) {
  return metric == Metric::Tv ? budget.tv : budget.kl;
}

}  // namespace diffrates

/// A product of targets, schedules, starts, score errors, samplers, T and metrics, and what is claimed of its numbers.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claims/claims.hpp"
#include "configuration/heading.hpp"
#include "configuration/place.hpp"
#include "laws/law.hpp"
#include "parameters/parameters.hpp"
#include "programs/command.hpp"
#include "recipes/recipe_sampler.hpp"
#include "scores/score_error.hpp"

namespace diffrates {

struct TargetChoice {
  std::string name;
  std::shared_ptr<const Target> target;
  Value written = {};  ///< defaults filled in
};

struct ScheduleChoice {
  Described described;
  std::shared_ptr<const ScheduleFamily> family;
  std::string pointer = {};  ///< where it is written
};

/// One error of one size; without error: "none", epsilon 0, no family.
struct ScoreErrorChoice {
  Described described{"none"};
  double epsilon = 0;
  std::shared_ptr<const ScoreErrorFamily> family;
  std::optional<double> frequency, draws;  ///< where it has one such number
  std::optional<Command> program;          ///< where a program gives the score
};

/// A program as a sampler. Stays at its place in memory: its kind points to it.
struct ProgramSampler {
  std::string name, meaning, source;
  Command command;
  SamplerKind kind;  ///< declared; its runs are made by a cell's own session
};

struct ConfigClaim {
  std::string id;
  std::vector<std::string> targets;  ///< one, or several when against = dimension
  const SamplerKind* sampler = nullptr;
  Metric metric = Metric::Tv;
  RateClaim rate;
  double log_power = 0;
  Against against = Against::Steps;
  bool floor = false;  ///< a plateau is declared
  std::string statement;
  std::optional<double> epsilon;
  std::optional<double> frequency;
  std::optional<std::string> score_error;  ///< a label
  std::optional<std::string> schedule;     ///< a label, or a type where that is unambiguous
  std::optional<Start> start;
  std::optional<int> steps;  ///< fixed T, when against is not steps
};

struct Config {
  std::string file;  ///< as given
  Heading heading;
  std::vector<TargetChoice> targets;
  std::vector<ScheduleChoice> schedules;
  std::vector<Start> starts;
  std::vector<ScoreErrorChoice> score_errors;  ///< never empty
  std::vector<const SamplerKind*> samplers;
  std::vector<std::shared_ptr<const RecipeSampler>> recipes;    ///< those of the samplers that are recipes
  std::vector<std::shared_ptr<const ProgramSampler>> programs;  ///< those that are programs
  std::size_t unread_samplers = 0;                              ///< entries with problems
  std::vector<int> steps;                                       ///< increasing
  std::vector<Metric> metrics;
  bool against_data = false;     ///< Y_1 is compared with X_0 in place of X_1
  const LawKind* law = nullptr;  ///< null: chosen cell by cell
  std::vector<ConfigClaim> claims;
};

/// The sampler of that name; null if the configuration has none.
const SamplerKind* sampler_of(const Config& config, std::string_view name);

/// One line a recipe, what is derived of it, and one a program.
std::string recipe_words(const Config& config);

/// Where a configuration names programs, each a problem that says how to allow it.
std::vector<Problem> programs_of(const Config& config);

/// The law that gives `metric` in this setting: the one wanted, else the first that does not refuse. Null when there is
/// none; `why` then holds every refusal.
const LawKind* choose_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why);

/// Whether Y_1 of T steps is compared with X_0 itself: against_data, or a schedule with L_1 = 0. Cost O(T).
bool compares_data(const Config& config, const ScheduleChoice& schedule, int T);

/// Whether the claim speaks of numbers with this schedule, start and score error. A claim that has been checked speaks
/// of one schedule, one start and one score error; of every size of that error when against = epsilon.
bool selects(const ConfigClaim& claim, const ScheduleChoice& schedule, Start start, const ScoreErrorChoice& error);

}  // namespace diffrates

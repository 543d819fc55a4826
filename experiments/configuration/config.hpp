/// A configuration, checked: one JSON file = one question about the theory.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claims/claims.hpp"
#include "laws/law.hpp"
#include "parameters/parameters.hpp"
#include "scores/score_error.hpp"

namespace diffrates {

struct TargetChoice {
  std::string name;
  std::shared_ptr<const Target> target;
};

struct ScheduleChoice {
  std::string label;  ///< canonical, with every parameter: smooth(l_min=0.001;l_max=12)
  std::shared_ptr<const ScheduleFamily> family;
};

/// One error of one size; without error: label "none", epsilon 0, no family.
struct ScoreErrorChoice {
  std::string label = "none";
  double epsilon = 0;
  std::shared_ptr<const ScoreErrorFamily> family;
  std::vector<double> frequency;  ///< as written for this choice, to match a claim's `frequency`; may be empty
};

/// What an exponent is measured against: error ~ T^-q, or error ~ x^+q with x the size of the score error, the
/// dimension, the frequency of the score error, or the number of draws behind it.
enum class Against { Steps, Epsilon, Dimension, Frequency, Draws };

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
  std::string file;   ///< as given
  Value resolved;     ///< everything read, defaults filled in
  std::string name;   ///< the folder of its results
  std::string title;  ///< for people; the name by default
  std::vector<TargetChoice> targets;
  std::vector<ScheduleChoice> schedules;
  std::vector<Start> starts;
  std::vector<ScoreErrorChoice> score_errors;  ///< never empty
  std::vector<const SamplerKind*> samplers;
  std::vector<int> steps;  ///< increasing
  std::vector<Metric> metrics;
  const LawKind* law = nullptr;  ///< null: chosen cell by cell
  std::uint64_t seed = 1;
  std::vector<ConfigClaim> claims;
  Members inputs;  ///< the data files read: JSON pointer of the key that names one, and a digest of its bytes
};

/// All problems in one pass; null after a problem. `sets` are "key=value" overrides; `quick` shrinks T.
std::unique_ptr<Config> read_config(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                    Problems& problems);

/// The same from text; files named in it are looked for beside `file`.
std::unique_ptr<Config> parse_config(const std::string& text, const std::string& file,
                                     const std::vector<std::string>& sets, bool quick, Problems& problems);

/// The law that gives `metric` in this setting: the one wanted, else the first that does not refuse. Null when there is
/// none; `why` then holds every refusal.
const LawKind* choose_law(const LawKind* wanted, const Setting& setting, Metric metric, std::string& why);

/// Whether the claim speaks of numbers with this schedule, start and score error. A claim that has been checked speaks
/// of one schedule, one start and one score error; of every size of that error when against = epsilon.
bool selects(const ConfigClaim& claim, const ScheduleChoice& schedule, Start start, const ScoreErrorChoice& error);

}  // namespace diffrates

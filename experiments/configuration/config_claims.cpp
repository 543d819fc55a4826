#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configuration/config_parts.hpp"

namespace diffrates {
namespace {

const Key id_key{"id", "names the claim", Shape::line(most::name).needed()};
const Key target_key{"target", "the target's name; a list of names with against = dimension",
                     Shape::one_or_list(Shape::text(), most::targets).unequal().needed()};
const Key sampler_key{"sampler", "a sampler of this configuration", Shape::text().needed()};
const Key metric_key{"metric", "a metric of this configuration", Shape::a("metric").needed()};
const Key exponent_key{"exponent", "q in error ~ T^-q, epsilon^q or d^q", Shape::number({-100, 100}).needed()};
const Key log_power_key{"log_power", "p in error ~ (log T)^p T^-q; 0 by default",
                        Shape::number({-100, 100}).otherwise({0.0})};
const Key relation_key{"relation", "equals or at_least", Shape::word({"equals", "at_least"}).needed()};
const Key tolerance_key{"tolerance", "on the exponent; 0.05 by default",
                        Shape::number({0, 1, false, true}).otherwise({0.05})};
const Key statement_key{"statement", "the claim in words", Shape::line(most::statement)};
const Key against_key{
    "against", "steps (default), epsilon, dimension, frequency (of the score error) or draws (n of an empirical one)",
    Shape::word({"steps", "epsilon", "dimension", "frequency", "draws"}).otherwise({std::string("steps")})};
const Key floor_key{"floor", "a plateau is declared", Shape::boolean().otherwise({false})};
const Key law_key{"law", "the law that must give the numbers", Shape::a("law")};
const Key which_epsilon_key{"epsilon", "which size of the score error", Shape::number(Bounds::at_least(0))};
const Key which_error_key{"score_error", "which score error: its label", Shape::text()};
const Key frequency_key{"frequency", "which frequency of the score error", Shape::number()};
const Key schedule_key{"schedule", "which schedule: its label or its type", Shape::text()};
const Key start_key{"start", "which start: normal or exact", Shape::word({name(Start::Normal), name(Start::Exact)})};
const Key steps_key{"steps", "which T, when against is not steps", Shape::whole(most::T_least, most::T)};

/// The type that a label someone wrote begins with.
std::string type_of(const std::string& label) { return label.substr(0, label.find('(')); }

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Things of one sort that a claim may name.
struct Names {
  std::vector<std::string> known;    ///< those of this configuration
  std::vector<std::string> excused;  ///< not among them, and no problem of the claim: see excused_names
  bool any_excused = false;          ///< a thing with problems may have had any name
};

/// A text that must name one of them; empty after a problem.
std::string read_name_of(Parameters& p, const Key& key, const Names& names, std::string_view noun) {
  const std::vector<std::string>& known = names.known;
  const std::string accepted = fmt::format("{} of this configuration", noun);
  const Value* value = p.required(key, accepted);
  if (value == nullptr) return {};
  const std::string* text = value->text();
  if (text != nullptr && known.empty()) return {};  // the list of them has a problem of its own
  if (text != nullptr && (holds(known, *text) || holds(names.excused, *text) || names.any_excused)) return *text;
  std::vector<std::string_view> views(known.begin(), known.end());
  const std::string closest = text ? did_you_mean(*text, views) : "";
  if (views.size() > 20) views.resize(20);
  p.problem(key.name, not_accepted(*value, accepted + (views.empty() ? "" : ": " + one_of(views))) + closest);
  return {};
}

void read_targets(Parameters& p, ConfigClaim& claim, const Names& known) {
  const Value* value = p.raw(target_key);
  const List* list = value != nullptr ? value->list() : nullptr;
  if (list == nullptr) {
    claim.targets = {read_name_of(p, target_key, known, "a target")};
    return;
  }
  const std::size_t most_named = claim.against == Against::Dimension ? most::targets : 1;
  if (list->empty() || list->size() > most_named)
    return p.problem(target_key.name, not_accepted(*value, "one target, or a list of them with against = dimension"));
  for (std::size_t i = 0; i < list->size(); ++i) {
    const Members one{{std::to_string(i), (*list)[i]}};
    const Value holder{one};
    Parameters entry(holder, p.pointer(target_key.name), p.problems());
    const std::string name = read_name_of(entry, {one.front().first, "a target"}, known, "a target");
    if (entry.good() && holds(claim.targets, name))
      entry.problem(one.front().first, fmt::format("is \"{}\" again; accepted: each target once", name));
    claim.targets.push_back(name);
  }
}

/// What a claim may name although this configuration has no such thing, because an entry under `key` was refused and
/// the problem is told there: the words written in the entries, and every name that one of them could have meant.
std::vector<std::string> excused_names(const Value& root, const std::string& key, std::size_t accepted,
                                       const std::vector<std::string>& could_mean) {
  const Value* written = root.find(key);
  if (written == nullptr) return {};
  const List lone{*written};
  const List& entries = written->list() != nullptr ? *written->list() : lone;
  if (entries.size() <= accepted) return {};
  std::vector<std::string> names = could_mean;
  for (const Value& entry : entries) {
    const Value* type = entry.find("type");
    const std::string* word = type != nullptr ? type->text() : entry.text();
    if (word != nullptr) names.push_back(*word);
  }
  return names;
}

/// Below 1: orders lie 1 apart, and a wider band holds the next one, too, so that nothing could contradict the claim.
double read_tolerance(Parameters& p) {
  const double tolerance = p.number(tolerance_key, Bounds::at_least(0, 100), 0.05);
  if (tolerance >= 1)
    p.problem(tolerance_key.name,
              fmt::format("is {}: the claim could not be told from the next order, which lies 1 away (a tolerance is a "
                          "difference of exponents, not a percentage); accepted: a number >= 0 and < 1, e.g. 0.05",
                          tolerance));
  return tolerance;
}

void read_rate(Parameters& p, ConfigClaim& claim) {
  claim.rate.exponent = p.number(exponent_key);
  claim.log_power = p.number(log_power_key);
  claim.rate.relation = p.word(relation_key) == "equals" ? Relation::Equals : Relation::AtLeast;
  claim.rate.tolerance = read_tolerance(p);
  claim.floor = p.boolean(floor_key);
}

/// What narrows the claim to one series.
void read_selection(Parameters& p, ConfigClaim& claim, const Config& config, Names schedules) {
  if (p.has(which_epsilon_key)) claim.epsilon = p.number(which_epsilon_key);
  if (p.has(frequency_key)) claim.frequency = p.number(frequency_key);
  if (p.has(which_error_key)) {
    std::vector<std::string> known;
    for (const ScoreErrorChoice& choice : config.score_errors) known.push_back(choice.described.label());
    claim.score_error = read_name_of(p, which_error_key, {known, {}}, "a score error");
  }
  if (p.has(start_key)) claim.start = p.word(start_key) == name(Start::Normal) ? Start::Normal : Start::Exact;
  if (p.has(steps_key)) claim.steps = p.integer(steps_key);
  if (p.has(schedule_key)) {
    const std::string* label = p.raw(schedule_key)->text();
    if (label != nullptr && holds(schedules.excused, type_of(*label))) schedules.excused.push_back(*label);
    claim.schedule = read_name_of(p, schedule_key, schedules, "a schedule");
  }
  if (claim.against == Against::Steps && claim.steps)
    p.problem(steps_key.name, "fixes T, but the exponent is measured against T; accepted: with another against");
  if (claim.against == Against::Epsilon && claim.epsilon)
    p.problem(
        which_epsilon_key.name,
        "fixes epsilon, but the exponent is measured against epsilon; accepted: with against = steps or dimension");
}

void read_law(Parameters& p) {
  std::vector<std::string_view> known;
  for (const LawKind* kind : law_kinds()) known.push_back(kind->name);
  if (p.has(law_key))
    p.word(law_key, known);
  else
    p.raw(law_key);
}

template <class Things>
std::vector<std::string> names_in(const Things& things) {
  std::vector<std::string> result;
  for (const auto& thing : things) {
    if constexpr (requires { thing->name; })
      result.emplace_back(thing->name);
    else if constexpr (requires { thing.name; })
      result.emplace_back(thing.name);
    else
      result.emplace_back(name(thing));
  }
  return result;
}

/// Everything that claims of this configuration may name.
struct AllNames {
  Names targets, samplers, metrics, schedules;
};

/// A recipe with problems stands for samplers whose names are not known.
Names sampler_names(const Value& root, const Config& config) {
  Names names{names_in(config.samplers), {}};
  if (config.unread_samplers == 0) return names;
  names.excused = excused_names(root, "samplers", 0, names_in(sampler_kinds()));
  const Value* written = root.find("samplers");
  if (written != nullptr && written->list() != nullptr)
    for (const Value& entry : *written->list()) names.any_excused = names.any_excused || entry.members() != nullptr;
  return names;
}

AllNames all_names(const Value& root, const Config& config) {
  Names schedules;
  for (const ScheduleChoice& choice : config.schedules)
    schedules.known.insert(schedules.known.end(), {choice.described.label(), choice.described.type});
  schedules.excused = excused_names(root, "schedule", config.schedules.size(), names_in(schedule_kinds()));
  return {{target_names(root), {}},
          sampler_names(root, config),
          {names_in(config.metrics), excused_names(root, "metrics", config.metrics.size(), names_in(metric_kinds()))},
          std::move(schedules)};
}

ConfigClaim read_claim(Parameters& p, const Config& config, const AllNames& names) {
  ConfigClaim claim;
  claim.id = read_line(p, id_key, most::name);
  const std::string against = p.word(against_key);
  for (const Against one : {Against::Steps, Against::Epsilon, Against::Dimension, Against::Frequency, Against::Draws})
    if (name(one) == against) claim.against = one;
  read_targets(p, claim, names.targets);
  claim.sampler = sampler_of(config, read_name_of(p, sampler_key, names.samplers, "a sampler"));
  const std::string metric = read_name_of(p, metric_key, names.metrics, "a metric");
  for (const MetricKind& kind : metric_kinds())
    if (kind.name == metric) claim.metric = kind.metric;
  read_rate(p, claim);
  claim.statement = p.has(statement_key) ? read_line(p, statement_key, most::statement) : "";
  p.raw(statement_key);
  for (const Key& key : {which_epsilon_key, frequency_key, which_error_key, start_key, steps_key, schedule_key})
    p.raw(key);
  read_selection(p, claim, config, names.schedules);
  read_law(p);
  return claim;
}

bool selects_schedule(const ConfigClaim& claim, const ScheduleChoice& schedule) {
  return !claim.schedule || *claim.schedule == schedule.described.label() || *claim.schedule == schedule.described.type;
}

bool selects_start(const ConfigClaim& claim, Start start) { return !claim.start || *claim.start == start; }

bool selects_error(const ConfigClaim& claim, const ScoreErrorChoice& error) {
  if (claim.epsilon && *claim.epsilon != error.epsilon) return false;
  if (claim.score_error && *claim.score_error != error.described.label()) return false;
  return !claim.frequency || error.frequency == claim.frequency;
}

/// What a claim leaves of each thing it could be narrowed by; the series are their product.
struct Matches {
  std::set<std::string> schedules, starts, errors, steps;
  std::set<std::string> along;  ///< the score errors of a series against a number of theirs
  int sizes = 0;                ///< positive epsilons
};

Matches matches_of(const ConfigClaim& claim, const Config& config) {
  Matches result;
  for (const ScheduleChoice& schedule : config.schedules)
    if (selects_schedule(claim, schedule)) result.schedules.insert(schedule.described.label());
  for (const Start start : config.starts)
    if (selects_start(claim, start)) result.starts.insert(std::string(name(start)));
  for (const ScoreErrorChoice& error : config.score_errors) {
    if (!selects_error(claim, error)) continue;
    const std::string label = left_open(claim.against, error.described).label();
    result.errors.insert(claim.against == Against::Epsilon ? label
                                                           : fmt::format("{} of size {}", label, error.epsilon));
    if (error.described.label() != label) result.along.insert(error.described.label());
    result.sizes += error.epsilon > 0 ? 1 : 0;
  }
  if (claim.against != Against::Steps)
    for (const int T : config.steps)
      if (!claim.steps || *claim.steps == T) result.steps.insert(std::to_string(T));
  return result;
}

std::string several(std::string_view noun, std::string_view key, const std::set<std::string>& found) {
  if (found.size() < 2) return {};
  return fmt::format("matches {} {} ({} and {}{}); accepted: one, chosen by the key {}", found.size(), noun,
                     *found.begin(), *std::next(found.begin()), found.size() > 2 ? ", ..." : "", key);
}

void check_series(const ConfigClaim& claim, const Config& config, Parameters& p) {
  const Matches found = matches_of(claim, config);
  if (found.schedules.empty() || found.starts.empty() || found.errors.empty() ||
      (claim.against != Against::Steps && found.steps.empty()))
    return p.problem(
        "", "matches no series of this configuration; accepted: a schedule, start, score error and steps that it has");
  const std::string error_key =
      claim.against == Against::Epsilon ? "frequency or score_error" : "epsilon, frequency or score_error";
  for (const std::string& why :
       {several("schedules", "schedule", found.schedules), several("starts", "start", found.starts),
        several("score errors", error_key, found.errors), several("numbers of steps", "steps", found.steps)})
    if (!why.empty()) p.problem("", why);
  if ((claim.against == Against::Frequency || claim.against == Against::Draws) && found.along.size() < 2)
    p.problem(against_key.name, fmt::format("needs score errors of at least two {}",
                                            claim.against == Against::Draws ? "n" : "frequencies"));
  if (claim.against == Against::Epsilon && found.sizes < 2)
    p.problem(against_key.name, "needs a score error of at least two sizes > 0 to measure an exponent against epsilon");
}

std::vector<const Target*> targets_of(const ConfigClaim& claim, const Config& config) {
  std::vector<const Target*> result;
  for (const TargetChoice& choice : config.targets)
    if (std::find(claim.targets.begin(), claim.targets.end(), choice.name) != claim.targets.end())
      result.push_back(choice.target.get());
  return result;
}

void check_dimensions(const ConfigClaim& claim, const Config& config, Parameters& p) {
  if (claim.against != Against::Dimension) return;
  std::set<int> dimensions;
  for (const Target* target : targets_of(claim, config)) dimensions.insert(target->dimension());
  if (dimensions.size() < claim.targets.size() || dimensions.size() < 2)
    p.problem(target_key.name,
              "needs at least two targets, each of a dimension of its own, to measure an exponent against dimension");
}

void check_law(const ConfigClaim& claim, const Config& config, Parameters& p) {
  const Value* written = p.raw(law_key);
  if (written == nullptr) return;
  const auto selected = [&](const ScoreErrorChoice& error) { return selects_error(claim, error); };
  const auto error = std::find_if(config.score_errors.begin(), config.score_errors.end(), selected);
  const auto start =
      std::find_if(config.starts.begin(), config.starts.end(), [&](Start one) { return selects_start(claim, one); });
  if (error == config.score_errors.end() || start == config.starts.end()) return;
  for (const Target* target : targets_of(claim, config)) {
    std::string why;
    const LawKind* law =
        choose_law(config.law, {*target, *claim.sampler, *start, error->family != nullptr, config.against_data},
                   claim.metric, why);
    if (law != nullptr && law->name != *written->text())
      return p.problem(
          law_key.name,
          fmt::format("is {}, but {} of {} is followed by {} here; accepted: {}, or a law for the whole configuration",
                      describe(*written), name(claim.metric), claim.sampler->name, law->name, law->name));
  }
}

}  // namespace

const Key rate_claims_key{
    "claims", "list of claims",
    Shape::list(Shape::object({id_key, target_key, sampler_key, metric_key, exponent_key, log_power_key, relation_key,
                               tolerance_key, statement_key, against_key, floor_key, law_key, which_epsilon_key,
                               which_error_key, frequency_key, schedule_key, start_key, steps_key}),
                0, most::claims)};

bool selects(const ConfigClaim& claim, const ScheduleChoice& schedule, Start start, const ScoreErrorChoice& error) {
  return selects_schedule(claim, schedule) && selects_start(claim, start) && selects_error(claim, error);
}

void read_claims(Parameters& p, Config& config, bool complete, Members& resolved) {
  const Value* written = p.raw(rate_claims_key);
  if (written == nullptr) return;
  const List* list = written->list();
  if (list == nullptr || list->size() > most::claims)
    return p.problem(rate_claims_key.name,
                     list == nullptr ? not_accepted(*written, "a list of claims")
                                     : fmt::format("has {} entries; accepted: at most {}", list->size(), most::claims));
  const AllNames names = all_names(p.value(), config);
  List filled;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Parameters claim_keys((*list)[i], pointer_to(p.pointer(rate_claims_key.name), std::to_string(i)), p.problems());
    if (!claim_keys.good()) continue;
    ConfigClaim claim = read_claim(claim_keys, config, names);
    claim_keys.finish();
    if (claim_keys.good() && !ids.insert(claim.id).second)
      claim_keys.problem(id_key.name,
                         fmt::format("is \"{}\" again; accepted: an id of its own for each claim", claim.id));
    if (claim_keys.good() && complete) {
      check_series(claim, config, claim_keys);
      check_dimensions(claim, config, claim_keys);
      check_law(claim, config, claim_keys);
    }
    filled.push_back(claim_keys.resolved());
    config.claims.push_back(std::move(claim));
  }
  resolved.emplace_back(rate_claims_key.name, Value{std::move(filled)});
}

}  // namespace diffrates

#include "kinds/budget/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "configuration/config_parts.hpp"

namespace diffrates {
namespace {

const Key id_key{"id", "names the claim", Shape::line(most::name).needed()};
const Key target_key{"target", "a target of this configuration", Shape::text().needed()};
const Key sampler_key{"sampler", "a sampler of this configuration", Shape::text().needed()};
const Key metric_key{"metric", "a metric of this configuration", Shape::word({"tv", "kl"}).needed()};
const Key relation_key{"relation", "predicts", Shape::word({"predicts"}).needed()};
const Key tolerance_key{"tolerance", "on the limit of predicted/true, which is 1, and on the constant; 0.01 by default",
                        Shape::number({0, 1, true, true}).otherwise({0.01})};
const Key statement_key{"statement", "the claim in words", Shape::line(most::statement)};
const Key schedule_key{"schedule", "which schedule: its label or its type", Shape::text()};
const Key start_key{"start", "which start: normal or exact", Shape::word({name(Start::Normal), name(Start::Exact)})};

/// A text that must be one of the names; empty after a problem.
std::string name_among(Parameters& p, const Key& key, const std::vector<std::string>& names, std::string_view noun) {
  const std::string accepted = fmt::format("{} of this configuration", noun);
  const Value* value = p.required(key, accepted);
  if (value == nullptr) return {};
  const std::string* text = value->text();
  if (text != nullptr && std::find(names.begin(), names.end(), *text) != names.end()) return *text;
  std::vector<std::string_view> views(names.begin(), names.end());
  const std::string closest = text != nullptr ? did_you_mean(*text, views) : "";
  if (views.size() > 20) views.resize(20);
  if (!names.empty()) p.problem(key.name, not_accepted(*value, accepted + ": " + one_of(views)) + closest);
  return {};
}

PredictsClaim read_claim(Parameters& p, const Config& config) {
  std::vector<std::string> targets = target_names(p.value()), samplers, metrics, schedules;
  for (const TargetChoice& choice : config.targets) targets.push_back(choice.name);
  for (const SamplerKind* sampler : config.samplers) samplers.emplace_back(sampler->name);
  for (const Metric metric : config.metrics) metrics.emplace_back(name(metric));
  for (const ScheduleChoice& choice : config.schedules)
    schedules.insert(schedules.end(), {choice.described.label(), choice.described.type});
  PredictsClaim claim;
  claim.id = read_line(p, id_key, most::name);
  claim.target = name_among(p, target_key, targets, "a target");
  claim.sampler = sampler_of(config, name_among(p, sampler_key, samplers, "a sampler"));
  claim.metric = name_among(p, metric_key, metrics, "a metric") == "kl" ? Metric::Kl : Metric::Tv;
  p.word(relation_key);
  claim.tolerance = p.number(tolerance_key);
  claim.statement = p.has(statement_key) ? read_line(p, statement_key, most::statement) : "";
  for (const Key& key : {statement_key, schedule_key, start_key}) p.raw(key);
  if (p.has(schedule_key)) claim.schedule = name_among(p, schedule_key, schedules, "a schedule");
  if (p.has(start_key)) claim.start = p.word(start_key) == name(Start::Normal) ? Start::Normal : Start::Exact;
  return claim;
}

/// Why the claim does not speak of one series; empty if it does.
std::string series_problem(const PredictsClaim& claim, const Config& config) {
  LawCall place;
  std::set<std::string> schedules, starts;
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const Start start : config.starts) {
        place.target = &target;
        place.schedule = &schedule;
        place.start = start;
        place.sampler = claim.sampler;
        if (!speaks_of(claim, place)) continue;
        schedules.insert(schedule.described.label());
        starts.insert(std::string(name(start)));
      }
  for (const auto& [found, noun] : {std::pair{schedules, "schedule"}, std::pair{starts, "start"}})
    if (found.size() > 1)
      return fmt::format("matches {} {}s ({} and {}{}); accepted: one, chosen by the key {}", found.size(), noun,
                         *found.begin(), *std::next(found.begin()), found.size() > 2 ? ", ..." : "", noun);
  return {};
}

}  // namespace

const Key predicts_claims_key{"claims", "list of claims",
                              Shape::list(Shape::object({id_key, target_key, sampler_key, metric_key, relation_key,
                                                         tolerance_key, statement_key, schedule_key, start_key}),
                                          0, most::claims)};

std::vector<PredictsClaim> read_predicts(Parameters& p, const Config& config, Members& resolved) {
  std::vector<PredictsClaim> claims;
  const Value* written = p.raw(predicts_claims_key);
  if (written == nullptr) return claims;
  const List* list = written->list();
  if (list == nullptr || list->size() > most::claims) {
    p.problem(predicts_claims_key.name,
              not_accepted(*written, fmt::format("a list of at most {} claims", most::claims)));
    return claims;
  }
  List filled;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < list->size(); ++i) {
    Parameters keys((*list)[i], pointer_to(p.pointer(predicts_claims_key.name), std::to_string(i)), p.problems());
    if (!keys.good()) continue;
    PredictsClaim claim = read_claim(keys, config);
    keys.finish();
    if (keys.good() && !ids.insert(claim.id).second)
      keys.problem(id_key.name, fmt::format("is \"{}\" again; accepted: an id of its own for each claim", claim.id));
    if (keys.good())
      if (const std::string why = series_problem(claim, config); !why.empty()) keys.problem("", why);
    filled.push_back(keys.resolved());
    claims.push_back(std::move(claim));
  }
  resolved.emplace_back(predicts_claims_key.name, Value{std::move(filled)});
  return claims;
}

bool speaks_of(const PredictsClaim& claim, const LawCall& place) {
  const Described& schedule = place.schedule->described;
  return claim.target == place.target->name && claim.sampler == place.sampler &&
         (!claim.schedule || *claim.schedule == schedule.label() || *claim.schedule == schedule.type) &&
         (!claim.start || *claim.start == place.start);
}

Judgement judge(const PredictsClaim& claim, const PredictionFinding& finding) {
  if (!finding.ratio) return {Verdict::Inconclusive, true, finding.problem};
  const Limit& ratio = *finding.ratio;
  std::string words = fmt::format("predicted/true tends to {:.5g} +- {:.1g}", ratio.value, ratio.error);
  const std::optional<bool> agree = constants_agree(finding, claim.tolerance);
  if (finding.constant)
    words += fmt::format("; constant {:.5g} +- {:.1g} predicted, [{:.5g}, {:.5g}] fitted", finding.constant->value,
                         finding.constant->error, finding.own.constant_low, finding.own.constant_high);
  else
    words += fmt::format("; no constant: {}", finding.problem);
  const bool inside = ratio.low() >= 1 - claim.tolerance && ratio.high() <= 1 + claim.tolerance;
  const bool outside = ratio.high() < 1 - claim.tolerance || ratio.low() > 1 + claim.tolerance;
  if (outside || agree == false) return {Verdict::Violated, true, words};
  return {inside ? Verdict::Confirmed : Verdict::Inconclusive, true, words};
}

}  // namespace diffrates

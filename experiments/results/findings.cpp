#include "results/findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "commands/commands.hpp"
#include "formats/labels.hpp"

namespace diffrates {
namespace {

/// The place with what the series runs along left out.
std::string key(const Row& row, Against against) {
  std::string key = fmt::format("{}|{}|{}|{}|{}", row.schedule, row.start, error_place(against, row.score_error),
                                row.sampler, row.metric);
  if (against != Against::Steps) key += fmt::format("|{}", row.steps);
  if (against != Against::Epsilon) key += fmt::format("|{}", row.epsilon);
  if (against != Against::Dimension) key += "|" + row.target;
  return key;
}

using Groups = std::vector<std::vector<std::size_t>>;

/// Rows of the same series together, in the order of their first row.
Groups group(const std::vector<Row>& rows, const std::vector<std::size_t>& chosen, Against against) {
  std::map<std::string, std::size_t> known;
  Groups groups;
  for (const std::size_t i : chosen) {
    const auto [at, fresh] = known.emplace(key(rows[i], against), groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(i);
  }
  return groups;
}

/// The (schedule, start, score error, epsilon) places a claim leaves in, as one key each.
std::set<std::string> selected_places(const Config& config, const ConfigClaim& claim) {
  std::set<std::string> places;
  for (const ScheduleChoice& schedule : config.schedules)
    for (const Start start : config.starts)
      for (const ScoreErrorChoice& error : config.score_errors)
        if (selects(claim, schedule, start, error))
          places.insert(fmt::format("{}|{}|{}|{}", schedule.label, name(start), error.label, error.epsilon));
  return places;
}

bool speaks_of(const ConfigClaim& claim, const std::set<std::string>& places, const Row& row) {
  if (std::find(claim.targets.begin(), claim.targets.end(), row.target) == claim.targets.end()) return false;
  if (row.sampler != claim.sampler->name || row.metric != name(claim.metric)) return false;
  if (!places.contains(fmt::format("{}|{}|{}|{}", row.schedule, row.start, row.score_error, row.epsilon))) return false;
  if (claim.steps && claim.against != Against::Steps && row.steps != *claim.steps) return false;
  return claim.against == Against::Steps || axis(claim.against, row) > 0;
}

FitModel model_of(const ConfigClaim& claim) { return {claim.log_power, claim.against != Against::Steps, claim.floor}; }

bool same_model(const FitModel& a, const FitModel& b) {
  return a.log_power == b.log_power && a.growth == b.growth && a.floor == b.floor;
}

Series fitted(const std::vector<Row>& rows, std::vector<std::size_t> members, Against against, const FitModel& model) {
  std::stable_sort(members.begin(), members.end(),
                   [&](std::size_t a, std::size_t b) { return axis(against, rows[a]) < axis(against, rows[b]); });
  std::vector<RatePoint> points;
  for (const std::size_t i : members) points.push_back({axis(against, rows[i]), rows[i].estimate, rows[i].status});
  return {rows[members.front()], against, model, fit_rate(std::move(points), model), std::move(members)};
}

/// The claim's rows as the one series they must be, or the reason in words.
std::string gather(const Config& config, const ConfigClaim& claim, const std::vector<Row>& rows,
                   std::vector<std::size_t>& members) {
  const std::set<std::string> places = selected_places(config, claim);
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (speaks_of(claim, places, rows[i])) chosen.push_back(i);
  Groups groups = group(rows, chosen, claim.against);
  if (groups.empty()) return "no number was measured for this claim";
  if (groups.size() > 1) return fmt::format("the claim fits {} series; it must name one", groups.size());
  std::vector<double> seen;
  for (const std::size_t i : groups.front()) {
    const double x = axis(claim.against, rows[i]);
    if (std::find(seen.begin(), seen.end(), x) != seen.end())
      return fmt::format("the claim fits several numbers at {} = {}", name(claim.against), x);
    seen.push_back(x);
  }
  members = std::move(groups.front());
  return {};
}

/// A claim's place among the fits; the pointer is set once all series stand.
struct Pending {
  std::string problem;
  std::vector<std::size_t> members;
  std::size_t series = 0;
};

std::size_t find_or_fit(const std::vector<Row>& rows, const ConfigClaim& claim, const Pending& pending,
                        std::vector<Series>& series) {
  for (std::size_t i = 0; i < series.size(); ++i)
    if (series[i].against == claim.against && same_model(series[i].model, model_of(claim)) &&
        std::is_permutation(series[i].rows.begin(), series[i].rows.end(), pending.members.begin(),
                            pending.members.end()))
      return i;
  series.push_back(fitted(rows, pending.members, claim.against, model_of(claim)));
  return series.size() - 1;
}

/// One fit per log power claimed of the series, or one without logarithms.
void fit_group(const std::vector<Row>& rows, const std::vector<std::size_t>& members, const Config& config,
               const std::vector<Pending>& pending, std::vector<Series>& series) {
  std::vector<FitModel> models;
  for (std::size_t c = 0; c < pending.size(); ++c) {
    const ConfigClaim& claim = config.claims[c];
    if (claim.against != Against::Steps || pending[c].members != members) continue;
    const FitModel model = model_of(claim);
    if (std::none_of(models.begin(), models.end(), [&](const FitModel& known) { return same_model(known, model); }))
      models.push_back(model);
  }
  if (models.empty()) models.push_back({});
  for (const FitModel& model : models) series.push_back(fitted(rows, members, Against::Steps, model));
}

}  // namespace

std::string_view name(Against against) {
  switch (against) {
    case Against::Steps:
      return "steps";
    case Against::Epsilon:
      return "epsilon";
    case Against::Dimension:
      return "dimension";
    case Against::Frequency:
      return "frequency";
    case Against::Draws:
      return "draws";
  }
  return {};
}

double axis(Against against, const Row& row) {
  switch (against) {
    case Against::Steps:
      return row.steps;
    case Against::Epsilon:
      return row.epsilon;
    case Against::Dimension:
      return row.dimension;
    case Against::Frequency:
      return label_number(row.score_error, "frequency");
    case Against::Draws:
      return label_number(row.score_error, "n");
  }
  return 0;
}

std::string error_place(Against against, const std::string& label) {
  if (against == Against::Frequency) return label_without(label, "frequency");
  return against == Against::Draws ? label_without(label, "n") : label;
}

Findings find(const Config& config, const std::vector<Row>& rows) {
  Findings findings;
  std::vector<Pending> pending(config.claims.size());
  for (std::size_t c = 0; c < pending.size(); ++c)
    pending[c].problem = gather(config, config.claims[c], rows, pending[c].members);

  std::vector<std::size_t> all(rows.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  for (const auto& members : group(rows, all, Against::Steps))
    fit_group(rows, members, config, pending, findings.series);
  for (std::size_t c = 0; c < pending.size(); ++c)
    if (pending[c].problem.empty())
      pending[c].series = find_or_fit(rows, config.claims[c], pending[c], findings.series);

  for (std::size_t c = 0; c < pending.size(); ++c) {
    ClaimFinding finding{&config.claims[c], nullptr, {}};
    if (pending[c].problem.empty()) {
      finding.series = &findings.series[pending[c].series];
      finding.judgement = judge(config.claims[c].rate, finding.series->fit);
    } else {
      finding.judgement.words = pending[c].problem;
    }
    findings.claims.push_back(std::move(finding));
  }
  return findings;
}

int exit_code(const Findings& findings) {
  int code = findings.claims.empty() ? inconclusive_or_empty : all_good;
  for (const ClaimFinding& finding : findings.claims) {
    if (finding.judgement.verdict == Verdict::Violated) return claim_violated;
    if (finding.judgement.verdict == Verdict::Inconclusive) code = inconclusive_or_empty;
  }
  return code;
}

}  // namespace diffrates

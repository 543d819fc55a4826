#include "kinds/rates/series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

#include "rates/expected.hpp"

namespace diffrates {
namespace {

using Groups = std::vector<std::vector<std::size_t>>;

/// Rows of the same series together, in the order of their first row.
Groups group(const std::vector<Row>& rows, const std::vector<std::size_t>& chosen, Against against) {
  std::map<Place, std::size_t> known;
  Groups groups;
  for (const std::size_t i : chosen) {
    const auto [at, fresh] = known.emplace(left_open(against, rows[i].place), groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(i);
  }
  return groups;
}

bool speaks_of(const Config& config, const ConfigClaim& claim, const Place& place) {
  if (std::find(claim.targets.begin(), claim.targets.end(), place.target) == claim.targets.end()) return false;
  if (place.sampler != claim.sampler->name || place.metric != claim.metric) return false;
  if (claim.steps && claim.against != Against::Steps && place.steps != *claim.steps) return false;
  if (claim.against != Against::Steps && !(along(claim.against, place) > 0)) return false;
  const auto schedule = std::find_if(config.schedules.begin(), config.schedules.end(),
                                     [&](const ScheduleChoice& choice) { return choice.described == place.schedule; });
  const auto error =
      std::find_if(config.score_errors.begin(), config.score_errors.end(), [&](const ScoreErrorChoice& choice) {
        return choice.described == place.score_error && choice.epsilon == place.epsilon;
      });
  return schedule != config.schedules.end() && error != config.score_errors.end() &&
         selects(claim, *schedule, place.start, *error);
}

FitModel model_of(const ConfigClaim& claim, const Place& place) {
  FitModel model = expected_of(place.metric, place.dimension);
  model.log_power = claim.log_power;
  model.growth = claim.against != Against::Steps;
  model.to_zero = claim.against == Against::Epsilon;
  // What is small in d dimensions is not the same at every d.
  if (claim.against == Against::Dimension && place.metric != Metric::Tv)
    model.largest = std::numeric_limits<double>::infinity();
  model.floor = claim.floor;
  return model;
}

bool same_model(const FitModel& a, const FitModel& b) {
  return a.log_power == b.log_power && a.growth == b.growth && a.floor == b.floor;
}

Series fitted(const std::vector<Row>& rows, std::vector<std::size_t> members, Against against, const FitModel& model) {
  std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
    return along(against, rows[a].place) < along(against, rows[b].place);
  });
  std::vector<RatePoint> points;
  for (const std::size_t i : members)
    points.push_back(
        {along(against, rows[i].place), rows[i].estimate, rows[i].status, rows[i].by_replicate, rows[i].stream});
  const Row& first = rows[members.front()];
  return {first.place, first.law, against, model, fit_rate(std::move(points), model), std::move(members)};
}

/// The claim's rows as the one series they must be, or the reason in words.
std::string gather(const Config& config, const ConfigClaim& claim, const std::vector<Row>& rows,
                   std::vector<std::size_t>& members) {
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (speaks_of(config, claim, rows[i].place)) chosen.push_back(i);
  Groups groups = group(rows, chosen, claim.against);
  if (groups.empty()) return "no number was measured for this claim";
  if (groups.size() > 1) return fmt::format("the claim fits {} series; it must name one", groups.size());
  std::vector<double> seen;
  for (const std::size_t i : groups.front()) {
    const double x = along(claim.against, rows[i].place);
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
    if (series[i].against == claim.against &&
        same_model(series[i].model, model_of(claim, rows[pending.members.front()].place)) &&
        std::is_permutation(series[i].rows.begin(), series[i].rows.end(), pending.members.begin(),
                            pending.members.end()))
      return i;
  series.push_back(fitted(rows, pending.members, claim.against, model_of(claim, rows[pending.members.front()].place)));
  return series.size() - 1;
}

/// One fit per log power claimed of the series, or one without logarithms.
void fit_group(const std::vector<Row>& rows, const std::vector<std::size_t>& members, const Config& config,
               const std::vector<Pending>& pending, std::vector<Series>& series) {
  std::vector<FitModel> models;
  for (std::size_t c = 0; c < pending.size(); ++c) {
    const ConfigClaim& claim = config.claims[c];
    if (claim.against != Against::Steps || pending[c].members != members) continue;
    const FitModel model = model_of(claim, rows[members.front()].place);
    if (std::none_of(models.begin(), models.end(), [&](const FitModel& known) { return same_model(known, model); }))
      models.push_back(model);
  }
  if (models.empty()) {
    const Place& place = rows[members.front()].place;
    models.push_back(expected_of(place.metric, place.dimension));
  }
  for (const FitModel& model : models) series.push_back(fitted(rows, members, Against::Steps, model));
}

}  // namespace

RateFindings find(const Config& config, const std::vector<Row>& rows) {
  RateFindings findings;
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

}  // namespace diffrates

#include "kinds/rates/value_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "kinds/rates/figure_frame.hpp"

namespace diffrates {
namespace {

/// Four digits, with the number's own error where it leaves fewer; or how the number does not stand.
std::string cell(const Row& row) {
  const auto [value, error] = row.estimate;
  if (row.status != Status::Ok) return std::string(name(row.status));
  return std::abs(error) > 5e-4 * std::abs(value) ? fmt::format("{:.4g} +- {:.1g}", value, error)
                                                  : fmt::format("{:.4g}", value);
}

/// The sampler, and its score evaluations where they are the same on every schedule.
std::string column(const SamplerKind& sampler, const std::vector<const Row*>& rows) {
  std::vector<int> counts;
  for (const Row* row : rows)
    if (row->place.sampler == sampler.name && row->nfe > 0) counts.push_back(row->nfe);
  const bool one = !counts.empty() && std::count(counts.begin(), counts.end(), counts.front()) == std::ssize(counts);
  return one ? fmt::format("{} ({} evaluations)", sampler.name, counts.front()) : std::string(sampler.name);
}

FindingTable table_of(const Config& config, const std::vector<const Row*>& rows) {
  const Place& place = rows.front()->place;
  std::string title = fmt::format("{} at T = {}: {} (d = {}), start {}", name(place.metric), place.steps, place.target,
                                  place.dimension, name(place.start));
  if (place.score_error.type != "none")
    title += fmt::format(", score error {}{}", short_label(place.score_error), size_words(place));
  FindingTable table{title, {}, {{"schedule"}, {}}, true, {{place.target}, {}, {}}};
  for (const SamplerKind* sampler : config.samplers) {
    table.words.header.push_back(column(*sampler, rows));
    table.about.samplers.emplace_back(sampler->name);
  }
  for (const ScheduleChoice& schedule : config.schedules) {
    std::vector<std::string>& line = table.words.lines.emplace_back(1, schedule.described.label());
    for (const SamplerKind* sampler : config.samplers) {
      const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row* one) {
        return one->place.sampler == sampler->name && one->place.schedule == schedule.described;
      });
      line.push_back(row != rows.end() ? cell(**row) : "-");
    }
  }
  return table;
}

}  // namespace

std::vector<FindingTable> value_tables(const Config& config, const std::vector<Row>& rows) {
  if (config.steps.size() != 1) return {};
  std::vector<std::vector<const Row*>> groups;
  std::map<Place, std::size_t> known;
  for (const Row& row : rows) {
    Place common = row.place;
    common.sampler.clear();
    common.schedule = {};
    const auto [at, fresh] = known.emplace(common, groups.size());
    if (fresh) groups.emplace_back();
    groups[at->second].push_back(&row);
  }
  std::vector<FindingTable> tables;
  for (const std::vector<const Row*>& group : groups) tables.push_back(table_of(config, group));
  return tables;
}

}  // namespace diffrates

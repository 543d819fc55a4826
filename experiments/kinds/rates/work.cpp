#include "kinds/rates/work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace diffrates {

bool compares_work(const Config& config) {
  const auto cost = [](const SamplerKind* sampler) { return sampler->evaluations_per_step; };
  const bool differ = std::any_of(config.samplers.begin(), config.samplers.end(), [&](const SamplerKind* sampler) {
    return cost(sampler) != cost(config.samplers.front());
  });
  return differ && config.samplers.size() >= 3 && config.steps.size() >= 2 && config.score_errors.size() <= 1;
}

std::string work_needed(const std::vector<const Row*>& rows, double level) {
  std::vector<const Row*> ok;
  for (const Row* row : rows)
    if (row->status == Status::Ok && row->estimate.value > 0) ok.push_back(row);
  std::sort(ok.begin(), ok.end(), [](const Row* a, const Row* b) { return a->nfe < b->nfe; });
  if (ok.empty()) return "-";
  const auto above = std::find_if(ok.rbegin(), ok.rend(), [&](const Row* row) { return row->estimate.value > level; });
  if (above == ok.rbegin()) return "not reached";
  if (above == ok.rend()) return fmt::format("<= {}", ok.front()->nfe);
  const Row &before = **above, &after = **std::prev(above);
  const double part = std::log(before.estimate.value / level) / std::log(before.estimate.value / after.estimate.value);
  return fmt::format("{:.0f}", before.nfe * std::pow(double(after.nfe) / before.nfe, part));
}

std::vector<FindingTable> work_tables(const Config& config, const std::vector<Row>& rows) {
  if (!compares_work(config)) return {};
  std::map<Place, std::vector<const Row*>> own;  // of each sampler, by its place with T left open
  std::vector<Place> places;                     // with the sampler left open too, in their order
  for (const Row& row : rows) {
    if (row.place.metric != Metric::Tv) continue;
    Place place = left_open(Against::Steps, row.place);
    own[place].push_back(&row);
    place.sampler.clear();
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  }
  std::vector<FindingTable> tables;
  for (Place place : places) {
    FindingTable& table =
        tables.emplace_back(FindingTable{fmt::format("Score evaluations needed for a total variation: {}, {}, start {}",
                                                     place.target, place.schedule.label(), name(place.start)),
                                         {},
                                         {{"sampler"}, {}},
                                         true});
    for (const double level : work_levels) table.words.header.push_back(fmt::format("TV <= {:g}", level));
    for (const SamplerKind* sampler : config.samplers) {
      place.sampler = sampler->name;
      std::vector<std::string>& line = table.words.lines.emplace_back(std::vector<std::string>{place.sampler});
      for (const double level : work_levels) line.push_back(work_needed(own[place], level));
    }
  }
  return tables;
}

}  // namespace diffrates

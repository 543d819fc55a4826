#include "showing/work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

std::vector<WorkTable> work_tables(const Config& config, const std::vector<Row>& rows) {
  if (!compares_work(config)) return {};
  std::vector<WorkTable> tables;
  const auto place_of = [](const Row& row) {
    return fmt::format("{}, {}, start {}", row.target, row.schedule, row.start);
  };
  for (const Row& first : rows) {
    const std::string place = place_of(first);
    if (first.metric != "tv" ||
        std::any_of(tables.begin(), tables.end(), [&](const WorkTable& table) { return table.place == place; }))
      continue;
    WorkTable& table = tables.emplace_back(WorkTable{place, {}});
    for (const SamplerKind* sampler : config.samplers) {
      std::vector<const Row*> own;
      for (const Row& row : rows)
        if (row.metric == "tv" && row.sampler == sampler->name && place_of(row) == place) own.push_back(&row);
      WorkLine& line = table.lines.emplace_back(WorkLine{std::string(sampler->name), {}});
      for (std::size_t k = 0; k < work_levels.size(); ++k) line.needed[k] = work_needed(own, work_levels[k]);
    }
  }
  return tables;
}

WordTable work_words(const WorkTable& table) {
  WordTable words{{"sampler"}, {}};
  for (const double level : work_levels) words.header.push_back(fmt::format("TV <= {:g}", level));
  for (const WorkLine& line : table.lines) {
    words.lines.push_back({line.sampler});
    words.lines.back().insert(words.lines.back().end(), line.needed.begin(), line.needed.end());
  }
  return words;
}

}  // namespace diffrates

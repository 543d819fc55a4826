#include "computing/plan.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cmath>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

Row row_of(const Cell& cell, Metric metric) {
  Row row;
  row.target = cell.target->name;
  row.dimension = cell.target->target->dimension();
  row.schedule = cell.schedule->label;
  row.start = name(cell.start);
  row.score_error = cell.score_error->label;
  row.epsilon = cell.score_error->epsilon;
  row.sampler = cell.sampler->name;
  row.steps = cell.steps;
  row.nfe = cell.sampler->evaluations(cell.steps);
  row.metric = name(metric);
  row.law = "none";
  return row;
}

double cost_of(const Cell& cell) {
  const double d = cell.target->target->dimension();
  return cell.sampler->evaluations(cell.steps) * d * d;
}

/// Adds one row per metric and one cell per law that gives some of them.
void add(const Config& config, const Cell& place, Plan& plan) {
  const std::size_t first = plan.cells.size();
  const Setting setting{*place.target->target, *place.sampler, place.start, place.score_error->family != nullptr};
  for (const Metric metric : config.metrics) {
    Row row = row_of(place, metric);
    const LawKind* law = choose_law(config.law, setting, metric, row.remark);
    plan.rows.push_back(row);
    if (law == nullptr) continue;
    plan.rows.back().law = law->name;
    plan.rows.back().remark.clear();
    std::size_t at = first;
    while (at < plan.cells.size() && plan.cells[at].law != law) ++at;
    if (at == plan.cells.size()) {
      plan.cells.push_back(place);
      plan.cells.back().law = law;
      plan.cells.back().cost = cost_of(place);
    }
    plan.cells[at].metrics.push_back(metric);
    plan.cells[at].rows.push_back(plan.rows.size() - 1);
  }
}

std::uint64_t seed_for(std::uint64_t seed, const std::string& what) { return key_of(fmt::format("{}|{}", seed, what)); }

void fill(const Measurement& measured, Row& row) {
  row.estimate = measured.estimate;
  row.status = measured.status;
  row.remark = measured.reason;
}

std::vector<Measurement> measure(const Config& config, const Cell& cell) {
  const Schedule schedule = cell.schedule->family->with_steps(cell.steps);
  // The injected error is the same function for every T, sampler and start.
  const std::uint64_t error_seed = seed_for(config.seed, "score error|" + cell.score_error->label);
  std::unique_ptr<ScoreError> error;
  if (cell.score_error->family != nullptr)
    error = cell.score_error->family->on(*cell.target->target, schedule, cell.score_error->epsilon, error_seed);
  const Score score(*cell.target->target, schedule, error.get());
  const std::string place =
      fmt::format("{}|{}|{}|{}|{}|{}|{}", cell.target->name, cell.schedule->label, name(cell.start),
                  cell.score_error->label, cell.score_error->epsilon, cell.sampler->name, cell.steps);
  const Question question{score, *cell.sampler, cell.start, seed_for(config.seed, place)};
  std::vector<Measurement> measured = cell.law->measure(question, cell.metrics);
  if (measured.size() != cell.metrics.size())
    throw std::logic_error(
        fmt::format("{}: gave {} numbers for {} metrics", cell.law->name, measured.size(), cell.metrics.size()));
  return measured;
}

}  // namespace

Plan make_plan(const Config& config) {
  Plan plan;
  Cell place;
  for (const TargetChoice& target : config.targets)
    for (const ScheduleChoice& schedule : config.schedules)
      for (const Start start : config.starts)
        for (const ScoreErrorChoice& error : config.score_errors)
          for (const SamplerKind* sampler : config.samplers)
            for (const int steps : config.steps) {
              place.target = &target;
              place.schedule = &schedule;
              place.start = start;
              place.score_error = &error;
              place.sampler = sampler;
              place.steps = steps;
              add(config, place, plan);
            }
  return plan;
}

void compute(const Config& config, const Cell& cell, std::vector<Row>& rows) {
  const auto begin = std::chrono::steady_clock::now();
  try {
    const std::vector<Measurement> measured = measure(config, cell);
    for (std::size_t i = 0; i < measured.size(); ++i) fill(measured[i], rows[cell.rows[i]]);
  } catch (const std::exception& error) {
    for (const std::size_t row : cell.rows) {
      rows[row].estimate = {};
      rows[row].status = Status::Failed;
      rows[row].remark = error.what();
    }
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  for (const std::size_t row : cell.rows) rows[row].seconds = std::round(seconds * 1e4) / 1e4;
}

}  // namespace diffrates

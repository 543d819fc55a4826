/// What a product of targets, samplers, ... asks, expanded: every number as a row with its place, every computation as
/// a call of a law.
#pragma once

#include <cstdint>
#include <vector>

#include "configuration/config.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// One call of one law: the metrics of one (target, schedule, start, score error, sampler, T) that this law gives.
struct LawCall {
  const TargetChoice* target = nullptr;
  const ScheduleChoice* schedule = nullptr;
  Start start = Start::Normal;
  const ScoreErrorChoice* score_error = nullptr;
  const SamplerKind* sampler = nullptr;
  int steps = 0;
  bool data = false;  ///< Y_1 is compared with X_0 itself
  const LawKind* law = nullptr;
  std::vector<Metric> metrics;
  std::vector<std::size_t> rows;  ///< where each metric's number goes

  Setting setting() const { return {*target->target, *sampler, start, score_error->family != nullptr, data}; }
};

/// Holds references into the configuration.
struct Plan {
  std::vector<Row> rows;  ///< in the order of points.csv; a number that no law gives is there, failed, with the reason
  std::vector<LawCall> calls;
};

/// Nested as target, schedule, start, score error, sampler, T, metric, each in the order of the configuration.
Plan make_plan(const Config& config);

/// Key of a call's random numbers. They are those of its place: another T or another sampler in the list changes
/// nothing here, and numbers at different T are independent.
std::uint64_t seed_of(const Config& config, const LawCall& call);

/// CPU seconds that the call is expected to take.
double cost(const LawCall& call);

/// Computes the call and fills its rows. Anything thrown becomes status failed with its reason. The random numbers are
/// keyed by the configuration's seed and the call's place, never by the order of computing.
void compute(const Config& config, const LawCall& call, std::vector<Row>& rows);

}  // namespace diffrates

/// Work and precision: how many score evaluations each sampler needs for a total variation.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "configuration/config.hpp"
#include "results/findings.hpp"
#include "results/rows.hpp"

namespace diffrates {

constexpr std::array<double, 3> work_levels{1e-2, 1e-4, 1e-6};

/// Three or more samplers, not all with the same evaluations per step, and nothing else varied but T, target, schedule,
/// start.
bool compares_work(const Config& config);

/// The evaluations from which on every ok value is at most `level`, interpolated between its neighbours in the
/// logarithms of both. `rows`: one sampler's, all else but T the same. "197"; "<= 31" where the least work measured is
/// already enough, "not reached" where the most is not; "-" where no number is ok.
std::string work_needed(const std::vector<const Row*>& rows, double level);

/// One table a target, schedule and start, a line a sampler; none unless compares_work(config).
std::vector<FindingTable> work_tables(const Config& config, const std::vector<Row>& rows);

}  // namespace diffrates

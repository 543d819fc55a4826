/// The numbers of a configuration that has a single T: they make no rates, and are to be read as they stand.
#pragma once

#include <vector>

#include "configuration/config.hpp"
#include "results/findings.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// One table a target, start, score error and metric: a line a schedule, a column a sampler. None where T varies.
std::vector<FindingTable> value_tables(const Config& config, const std::vector<Row>& rows);

}  // namespace diffrates

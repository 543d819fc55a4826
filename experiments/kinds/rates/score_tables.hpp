/// Scores that programs give: what the theorems say that their errors cost, beside what they cost.
///
/// Li et al. 2024 (arXiv 2403.03852): the ODE samplers' TV has the terms sqrt(d log^3 T) eps_score + d log T eps_Jacobi
/// (Theorem 1), the SDE samplers' the first of them alone (Theorem 2), up to constants that are not given.
#pragma once

#include <string_view>
#include <vector>

#include "configuration/config.hpp"
#include "results/findings.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// One table a target, schedule and start, a line a score, at the largest T. `sizes`: score_errors.csv, empty where it
/// is not known.
std::vector<FindingTable> score_tables(const Config& config, const std::vector<Row>& rows, std::string_view sizes);

}  // namespace diffrates

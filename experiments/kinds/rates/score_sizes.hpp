/// score_errors.csv: what each injected score error measures to, one row per (target, schedule, score error, epsilon,
/// T).
#pragma once

#include <string>

#include "configuration/config.hpp"

namespace diffrates {

/// Columns target,dimension,schedule,score_error,epsilon,steps,eps_score,eps_score_error,eps_jacobi,eps_jacobi_error
/// (lib/scores/realised_error.hpp); nan where the size cannot be measured. Empty when no score error is injected.
std::string score_sizes_csv(const Config& config);

}  // namespace diffrates

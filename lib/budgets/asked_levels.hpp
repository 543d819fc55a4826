/// The schedules that a budget asks for: where its steps should be shorter, and where they may be longer.
///
/// Equalised: with a_t what arrives of step t, rho(L) = a_t/h^(k+1) no longer depends on the step. T steps of sizes h
/// make at most sum rho h^(k+1), least where rho^(1/(k+1)) h is the same for all: levels uniform in int rho^(1/(k+1)).
///
/// Least divergence: G = sum_a h_a^k R_a for steps h_a in groups a of neighbouring steps, so that E G^2 is a quadratic
/// form w'Aw in w_a = h_a^k, cancellations between levels included; T steps allow sum_a dL_a/h_a = T - 1, dL_a the
/// levels of a, which is convex in w. Up to a factor its minimiser is that of w'Aw/2 + c sum_a dL_a w_a^(-1/k), any c.
///
/// Domain: budgets of a schedule with L_1 > 0; else std::invalid_argument.
/// Source: derived here; checked by measuring (tests/budgets, configs/budget.json).
#pragma once

#include <vector>

#include "budgets/budget.hpp"

namespace diffrates {

/// `count` levels from L_1 to L_{T+1}, increasing, to be taken in equal parts of their index.
std::vector<double> equalised_levels(const std::vector<StepShare>& steps, const Schedule& schedule, double order,
                                     int count);
std::vector<double> least_divergence_levels(const StepGroups& groups, const Schedule& schedule, int count);

}  // namespace diffrates

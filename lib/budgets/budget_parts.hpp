/// The three ways to a budget, by what has to be averaged.
#pragma once

#include "budgets/budget.hpp"

namespace diffrates {

/// d = 1, deterministic: adaptive panels over X_T, of 16 Gauss-Legendre nodes, bisected until the Legendre coefficients
/// of |G| and G^2 have decayed. Cost: 300 to 2000 nodes a step.
Budget line_budget(const Question& question);

/// d > 1, deterministic: averages over 16 scramblings of X_T, points doubled until KL is known to two percent, or it
/// takes too long.
Budget space_budget(const Question& question);
/// The points that it usually takes in all.
inline constexpr double usual_points = 1500;
/// The most points of a replicate that it takes: a power of two.
int most_points_of(const Setting& setting, int steps);

/// CPU seconds, in space of so many points.
double budget_cost(const Setting& setting, int steps, double points = usual_points);

/// d = 1, with noise: densities of one step on a grid (laws/grid_line.hpp), Gauss-Hermite averages over X_{t-1} given
/// X_1, panels over X_1. Cost: T grids and 16,000 looks at a density a step.
Budget noise_budget(const Question& question);

}  // namespace diffrates

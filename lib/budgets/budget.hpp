/// Where a sampler's error is made.
///
/// One step from the exact X_t lands with a law that is not quite p_{t-1}; r_t is what it makes of the density ratio:
/// log(law of one step/p_{t-1}) at the landing point of a deterministic step (one_step.hpp), the ratio minus 1 where
/// the step adds noise. Carried to level 1 by the exact process and added up, to first order in the steps' errors,
///   log p_{Y_1}/p_{X_1} (x_1) = G(x_1) = sum_t r_t(x_t)             x_t on the probability flow through x_1,
///                               G(x_1) = sum_t E[r_t(X_{t-1}) | X_1 = x_1]      where the sampler adds noise,
///   TV = E|G|/2 (1 + o(1)),     KL = E G^2/2 (1 + o(1)),
/// the expectations under X_1. A normal start adds one term, that of N(0, I) against p_{X_T}. (With noise the logarithm
/// would not do: its mean is minus a KL in every step, and of thousands of steps whose errors are forgotten that
/// stays.)
///
/// Nothing is carried over T steps, so this is another way to TV and KL of the whole run, and it says where they come
/// from: step t makes E|r_t|/2, and of that arrives what it is in G: all of it, unless noise that follows makes it
/// forgotten. What all steps together make is at most the sum of what arrives.
///
/// Domain: T from 4 to most_budget_steps; deterministic samplers with tangents, 1 <= d <= 256, L_1 = 0 only where X_0
/// has a smooth density; samplers with the noise of the reverse process, h(1 + O(h)) a step, and without memory on a
/// line, L_1 > 0: what a step makes is forgotten as that process forgets it. (With other noise it is forgotten
/// otherwise, and only the sampler's own law tells how.) Of samplers that remember, where the largest step in lambda
/// tends to 0: else what re-enters by the memory is no small part. Predicted numbers above 1 are `unresolved`. Error:
/// quadrature and what layers between nodes may hold (d = 1), or the scatter of 16 scramblings (d > 1: a layer too thin
/// for the points is not seen), the flow (against another in parts half as long), rounding, folded mass. What o(1)
/// leaves out is no error of the prediction: the ratio to the law's own number tells it, and tends to 1, like 1/T or
/// faster. Source: derived here; checked against the laws (tests/budgets).
#pragma once

#include <string>
#include <vector>

#include "laws/law.hpp"

namespace diffrates {

inline constexpr int most_budget_steps = 16384;

/// What one step makes.
struct StepShare {
  int t = 0;         ///< the step Y_t -> Y_{t-1}; T + 1: the start, where it is not exact
  double level = 0;  ///< L_t, where it begins
  double h = 0;      ///< L_t - L_{t-1}; 0 of the start
  Estimate tv, kl;   ///< E|r_t|/2, E r_t^2/2
  Estimate arrives;  ///< E|r_t|/2 of what is left of r_t at level 1
};

/// Steps that lie together, and what they make of G for a unit of (step in L)^order.
struct StepGroups {
  double order = 1;  ///< r_t is of order h^(order + 1)
  std::vector<double>
      levels;                ///< where they end, increasing: levels[0] = L_1, levels.back() = L_T; one more than groups
  Eigen::MatrixXd products;  ///< E R_a R_b, R_a = sum over the steps t of group a of r_t/h_t^order
};

struct Budget {
  std::vector<StepShare> steps;  ///< t from 2 up, noise increasing
  Measurement tv{Metric::Tv, {}, Status::Ok, {}}, kl{Metric::Kl, {}, Status::Ok, {}};  ///< predicted
  StepGroups groups;
};

/// Why there is no budget of it, as "budget: ddpm adds noise ...; accepted: ..."; empty if there is one.
std::string budget_refusal(const Setting& setting);

/// Same bits for any number of threads. Numerical trouble is a status, not a throw.
Budget find_budget(const Question& question);

/// CPU seconds of find_budget.
double budget_cost(const Setting& setting, const Schedule& schedule);

}  // namespace diffrates

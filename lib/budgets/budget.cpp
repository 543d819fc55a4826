#include "budgets/budget.hpp"

#include <fmt/format.h>

#include <cmath>

#include "budgets/budget_parts.hpp"
#include "laws/centred.hpp"
#include "laws/characteristics_space.hpp"
#include "laws/conditions.hpp"
#include "laws/cost.hpp"
#include "laws/grid_line.hpp"
#include "laws/judge.hpp"
#include "laws/replicates.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr double looks_a_step = 36'000;  // at one step's density: 350 nodes of X_1, 104 of the averages
constexpr double looks_of_flow = 400;    // of a point on its way, whatever T; of a sampler that remembers with tangents
constexpr double looks_with_memory = 700;
constexpr double line_points = 800;
constexpr double most_noise_off = 0.02;

/// The noise that the sampler adds, in units of the reverse process': h a step. Of short steps, at three levels: the
/// one furthest from 1.
double relative_noise(const SamplerKind& sampler, const Target& target) {
  constexpr int steps = 4000;
  std::vector<double> levels;
  for (int i = 0; i <= steps; ++i) levels.push_back(0.01 * std::pow(900.0, static_cast<double>(i) / steps));
  const Schedule schedule = Schedule::of_levels(levels);
  const Score score(target, schedule);
  const std::unique_ptr<Sampler> run = sampler.make(schedule);
  double furthest = 1;
  for (const int t : {3 * steps / 4, steps / 2, steps / 4}) {
    const double noise = moves_of_step(*run, score, t).noise / (schedule.at(t).L - schedule.at(t - 1).L);
    if (!(std::abs(noise - 1) <= std::abs(furthest - 1))) furthest = noise;
  }
  return furthest;
}

Budget failed(std::string why) {
  Budget budget;
  for (Measurement* one : {&budget.tv, &budget.kl}) {
    one->status = Status::Unresolved;
    one->reason = fmt::format("budget: {}", why);
  }
  return budget;
}

/// To first order nothing is said of errors that are not small.
void refuse_large(Budget& budget) {
  for (Measurement* one : {&budget.tv, &budget.kl}) {
    const bool large = one->estimate.value > 1 || (one == &budget.kl && budget.tv.estimate.value > 1);
    if (!large || one->status != Status::Ok) continue;
    one->status = Status::Unresolved;
    one->reason =
        fmt::format("budget: predicts {:.3g}, which is not small: the steps are too large to add up their errors",
                    one->estimate.value);
  }
}

}  // namespace

std::string budget_refusal(const Setting& setting) {
  const SamplerKind& sampler = setting.sampler;
  const int d = setting.target.dimension();
  if (const std::string why = data_refusal("budget", setting); !why.empty()) return why;
  if (sampler.values_only)
    return fmt::format(
        "budget: {} is a program, known by where a whole run takes points; accepted: built-in samplers "
        "and recipes, whose steps can be looked at one by one",
        sampler.name);
  if (!sampler.stochastic && d > most_space_dimension)
    return fmt::format("budget: the target has dimension {}; accepted: at most {}", d, most_space_dimension);
  if (sampler.stochastic && d > 1)
    return fmt::format("budget: {} adds noise, and the target has d = {}; accepted: deterministic samplers, or a line",
                       sampler.name, d);
  if (sampler.stochastic && sampler.memory)
    return fmt::format("budget: {} adds noise and remembers, so that no step stands alone; accepted: one or the other",
                       sampler.name);
  if (const double noise = sampler.stochastic ? relative_noise(sampler, setting.target) : 1;
      !(std::abs(noise - 1) <= most_noise_off))
    return fmt::format(
        "budget: {} adds {:.3g} times the noise of the reverse process, and how much of a step's error the "
        "steps after it keep is known for that process alone; accepted: samplers that add noise of "
        "variance h(1 + O(h)) in a step of h = -log alpha, or none",
        sampler.name, noise);
  if (sampler.stochastic && setting.data)
    return fmt::format(
        "budget: {} adds noise, and what X_1 says of X_t needs L_1 > 0; accepted: a schedule that begins "
        "with noise",
        sampler.name);
  return {};
}

Budget find_budget(const Question& asked) {
  const int T = asked.schedule().steps();
  if (T > most_budget_steps) return failed(fmt::format("T = {}; accepted: at most {}", T, most_budget_steps));
  const Centred centred(asked);
  const Question& question = centred.question();
  try {
    Budget budget = question.sampler.stochastic          ? noise_budget(question)
                    : question.target().dimension() == 1 ? line_budget(question)
                                                         : space_budget(question);
    refuse_large(budget);
    return budget;
  } catch (const Unresolvable& why) {
    return failed(why.what());
  }
}

double budget_cost(const Setting& setting, int steps, double points) {
  if (setting.sampler.stochastic) return steps * (2e-4 + looks_a_step * (7e-8 + seconds_at_point(setting)));
  const double d = setting.target.dimension(), taken = d == 1 ? line_points : points;
  const double with_tangents = evaluations(setting.sampler, steps) * seconds_with_tangents(setting);
  const double without = 2 * steps * seconds_at_point(setting);
  const double flow = setting.sampler.memory ? looks_with_memory * seconds_with_tangents(setting)
                                             : looks_of_flow * seconds_at_point(setting);
  return 1e-3 + taken * (with_tangents + without + flow + steps * (30e-9 + 0.4e-9 * d * d * d));
}

double budget_cost(const Setting& setting, const Schedule& schedule) {
  const int steps = schedule.steps();
  // Between components that lie apart KL is seldom known to two percent before the points are used up.
  const bool most =
      !setting.sampler.stochastic && setting.target.dimension() > 1 && seems_apart(setting.target, schedule);
  return budget_cost(setting, steps, most ? replicates * most_points_of(setting, steps) : usual_points);
}

}  // namespace diffrates

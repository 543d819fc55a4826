#include "budgets/one_step.hpp"

#include <limits>

#include "budgets/flow.hpp"
#include "laws/characteristics_carry.hpp"
#include "laws/kernel.hpp"

namespace diffrates {
namespace {

constexpr double unit = std::numeric_limits<double>::epsilon() / 2;

Points values_of(const Points& x) {
  Points values(x.size(), x.dimension());
  values.values() = x.values();
  return values;
}

Points with_unit_tangents(const Points& x) {
  Points y(x.size(), x.dimension(), x.dimension());
  y.values() = x.values();
  y.start_tangents();
  return y;
}

/// r_t of a step from `from`, whose tangents are those of its place by whatever they are tangents to.
StepRatio ratio_of(const Question& question, int t, const Points& from, const Points& landed) {
  const Target& target = question.target();
  const Schedule& schedule = question.schedule();
  const Points place = values_of(landed), place_before = values_of(from);
  Points score(place.size(), place.dimension()), score_before(place.size(), place.dimension());
  Eigen::ArrayXd before, after;
  target.evaluate(schedule.at(t), place_before, &score_before, &before);
  target.evaluate(schedule.at(t - 1), place, &score, &after);
  const Eigen::ArrayXd stretch = log_determinants(landed) - log_determinants(from);
  const auto shift = [](const Points& x, const Points& s) {  // of log p, by a rounded place, in units
    return (x.values() * s.values()).abs().rowwise().sum();
  };
  StepRatio found{t, before - stretch - after, {}, place_before.coordinate(0), before};
  found.rounding =
      unit * (1 + before.abs() + after.abs() + stretch.abs() + shift(place, score) + shift(place_before, score_before));
  return found;
}

}  // namespace

void one_step_ratios(const Question& question, const Points& start, double longest,
                     const std::function<void(const StepRatio&)>& visit) {
  const Schedule& schedule = question.schedule();
  const bool memory = question.sampler.memory;
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  const int T = schedule.steps();
  std::vector<NoiseLevel> levels;
  for (int t = T; t >= 2; --t) levels.push_back(schedule.at(t));
  Flow flow(question.target(), levels, memory ? with_unit_tangents(start) : values_of(start), longest);
  for (int t = T; t >= 2; --t) {
    const Points x = flow.at(schedule.at(t)), from = memory ? x : with_unit_tangents(x);
    StepMap step(from);
    sampler->step(t, question.score, step);
    visit(ratio_of(question, t, from, step.points));
  }
}

Eigen::ArrayXd start_ratio(const Question& question, const Points& start) {
  const Schedule& schedule = question.schedule();
  Eigen::ArrayXd log_density;
  question.target().evaluate(schedule.at(schedule.steps()), values_of(start), nullptr, &log_density);
  return log_standard_normal(start) - log_density;
}

}  // namespace diffrates

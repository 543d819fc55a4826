#include "budgets/step_sums.hpp"

#include <algorithm>
#include <cmath>

#include "budgets/one_step.hpp"

namespace diffrates {
namespace {

constexpr int most_groups = 64;
/// Of a part of the flow, in lambda: it leaves some 1e-5 of G open. A sampler that remembers sees differences along the
/// flow, in which what the cubic between the ends is off by, part^4/384, stands against step^order.
double longest_part(const Question& question) {
  const Schedule& schedule = question.schedule();
  constexpr double part = 0.1;
  if (!question.sampler.memory) return part;
  const double step = (schedule.at(2).lambda() - schedule.at(schedule.steps()).lambda()) / schedule.steps();
  return std::min(part, 0.45 * std::pow(step, question.sampler.order / 4));
}

}  // namespace

Grouping::Grouping(const Question& question)
    : schedule_(question.schedule()),
      order_(question.sampler.order),
      steps_(schedule_.steps()),
      count_(std::min(most_groups, steps_ - 1)) {}

double Grouping::unit(int t) const { return std::pow(schedule_.at(t).L - schedule_.at(t - 1).L, -order_); }

StepGroups Grouping::groups() const {
  StepGroups found{order_, {schedule_.at(1).L}, {}};
  for (int t = 2; t <= steps_; ++t)
    if (t == steps_ || of(t + 1) != of(t)) found.levels.push_back(schedule_.at(t).L);
  return found;
}

StepBatch carry_steps(const Question& question, const Grouping& grouping, const Points& start, bool moved) {
  const Eigen::Index n = start.size();
  const int T = question.schedule().steps();
  const bool normal = question.start == Start::Normal;
  StepBatch batch;
  batch.total = batch.rounding = batch.moved = Eigen::ArrayXd::Zero(n);
  batch.groups = Eigen::ArrayXXd::Zero(n, grouping.count());
  batch.ratios.resize(n, T - 1 + (normal ? 1 : 0));
  if (normal) batch.total = batch.ratios.col(T - 1) = start_ratio(question, start);
  const double longest = longest_part(question);
  one_step_ratios(question, start, longest, [&](const StepRatio& step) {
    batch.ratios.col(step.t - 2) = step.ratio;
    batch.total += step.ratio;
    batch.rounding += step.rounding.square();
    batch.groups.col(grouping.of(step.t)) += grouping.unit(step.t) * step.ratio;
    if (step.t > 2) return;
    batch.last = step.from;
    batch.last_log_density = step.log_density;
  });
  batch.rounding = batch.rounding.sqrt();
  if (moved) {
    batch.ratios_moved = Eigen::ArrayXXd::Zero(n, batch.ratios.cols());
    one_step_ratios(question, start, longest / 2, [&](const StepRatio& step) {
      batch.ratios_moved.col(step.t - 2) = step.ratio - batch.ratios.col(step.t - 2);
    });
    batch.moved = batch.ratios_moved.rowwise().sum();
  }
  batch.folded = !(batch.total.isFinite() && batch.moved.isFinite() && batch.rounding.isFinite());
  for (Eigen::Index i = 0; i < n; ++i) {
    if (!batch.folded[i]) continue;
    batch.total[i] = batch.rounding[i] = batch.moved[i] = 0;
    batch.groups.row(i).setZero();
    batch.ratios.row(i).setZero();
    if (moved) batch.ratios_moved.row(i).setZero();
  }
  return batch;
}

std::vector<StepShare> empty_shares(const Question& question) {
  const Schedule& schedule = question.schedule();
  std::vector<StepShare> shares;
  for (int t = 2; t <= schedule.steps(); ++t)
    shares.push_back({t, schedule.at(t).L, schedule.at(t).L - schedule.at(t - 1).L, {0, 0}, {0, 0}, {0, 0}});
  if (question.start == Start::Normal)
    shares.push_back({schedule.steps() + 1, schedule.at(schedule.steps()).L, 0, {0, 0}, {0, 0}, {0, 0}});
  return shares;
}

}  // namespace diffrates

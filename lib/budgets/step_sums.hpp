/// Sums over the law of X of what steps make, in whatever order the points come.
#pragma once

#include "budgets/budget.hpp"

namespace diffrates {

/// Which group a step belongs to: at most 64, of equally many steps.
struct Grouping {
  explicit Grouping(const Question& question);

  int count() const { return count_; }
  int of(int t) const { return (t - 2) * count_ / (steps_ - 1); }
  /// 1/h_t^order.
  double unit(int t) const;
  /// Without products.
  StepGroups groups() const;

 private:
  const Schedule& schedule_;
  double order_;
  int steps_, count_;
};

/// One batch of points with all their steps, as one_step_ratios gives them.
struct StepBatch {
  Eigen::ArrayXd total;                          ///< G
  Eigen::ArrayXd rounding;                       ///< of G
  Eigen::ArrayXd moved;                          ///< G with the flow in shorter parts, minus G; 0 unless asked for
  Eigen::ArrayXXd groups;                        ///< R, a column a group
  Eigen::Array<bool, Eigen::Dynamic, 1> folded;  ///< some step folds there: all of it is 0
  Eigen::ArrayXXd ratios;           ///< r_t, a column a step, t from 2 up; the start, if it makes any, last
  Eigen::ArrayXd last;              ///< x_2's first coordinate, where the flow ends
  Eigen::ArrayXd last_log_density;  ///< log p_2 there
  Eigen::ArrayXXd ratios_moved;     ///< and by how much shorter parts move them, where asked for
};

/// Carries a start of law X_T through all steps; twice, where `moved` is asked for. Cost: memory n (T + 64).
StepBatch carry_steps(const Question& question, const Grouping& grouping, const Points& start, bool moved);

/// The schedule's steps with shares still to be filled in, t from 2 up; the start last, where it is not exact.
std::vector<StepShare> empty_shares(const Question& question);

}  // namespace diffrates

/// A measure on the line kept as weighted nodes, blurred by N(0, variance): sum_j w_j N(x; signal y_j, variance).
/// Only nodes within reach of x are visited: the rest weighs less than e^-45 a node. Eight neighbouring points are
/// evaluated side by side: what is within reach of the outermost two holds all that any point between them needs,
/// because the exponents of two nodes differ by a linear function of x. Scattered points, whose common reach would be
/// wide, are taken one by one, eight nodes side by side. Cost per point: one exponential a node within 9.5 sigma/signal
/// of x/signal; memory 2 numbers a node, and while evaluating up to 16 more, from the storage that Points give back.
#pragma once

#include "targets/line.hpp"
#include "targets/target.hpp"

namespace diffrates {

class NodeSum {
 public:
  /// Nodes increasing, at least one; weights by their logarithms (-inf allowed, not everywhere).
  NodeSum(Eigen::ArrayXd nodes, Eigen::ArrayXd log_weights);

  Eigen::Index size() const { return nodes_.size(); }
  const Eigen::ArrayXd& nodes() const { return nodes_; }
  const Eigen::ArrayXd& log_weights() const { return log_weights_; }

  /// As Target::evaluate; variance > 0.
  void evaluate(double signal, double variance, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;

 private:
  static constexpr Eigen::Index block = 16;
  struct Range {
    Eigen::Index first, count;
  };
  static constexpr int lanes = 8;
  using Lanes = Eigen::Array<double, lanes, 1>;
  struct Locals {
    Lanes log_density, score, curvature;
  };
  class Workspace;
  Eigen::Index blocks() const { return most_before_.size(); }
  double exponent(Eigen::Index j, double signal, double precision, double x) const;
  Range within_reach(double signal, double precision, double x) const;
  /// Log density without its norm, and its derivatives.
  Local at(double signal, double variance, double place, const Range& range, bool curved, Workspace& work) const;
  Locals at(double signal, double variance, const Lanes& place, const Range& range, bool curved, Workspace& work) const;

  Eigen::ArrayXd nodes_, log_weights_;
  Eigen::ArrayXd most_before_, most_after_;  ///< largest log weight up to and including a block, from it on
};

}  // namespace diffrates

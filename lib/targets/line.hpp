/// What 1-D targets with a scalar formula share: log density, slope and curvature at one point, spread over a batch.
#pragma once

#include "targets/target.hpp"

namespace diffrates {

/// log p and its first two derivatives at one point.
struct Local {
  double log_density;
  double score;
  double curvature;
};

/// Fills the outputs of Target::evaluate from `local(x)`, a function of one place returning a Local.
template <class Function>
void evaluate_each(const Points& x, Points* score, Eigen::ArrayXd* log_density, const Function& local) {
  const Points::Index n = x.size();
  Points curvature(n, 1);
  if (score != nullptr) *score = Points(n, 1, x.tangents());
  if (log_density != nullptr) log_density->resize(n);
  for (Points::Index i = 0; i < n; ++i) {
    const Local at = local(x.coordinate(0)[i]);
    if (log_density != nullptr) (*log_density)[i] = at.log_density;
    if (score != nullptr) score->coordinate(0)[i] = at.score;
    curvature.coordinate(0)[i] = at.curvature;
  }
  if (score == nullptr) return;
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j).col(0) = curvature.coordinate(0) * x.tangent(j).col(0);
}

/// Moments of a 1-D law.
inline Moments line_moments(double mean, double variance) {
  return {Eigen::VectorXd::Constant(1, mean), Eigen::MatrixXd::Constant(1, 1, variance)};
}

}  // namespace diffrates

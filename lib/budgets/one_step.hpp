/// What one step makes of the law: the log density ratio of one step from the exact X_t, at the point where it lands,
///   r_t(x) = log p_t(x) - log |det Dm_t(x)| - log p_{t-1}(m_t(x)),   m_t the map of step t,
/// along the probability flow through a start of X_T. A sampler that remembers has the history of the exact flow: what
/// it keeps was found on the points x_{t+1}, ..., x_T of the same path. No law and no Jacobian is carried further than
/// a step (and its history). Domain: deterministic samplers; a start with law X_T. Cost: the sampler's evaluations
/// with d tangents, one more of the density and its score, and those of the flow, a point and step.
#pragma once

#include <functional>

#include "laws/law.hpp"

namespace diffrates {

struct StepRatio {
  int t = 0;                   ///< the step Y_t -> Y_{t-1}
  Eigen::ArrayXd ratio;        ///< r_t; NaN where the map folds or leaves the numbers
  Eigen::ArrayXd rounding;     ///< of it, estimated
  Eigen::ArrayXd from;         ///< x_t's first coordinate
  Eigen::ArrayXd log_density;  ///< log p_t(x_t)
};

/// Visits t = T, ..., 2. `longest`: of a part of the flow, in lambda.
void one_step_ratios(const Question& question, const Points& start, double longest,
                     const std::function<void(const StepRatio&)>& visit);

/// log N(x; 0, I) - log p_{X_T}(x): what a normal start makes, carried on as a step's ratio is.
Eigen::ArrayXd start_ratio(const Question& question, const Points& start);

}  // namespace diffrates

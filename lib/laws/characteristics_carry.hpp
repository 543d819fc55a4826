/// Characteristics: points carried with their Jacobians through a deterministic sampler.
///
/// log p_Y1(y_1) = log p_YT(y_T) - log |det dy_1/dy_T|, so that the log likelihood ratio at Y_1 is
///   l = log p_X1(y_1) + log |det dy_1/dy_T| - log p_YT(y_T).
/// Valid where the flow is one-to-one: a point is marked folded, for good, once the determinant of its Jacobian is not
/// positive after some step (or is lost to overflow). Domain: deterministic samplers, with memory or without; any d.
/// Cost: the sampler's evaluations with d tangents a point; for d > 1 also one d x d determinant a point and step.
#pragma once

#include <vector>

#include "laws/law.hpp"

namespace diffrates {

struct Carried {
  Points y;                  ///< Y_1; its tangents are the columns of dy_1/dy_T
  Eigen::ArrayXd log_start;  ///< log p_YT at the start
  Eigen::ArrayXd log_ratio;  ///< l = log p_X1/p_Y1 at Y_1
  Eigen::ArrayXd rounding;   ///< rounding error of l, estimated
  Eigen::ArrayXd places;     ///< d = 1: rounding error of all places on the way, carried back to the start
  std::vector<bool> folded;
  std::vector<bool> untold = {};  ///< log p_X1 is -inf: too small to be known; l then is least_told
};

/// e^l is nothing, in whatever metric it can stand for -inf.
inline constexpr double least_told = -740;

/// log p_YT: N(0, I) or p_XT.
Eigen::ArrayXd log_start_density(const Question& question, const Points& start);

/// Carries one batch (values only; tangents are added) through all steps, by a sampler of its own.
Carried carry(const Question& question, const Points& start);

/// The squares of the entries of every point's Jacobian, added: how far the map tears the start apart.
Eigen::ArrayXd stretch(const Points& y);

/// Why a sampler has no characteristics; empty if it has.
std::string characteristics_refusal(const Setting& setting, std::string_view law);

}  // namespace diffrates

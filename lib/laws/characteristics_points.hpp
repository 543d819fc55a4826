/// The start of characteristics in R^d: 16 independent scramblings of the same Sobol points, mapped to normals z.
///
/// Y_T = z (start normal), or Y_T = signal X_0 + sigma z with independent draws of X_0 (start exact).
/// Domain: 1 <= d <= 1024.
#pragma once

#include "laws/characteristics_carry.hpp"
#include "laws/replicates.hpp"

namespace diffrates {

/// Points `from` .. `to - 1` of a replicate.
Points start_points(const Question& question, int replicate, Eigen::Index from, Eigen::Index to);

/// Y_1 of every point: log ratios with their rounding errors, stretches (characteristics_carry.hpp), shapes of the
/// ratio's tail (local_shape.hpp) and folds; point i of replicate k at (i, k).
struct Sample {
  Eigen::ArrayXXd log_ratio, rounding, stretch, shape;
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> folded;
};

/// Carries points from .. to - 1 of every replicate.
void extend(const Carrier& carrier, Eigen::Index from, Eigen::Index to, Sample& sample);

}  // namespace diffrates

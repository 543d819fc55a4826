/// Noise for a vector that is followed together with others: jointly Gaussian vectors, each kept as a point (its mean)
/// with k tangents, the images of one standard normal xi in R^k:  vector = mean + sum_j tangent_j xi_j.
///
/// Fresh noise sqrt(variance) zeta on the first vector makes xi longer. The factor of all vectors together, with the
/// new columns, is then turned into a triangular one (an LQ factorisation: the same covariances, to rounding), so that
/// xi never has more entries than the vectors have coordinates. All have the same k, before and after.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "numerics/points.hpp"

namespace diffrates {

/// y <- y + N(0, variance I), independent of y and of the others. Cost for m others in R^d: ((m + 1) d)^3.
void add_joint_noise(Points& y, const std::vector<Points*>& others, double variance);

/// The same where coordinates are independent of one another: tangent_j holds for every coordinate the factor of an
/// xi_j of its own. Cost: d (m + 1)^3.
void add_independent_noise(Points& y, const std::vector<Points*>& others, double variance);

/// L, lower triangular, with L L^T = factor factor^T, and no more columns than rows.
Eigen::MatrixXd triangular_factor(const Eigen::MatrixXd& factor);

}  // namespace diffrates

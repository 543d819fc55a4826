/// Divergences of two Gaussian laws, X ~ N(0, I) and Y with independent coordinates N(h_i, 1 + e_i).
///
///   KL(Y||X) = 1/2 sum (e - log(1 + e) + h^2),    KL(X||Y) = 1/2 sum (log(1 + e) - e/(1 + e) + h^2/(1 + e)),
///   1 + chi2(Y||X) = prod (1 - e^2)^{-1/2} exp(h^2/(1 - e)), infinite where e >= 1,
///   log psi(u) = sum s/2 log(1 + e) - 1/2 log(1 + s e) - 1/2 h^2 s (1 - s)/(1 + s e),  s = 1/2 + iu.
/// TV: between the roots of the quadratic log ratio by the error function in d = 1, from psi in d > 1
/// (divergences/affinity.hpp).
/// Nothing cancels when e and h are small. Domain: e > -1. `uncertainty`: how well 1 + e and h are known, relative to 1
/// and to each; it is carried into the error.
#pragma once

#include <Eigen/Core>

#include "divergences/metric.hpp"
#include "numerics/estimate.hpp"

namespace diffrates {

struct GaussianPair {
  Eigen::ArrayXd excess;  ///< e
  Eigen::ArrayXd shift;   ///< h
  double uncertainty = 0;
};

/// Y = N(mean, factor factor^T) against X = N(x_mean, x_covariance), X's covariance positive definite.
GaussianPair gaussian_pair(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, const Eigen::VectorXd& x_mean,
                           const Eigen::MatrixXd& x_covariance);

Estimate gaussian_divergence(Metric metric, const GaussianPair& pair);

}  // namespace diffrates

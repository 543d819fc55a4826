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

struct DiagonalGaussian {
  Eigen::VectorXd mean, deviations;  ///< d
};

/// Y = N(mean, factor factor^T) against X = N(x_mean, x_covariance), X's covariance positive definite.
GaussianPair gaussian_pair(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, const Eigen::VectorXd& x_mean,
                           const Eigen::MatrixXd& x_covariance);

/// The same of two laws with independent coordinates, variances of X above 0: O(d).
GaussianPair gaussian_pair(const DiagonalGaussian& y, const DiagonalGaussian& x);

/// Domain: every metric of Y_1's law but the distances.
Estimate gaussian_divergence(Metric metric, const GaussianPair& pair);

/// The Wasserstein-2 distance of Y = N(mean, factor factor^T) from X = N(x_mean, x_factor x_factor^T), which may have
/// any rank:
///   W2^2 = |mean - x_mean|^2 + min over orthogonal Q of |factor Q - x_factor|^2 (Frobenius),
/// the minimum at the orthogonal polar factor of factor^T x_factor. Its entries are as small as the distance, so that
/// nothing cancels in near equal laws, as it does in tr(S + S' - 2 (S^{1/2} S' S^{1/2})^{1/2}). `uncertainty`: of the
/// entries of both factors relative to the largest singular value, and of the means relative to their largest entry.
/// Cost: one d x d singular value decomposition.
Estimate gaussian_distance(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, const Eigen::VectorXd& x_mean,
                           const Eigen::MatrixXd& x_factor, double uncertainty);
/// The same of independent coordinates: the root of sum (mean_i - x_mean_i)^2 + (s_i - x_s_i)^2. O(d).
Estimate gaussian_distance(const DiagonalGaussian& y, const DiagonalGaussian& x, double uncertainty);

}  // namespace diffrates

/// Preparing records (n x d, one a row) for the `samples` target.
#pragma once

#include <Eigen/Core>

namespace diffrates {

/// Every column centred and divided by its standard deviation (over n); columns that are constant, or
/// constant to rounding (64 units in the last place), become zero.
Eigen::MatrixXd standardised(const Eigen::MatrixXd& records);

/// Centred records along the `count` leading eigenvectors of their covariance, 1 <= count <= d; each eigenvector's
/// largest entry is positive. Cost n d^2 + d^3.
Eigen::MatrixXd principal_components(const Eigen::MatrixXd& records, int count);

}  // namespace diffrates

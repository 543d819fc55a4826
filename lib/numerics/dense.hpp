/// Products and decompositions of dense matrices whose size is known at run time, compiled once: each of them costs a
/// file that instantiates it 2 to 15 seconds. Values are Eigen's own, to the last bit.
///
/// Domain: finite entries, sizes that fit. Cost: 2 n m k operations a product of n x m and m x k, about 9 d^3 an
/// eigendecomposition (a third of it for the values alone), 4 d k^2 an orthonormal frame.
#pragma once

#include <Eigen/Core>

namespace diffrates {

using DenseView = Eigen::Ref<const Eigen::MatrixXd>;

/// a b.
Eigen::MatrixXd product(const DenseView& a, const DenseView& b);
/// a b^T.
Eigen::MatrixXd times_transposed(const DenseView& a, const DenseView& b);
/// a^T b.
Eigen::MatrixXd transposed_times(const DenseView& a, const DenseView& b);
/// Adds factor a b^T to `sum`.
void add_times_transposed(double factor, const DenseView& a, const DenseView& b, Eigen::MatrixXd& sum);

/// Eigenvalues ascending, column i of `vectors` belonging to value i.
struct Eigenbasis {
  Eigen::VectorXd values;
  Eigen::MatrixXd vectors;  ///< orthonormal
};

/// Of a symmetric matrix; only the lower triangle is read.
Eigenbasis symmetric_eigenbasis(const Eigen::MatrixXd& symmetric);
Eigen::VectorXd symmetric_eigenvalues(const Eigen::MatrixXd& symmetric);
/// Of the symmetric tridiagonal matrix with this diagonal (n entries) and the n - 1 entries beside it.
Eigenbasis tridiagonal_eigenbasis(const Eigen::VectorXd& diagonal, const Eigen::VectorXd& beside);
Eigen::VectorXd tridiagonal_eigenvalues(const Eigen::VectorXd& diagonal, const Eigen::VectorXd& beside);

/// A frame of the columns' span, d x k with orthonormal columns (Householder), of k <= d independent columns.
Eigen::MatrixXd orthonormal_frame(const Eigen::MatrixXd& columns);

/// m = U S V^T: the orthogonal matrix U V^T, of all the one nearest to square m, and S descending.
struct PolarFactor {
  Eigen::MatrixXd orthogonal;
  Eigen::VectorXd singular_values;
};
PolarFactor polar_factor(const Eigen::MatrixXd& m);

/// Those of a x = lambda b x, ascending, a symmetric and b positive definite; empty where they are not found.
Eigen::VectorXd generalized_eigenvalues(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// The x of least |a x - b|, by pivoted Householder QR: what no column tells stays 0. A column for each of b.
Eigen::VectorXd least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b);
Eigen::MatrixXd least_squares_of_all(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);
/// The same with what it rests on: columns that others tell to within `threshold` of the largest are left out, and
/// variances of w^T x, of b's entries independent with variance 1, are |spread w|^2.
struct LeastSquares {
  Eigen::VectorXd solution;
  Eigen::MatrixXd spread;  ///< rank x columns
};
LeastSquares least_squares(const Eigen::MatrixXd& a, const Eigen::VectorXd& b, double threshold);

Eigen::MatrixXd inverse(const Eigen::MatrixXd& square);

/// The lower triangle L of a positive definite matrix L L^T.
Eigen::MatrixXd cholesky(const Eigen::MatrixXd& definite);
/// L^-1 b.
Eigen::MatrixXd solve_lower(const Eigen::MatrixXd& lower, const DenseView& b);

}  // namespace diffrates

#include "numerics/dense.hpp"

#include <gtest/gtest.h>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

using Eigen::Index, Eigen::MatrixXd, Eigen::VectorXd;

MatrixXd normals(Index rows, Index columns) {
  Stream stream(1, "dense test");
  MatrixXd matrix(rows, columns);
  stream.normals(matrix);
  return matrix;
}

/// Sums of products, entry by entry.
double entry(const MatrixXd& a, const MatrixXd& b, Index i, Index j) {
  return a.row(i).transpose().cwiseProduct(b.col(j)).sum();
}

double distance(const MatrixXd& a, const MatrixXd& b) { return (a - b).cwiseAbs().maxCoeff(); }

TEST(Dense, ProductsAreSumsOfProducts) {
  const MatrixXd a = normals(30, 20), b = normals(20, 25), plain = product(a, b);
  for (Index i = 0; i < 30; ++i)
    for (Index j = 0; j < 25; ++j) EXPECT_NEAR(plain(i, j), entry(a, b, i, j), 1e-13);
  EXPECT_LT(distance(times_transposed(a, b.transpose()), plain), 1e-13);
  EXPECT_LT(distance(transposed_times(a.transpose(), b), plain), 1e-13);
  MatrixXd sum = plain;
  add_times_transposed(-2, a, b.transpose(), sum);
  EXPECT_LT(distance(sum, -plain), 1e-13);
}

TEST(Dense, AnEigenbasisIsOrthonormalAscendingAndRebuildsTheMatrix) {
  const MatrixXd root = normals(40, 40), matrix = root + root.transpose();
  const Eigenbasis basis = symmetric_eigenbasis(matrix);
  EXPECT_LT(distance(transposed_times(basis.vectors, basis.vectors), MatrixXd::Identity(40, 40)), 1e-13);
  EXPECT_LT(distance(times_transposed(basis.vectors * basis.values.asDiagonal(), basis.vectors), matrix), 1e-12);
  EXPECT_TRUE((basis.values.tail(39).array() >= basis.values.head(39).array()).all());
  EXPECT_LT(distance(symmetric_eigenvalues(matrix), basis.values), 1e-12);
}

/// -1, 2, -1: eigenvalues 2 - 2 cos(k pi / (n + 1)).
TEST(Dense, ATridiagonalMatrixHasItsKnownEigenvalues) {
  const int n = 12;
  const VectorXd diagonal = VectorXd::Constant(n, 2), beside = VectorXd::Constant(n - 1, -1);
  const Eigenbasis basis = tridiagonal_eigenbasis(diagonal, beside);
  for (int k = 1; k <= n; ++k) EXPECT_NEAR(basis.values[k - 1], 2 - 2 * std::cos(k * M_PI / (n + 1)), 1e-14);
  EXPECT_LT(distance(tridiagonal_eigenvalues(diagonal, beside), basis.values), 1e-14);
  EXPECT_LT(distance(transposed_times(basis.vectors, basis.vectors), MatrixXd::Identity(n, n)), 1e-14);
}

TEST(Dense, AFrameIsOrthonormalAndSpansTheColumns) {
  const MatrixXd columns = normals(60, 7), frame = orthonormal_frame(columns);
  EXPECT_LT(distance(transposed_times(frame, frame), MatrixXd::Identity(7, 7)), 1e-14);
  EXPECT_LT(distance(product(frame, transposed_times(frame, columns)), columns), 1e-13);
}

TEST(Dense, CholeskyRebuildsTheMatrixAndSolvesForIt) {
  const MatrixXd root = normals(9, 15), matrix = times_transposed(root, root), lower = cholesky(matrix);
  EXPECT_LT(distance(times_transposed(lower, lower), matrix), 1e-13);
  EXPECT_EQ(lower(0, 8), 0);
  EXPECT_LT(distance(product(lower, solve_lower(lower, root)), root), 1e-13);
}

}  // namespace
}  // namespace diffrates

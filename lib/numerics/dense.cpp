#include "numerics/dense.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/QR>
#include <Eigen/SVD>

namespace diffrates {

using Eigen::MatrixXd, Eigen::VectorXd;

MatrixXd product(const DenseView& a, const DenseView& b) { return a * b; }
MatrixXd times_transposed(const DenseView& a, const DenseView& b) { return a * b.transpose(); }
MatrixXd transposed_times(const DenseView& a, const DenseView& b) { return a.transpose() * b; }
void add_times_transposed(double factor, const DenseView& a, const DenseView& b, MatrixXd& sum) {
  sum += factor * a * b.transpose();
}

namespace {

using Solver = Eigen::SelfAdjointEigenSolver<MatrixXd>;

Solver of_tridiagonal(const VectorXd& diagonal, const VectorXd& beside, int options) {
  Solver solver;
  solver.computeFromTridiagonal(diagonal, beside, options);
  return solver;
}

}  // namespace

Eigenbasis symmetric_eigenbasis(const MatrixXd& symmetric) {
  const Solver solver(symmetric);
  return {solver.eigenvalues(), solver.eigenvectors()};
}
VectorXd symmetric_eigenvalues(const MatrixXd& symmetric) {
  return Solver(symmetric, Eigen::EigenvaluesOnly).eigenvalues();
}
Eigenbasis tridiagonal_eigenbasis(const VectorXd& diagonal, const VectorXd& beside) {
  const Solver solver = of_tridiagonal(diagonal, beside, Eigen::ComputeEigenvectors);
  return {solver.eigenvalues(), solver.eigenvectors()};
}
VectorXd tridiagonal_eigenvalues(const VectorXd& diagonal, const VectorXd& beside) {
  return of_tridiagonal(diagonal, beside, Eigen::EigenvaluesOnly).eigenvalues();
}

VectorXd generalized_eigenvalues(const MatrixXd& a, const MatrixXd& b) {
  const Eigen::GeneralizedSelfAdjointEigenSolver<MatrixXd> solver(a, b, Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success || !solver.eigenvalues().allFinite()) return {};
  return solver.eigenvalues();
}

VectorXd least_squares(const MatrixXd& a, const VectorXd& b) { return a.colPivHouseholderQr().solve(b); }
MatrixXd least_squares_of_all(const MatrixXd& a, const MatrixXd& b) { return a.colPivHouseholderQr().solve(b); }
LeastSquares least_squares(const MatrixXd& a, const VectorXd& b, double threshold) {
  Eigen::ColPivHouseholderQR<MatrixXd> qr;
  qr.setThreshold(threshold);
  qr.compute(a);
  const auto rank = qr.rank();
  const MatrixXd upper = qr.matrixR().topLeftCorner(rank, rank);
  // w^T x = (R^-T (P^T w)_rank) . (Q^T b)_rank
  MatrixXd order = MatrixXd::Zero(rank, a.cols());
  for (Eigen::Index j = 0; j < rank; ++j) order(j, qr.colsPermutation().indices()[j]) = 1;
  return {qr.solve(b), upper.transpose().triangularView<Eigen::Lower>().solve(order)};
}

MatrixXd inverse(const MatrixXd& square) { return square.inverse(); }

MatrixXd orthonormal_frame(const MatrixXd& columns) {
  const Eigen::HouseholderQR<MatrixXd> qr(columns);
  return qr.householderQ() * MatrixXd::Identity(columns.rows(), columns.cols());
}

PolarFactor polar_factor(const MatrixXd& m) {
  const Eigen::BDCSVD<MatrixXd> svd(m, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return {svd.matrixU() * svd.matrixV().transpose(), svd.singularValues()};
}

MatrixXd cholesky(const MatrixXd& definite) { return definite.llt().matrixL(); }
MatrixXd solve_lower(const MatrixXd& lower, const DenseView& b) {
  return lower.triangularView<Eigen::Lower>().solve(b);
}

}  // namespace diffrates

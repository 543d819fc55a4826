/// Fifty decimal digits, also in matrices.
#pragma once

#include <Eigen/Dense>
#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/multiprecision/eigen.hpp>

namespace diffrates::test {

using Wide = boost::multiprecision::number<boost::multiprecision::cpp_bin_float<50>, boost::multiprecision::et_off>;
using WideVector = Eigen::Matrix<Wide, Eigen::Dynamic, 1>;
using WideMatrix = Eigen::Matrix<Wide, Eigen::Dynamic, Eigen::Dynamic>;

inline WideVector widened(const Eigen::VectorXd& v) { return v.cast<Wide>(); }
inline WideMatrix widened(const Eigen::MatrixXd& m) { return m.cast<Wide>(); }

/// A noise level in fifty digits.
struct WideLevel {
  explicit WideLevel(double L) : abar(exp(-Wide(L))), signal(sqrt(abar)), noise(1 - abar) {}
  Wide abar, signal, noise;
};

/// log p_{X_t}, its gradient and its Hessian at one point.
struct WideLocal {
  Wide log_density;
  WideVector score;
  WideMatrix hessian;
  /// The sizes the errors of score and Hessian are relative to: sums of the magnitudes that enter them.
  double score_size = 0, hessian_size = 0;
};

}  // namespace diffrates::test

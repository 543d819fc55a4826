/// Gauss-Legendre quadrature on [-1, 1] together with the polynomial through its nodes.
///
/// The n-point rule is exact for degree 2n - 1. The interpolant of degree n - 1 is kept by its Legendre coefficients
/// c_k = (2k + 1)/2 sum_j w_j P_k(x_j) f(x_j); its antiderivative is sum_k c_k (P_{k+1} - P_{k-1})/(2k + 1), which lets
/// the positive part of a function with sign changes be integrated between the interpolant's roots, without new
/// evaluations. Nodes and weights of numerics/gauss.hpp. Cost: O(n) a sum, O(n^2) an interpolant.
#pragma once

#include <Eigen/Core>

namespace diffrates {

class Legendre {
 public:
  explicit Legendre(int n);

  int size() const { return static_cast<int>(nodes_.size()); }
  const Eigen::ArrayXd& nodes() const { return nodes_; }      ///< increasing, in (-1, 1)
  const Eigen::ArrayXd& weights() const { return weights_; }  ///< sum 2

  /// Coefficients of the interpolant.
  Eigen::VectorXd coefficients(const Eigen::ArrayXd& values) const { return to_coefficients_ * values.matrix(); }
  /// The integral of the interpolant from the first node to the last.
  double between_outer_nodes(const Eigen::ArrayXd& values) const { return (inner_ * values).sum(); }
  /// The derivative of the interpolant at the nodes is slopes() times the values.
  const Eigen::MatrixXd& slopes() const { return slopes_; }
  /// P_n, whose roots the nodes are, between them, and its derivative at them: where f is a polynomial of degree n, the
  /// interpolant is off by c_n P_n and its derivative at the nodes by c_n times this.
  double next(double x) const;
  const Eigen::ArrayXd& next_slopes() const { return next_slopes_; }
  /// How far the interpolant may be trusted: the sum of the moduli of its last three coefficients, and the largest
  /// modulus.
  struct Decay {
    double tail, size;
    /// Error of an integral of the interpolant between any limits.
    double interpolation() const { return tail; }
    /// Error of the Gauss rule: coefficients falling like rho^k leave it of the order of tail^2 / size; tail^{3/2} is
    /// safe.
    double quadrature() const;
  };
  Decay decay(const Eigen::ArrayXd& values) const;
  /// The interpolant takes both signs: at the nodes, the end points, or where it turns between two of them.
  bool changes_sign(const Eigen::ArrayXd& values) const;
  /// int_{-1}^{1} max(f, 0) for the interpolant f.
  double positive_part(const Eigen::ArrayXd& values) const;

 private:
  Eigen::ArrayXd nodes_, weights_, inner_, next_slopes_;
  Eigen::MatrixXd to_coefficients_, slopes_;
};

/// sum_k c_k P_k(x).
double legendre_sum(const Eigen::VectorXd& c, double x);
/// Its integral from -1 to x.
double legendre_integral(const Eigen::VectorXd& c, double x);

}  // namespace diffrates

/// Many weighted points in R^d blurred alike, as seen at every noise level: sum_k w_k N(x; signal y_k, variance I).
///
/// With z = x/signal and s^2 = variance/signal^2 the share of y_k at x is proportional to w_k exp(-|y_k - z|^2 / 2
/// s^2). With mean m and covariance C of the y_k under the shares: score = signal (m - z)/variance, Hessian = (C/s^2 -
/// I)/variance. All exponents of a batch come from one matrix product, (y_k - c).(z - c)/s^2 - |y_k - c|^2/2s^2 with c
/// the mean of the points. Then:
/// - wide blur (s^2 >= R^2/1024, R the radius of the points about c; all of them weigh): m and C by a second product,
///   with the table of y_i and y_i y_j. The products cancel by at most R^2/s^2, a relative error of 1024 roundings.
/// - narrow blur: those exponents only choose the points that weigh. An exponent is within (d + 4) eps (R + |z - c|)^2
///   / s^2 of the true one; points further below the largest than twice that and log(1e17 K) have less than 1e-17 of
///   the sum together and are left out. The others are summed from their own distances, without cancellation.
/// Cost per point: K exponentials (narrow blur: those of the K' points that weigh) and K d multiplications for them,
/// with d tangents K d^2/2 or K' d^2/2, and d^3. Memory: 2 K d numbers, K d^2/2 more up to 2^22 of them and d = 24.
/// Scratch: one evaluation's workspace, 2^16 or 8 K numbers and K d more at narrow blur, from the storage that Points
/// give back.
#pragma once

#include "numerics/points.hpp"

namespace diffrates {

class CloudSum {
 public:
  CloudSum() = default;
  /// Points K x d; weights positive with sum 1.
  CloudSum(const Eigen::MatrixXd& points, const Eigen::VectorXd& weights);

  /// As Target::evaluate; variance > 0.
  void evaluate(double signal, double variance, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;

  /// As Target::work, when all points weigh.
  double work() const;

 private:
  struct Workspace;
  struct Neighbours;
  bool wide(double scale2) const;
  void evaluate_batch(double signal, double variance, Workspace& work, const Points& x, Points* score,
                      Eigen::ArrayXd* log_density) const;
  void evaluate_wide(double signal, double variance, Workspace& work, const Points& x, Points* score,
                     Eigen::ArrayXd* log_density) const;
  void evaluate_narrow(double signal, double variance, Workspace& work, const Points& x, Points* score,
                       Eigen::ArrayXd* log_density) const;
  bool gather(double scale2, Eigen::Index p, Workspace& work) const;

  Eigen::MatrixXd records_;               ///< d x K
  Eigen::VectorXd centre_;                ///< d
  Eigen::MatrixXd centred_;               ///< K x d
  Eigen::ArrayXd log_weights_, squares_;  ///< K; |y - c|^2
  Eigen::MatrixXd
      products_;  ///< K x (d + d(d + 1)/2): centred coordinates, then y_i y_j for i >= j, j by j; empty where too large
  double radius_ = 0;
};

}  // namespace diffrates

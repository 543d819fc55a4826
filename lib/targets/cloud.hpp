/// Many points in R^d with one isotropic variance h^2 each: sum_k w_k N(y_k, h^2 I), h >= 0 (0: the empirical measure).
///
/// d = 1: nodes at every resolution (targets/line_measure.hpp). d > 1: all squared distances directly (no cancellation),
/// negligible weights pruned, the Hessian's product with d tangents through one weighted covariance.
/// Cost per point: K d, and with tangents K' d^2/2 + d^3 for the K' points that weigh; memory K d and a few K.
#pragma once

#include "targets/line_measure.hpp"
#include "targets/target.hpp"

namespace diffrates {

class Cloud : public Target {
 public:
  /// Points K x d; weights positive (normalised here); bandwidth h.
  Cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth);

  int dimension() const override { return static_cast<int>(points_.cols()); }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override;
  Interval bulk(const NoiseLevel& at, double tail) const override;
  Moments moments() const override;
  void draw(Stream& stream, Points& x) const override;
  Assumptions assumptions() const override;
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override;

  const Eigen::MatrixXd& points() const { return points_; }
  const Eigen::VectorXd& weights() const { return weights_; }
  double bandwidth() const { return bandwidth_; }

 private:
  void evaluate_space(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;

  Eigen::MatrixXd points_;   ///< K x d
  Eigen::VectorXd weights_;  ///< sum 1
  Eigen::ArrayXd log_weights_;
  Eigen::VectorXd cumulative_;
  double bandwidth_;
  LineMeasure line_;  ///< d = 1
};

/// The same law by whichever class evaluates it fastest: few points as a Mixture, many as a Cloud.
std::unique_ptr<Target> make_cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth);

}  // namespace diffrates

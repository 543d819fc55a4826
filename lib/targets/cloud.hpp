/// Many points in R^d with one isotropic variance h^2 each: sum_k w_k N(y_k, h^2 I), h >= 0 (0: the empirical measure).
///
/// d = 1: nodes at every resolution (targets/line_measure.hpp). d > 1: targets/cloud_sum.hpp.
#pragma once

#include <algorithm>

#include "targets/cloud_sum.hpp"
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
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<Cloud>(points_.rowwise() + by.transpose(), weights_, bandwidth_);
  }
  double work() const override { return dimension() == 1 ? 30.0 * static_cast<double>(points_.rows()) : space_.work(); }
  double usual_work() const override {
    if (dimension() == 1) return std::min(work(), 700.0);  // most blurs are seen through a few Gauss rules
    return work() / 3;                                     // long sums run fast, and at narrow blur few points weigh
  }

  const Eigen::MatrixXd& points() const { return points_; }
  const Eigen::VectorXd& weights() const { return weights_; }
  double bandwidth() const { return bandwidth_; }

 private:
  Eigen::MatrixXd points_;   ///< K x d
  Eigen::VectorXd weights_;  ///< sum 1
  Eigen::VectorXd cumulative_;
  double bandwidth_;
  LineMeasure line_;  ///< d = 1
  CloudSum space_;    ///< d > 1
};

/// The same law by whichever class evaluates it fastest: few points as a Mixture, many as a Cloud.
std::unique_ptr<Target> make_cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth);

}  // namespace diffrates

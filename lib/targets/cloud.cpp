#include "targets/cloud.hpp"

#include <algorithm>

#include "targets/mixture.hpp"

namespace diffrates {

Cloud::Cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth)
    : points_(std::move(points)), weights_(weights / weights.sum()), cumulative_(weights_), bandwidth_(bandwidth) {
  for (Eigen::Index k = 1; k < cumulative_.size(); ++k) cumulative_[k] += cumulative_[k - 1];
  if (dimension() == 1)
    line_ = LineMeasure::of_atoms(points_.col(0), weights_);
  else
    space_ = CloudSum(points_, weights_);
}

void Cloud::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const double variance = at.abar * bandwidth_ * bandwidth_ + at.noise;
  if (dimension() == 1)
    line_.at(std::sqrt(variance) / at.signal).evaluate(at.signal, variance, x, score, log_density);
  else
    space_.evaluate(at.signal, variance, x, score, log_density);
}

Interval Cloud::bulk(const NoiseLevel& at, double tail) const {
  const double reach = normal_tail_point(tail) * std::sqrt(at.abar * bandwidth_ * bandwidth_ + at.noise);
  return {at.signal * points_.minCoeff() - reach, at.signal * points_.maxCoeff() + reach};
}

Moments Cloud::moments() const {
  const Eigen::VectorXd mean = points_.transpose() * weights_;
  const Eigen::MatrixXd centred = points_.rowwise() - mean.transpose();
  return {mean, centred.transpose() * weights_.asDiagonal() * centred +
                    bandwidth_ * bandwidth_ * Eigen::MatrixXd::Identity(dimension(), dimension())};
}

void Cloud::draw(Stream& stream, Points& x) const {
  const double* begin = cumulative_.data();
  for (Points::Index i = 0; i < x.size(); ++i) {
    const double u = stream.uniform() * cumulative_[cumulative_.size() - 1];
    const Eigen::Index k =
        std::min<Eigen::Index>(std::upper_bound(begin, begin + cumulative_.size(), u) - begin, points_.rows() - 1);
    for (int j = 0; j < dimension(); ++j)
      x.coordinate(j)[i] = points_(k, j) + (bandwidth_ > 0 ? bandwidth_ * stream.normal() : 0);
  }
}

Assumptions Cloud::assumptions() const {
  const bool smooth = bandwidth_ > 0;
  return {.density = smooth, .smooth = smooth, .log_concave = false, .bounded_support = !smooth};
}

std::optional<std::complex<double>> Cloud::characteristic(const Eigen::VectorXd& w) const {
  const Eigen::ArrayXd phase = (points_ * w).array(), weight = weights_.array();
  const double blur = std::exp(-0.5 * bandwidth_ * bandwidth_ * w.squaredNorm());
  return std::complex<double>(blur * (weight * phase.cos()).sum(), blur * (weight * phase.sin()).sum());
}

std::unique_ptr<Target> make_cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth) {
  const bool few = points.cols() == 1 ? points.rows() <= 24 : points.size() <= 256;
  if (!few) return std::make_unique<Cloud>(std::move(points), weights, bandwidth);
  std::vector<Mixture::Component> components;
  for (Eigen::Index k = 0; k < points.rows(); ++k)
    components.push_back(
        {weights[k], points.row(k).transpose(), Eigen::VectorXd::Constant(points.cols(), bandwidth * bandwidth), {}});
  return std::make_unique<Mixture>(std::move(components));
}

}  // namespace diffrates

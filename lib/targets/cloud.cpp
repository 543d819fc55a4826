#include "targets/cloud.hpp"

#include <algorithm>
#include <numbers>

#include "targets/batches.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

/// Points evaluated together: a cache line of each coordinate.
constexpr Points::Index together = 8;

/// Squared distances of every cloud point from each of a few places; K x places.
void square_distances(const Eigen::MatrixXd& points, const Eigen::MatrixXd& places, Eigen::MatrixXd& squares) {
  constexpr Eigen::Index piece = 256;  // of the cloud, so that it stays in cache while the places pass
  squares.resize(points.rows(), places.rows());
  for (Eigen::Index first = 0; first < points.rows(); first += piece) {
    const Eigen::Index count = std::min(piece, points.rows() - first);
    for (Eigen::Index p = 0; p < places.rows(); ++p) {
      auto square = squares.col(p).segment(first, count);
      square = (points.col(0).segment(first, count).array() - places(p, 0)).square();
      for (Eigen::Index i = 1; i < points.cols(); ++i)
        square.array() += (points.col(i).segment(first, count).array() - places(p, i)).square();
    }
  }
}

/// Weighted points around their mean, scaled so that their product with the transpose is the covariance.
struct Spread {
  Eigen::VectorXd mean;      ///< d
  Eigen::MatrixXd deviation;  ///< d x K', sqrt(share) (y - mean)
};

/// From unnormalised shares of the cloud's points; those below 1e-17 of the sum altogether are dropped.
void weigh(const Eigen::MatrixXd& points, const Eigen::ArrayXd& share, double total, bool spread_too, Spread& out) {
  const double least = 1e-17 * total / static_cast<double>(points.rows());
  thread_local std::vector<Eigen::Index> kept;
  kept.clear();
  for (Eigen::Index k = 0; k < share.size(); ++k)
    if (share[k] > least) kept.push_back(k);
  const Eigen::Index d = points.cols();
  out.mean.resize(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    double sum = 0;
    for (const Eigen::Index k : kept) sum += share[k] * points(k, i);
    out.mean[i] = sum / total;
  }
  if (!spread_too) return;
  out.deviation.resize(d, static_cast<Eigen::Index>(kept.size()));
  for (std::size_t c = 0; c < kept.size(); ++c) {
    const double root = std::sqrt(share[kept[c]] / total);
    for (Eigen::Index i = 0; i < d; ++i) out.deviation(i, static_cast<Eigen::Index>(c)) = root * (points(kept[c], i) - out.mean[i]);
  }
}

/// The covariance applied to tangents (columns), the cheaper way round.
Eigen::MatrixXd covariance_times(const Eigen::MatrixXd& deviation, const Eigen::MatrixXd& tangents) {
  const auto d = deviation.rows(), kept = deviation.cols(), k = tangents.cols();
  if (4 * kept * k < kept * d + 2 * d * k) return deviation * (deviation.transpose() * tangents);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(d, d);
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(deviation);
  return covariance.selfadjointView<Eigen::Lower>() * tangents;
}

}  // namespace

Cloud::Cloud(Eigen::MatrixXd points, const Eigen::VectorXd& weights, double bandwidth)
    : points_(std::move(points)), weights_(weights / weights.sum()), log_weights_(weights_.array().log()), cumulative_(weights_), bandwidth_(bandwidth) {
  for (Eigen::Index k = 1; k < cumulative_.size(); ++k) cumulative_[k] += cumulative_[k - 1];
  if (dimension() == 1) line_ = LineMeasure::of_atoms(points_.col(0), weights_);
}

void Cloud::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  if (dimension() == 1) {
    const double variance = at.abar * bandwidth_ * bandwidth_ + at.noise;
    return line_.at(std::sqrt(variance) / at.signal).evaluate(at.signal, variance, x, score, log_density);
  }
  by_rows(x, together, score, log_density,
          [&](const Points& part, Points* s, Eigen::ArrayXd* l) { evaluate_space(at, part, s, l); });
}

void Cloud::evaluate_space(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const double variance = at.abar * bandwidth_ * bandwidth_ + at.noise;
  const int d = dimension(), k = x.tangents();
  thread_local Eigen::MatrixXd squares, tangents;
  thread_local Spread spread;
  square_distances(points_, x.values().matrix() / at.signal, squares);
  if (score != nullptr) *score = Points(x.size(), d, k);
  if (log_density != nullptr) log_density->resize(x.size());
  for (Points::Index p = 0; p < x.size(); ++p) {
    Eigen::Map<Eigen::ArrayXd> share(squares.col(p).data(), squares.rows());
    share = log_weights_ - (at.abar * 0.5 / variance) * share;
    const double most = share.maxCoeff();
    share = (share - most).exp();
    const double total = share.sum();
    if (log_density != nullptr) (*log_density)[p] = most + std::log(total) - 0.5 * d * std::log(2 * std::numbers::pi * variance);
    if (score == nullptr) continue;
    weigh(points_, share, total, k > 0, spread);
    for (int i = 0; i < d; ++i) score->coordinate(i)[p] = (at.signal * spread.mean[i] - x.coordinate(i)[p]) / variance;
    if (k == 0) continue;
    tangents.resize(d, k);
    for (int j = 0; j < k; ++j) tangents.col(j) = x.tangent(j).row(p).transpose();
    const Eigen::MatrixXd images = (covariance_times(spread.deviation, tangents) * (at.abar / variance) - tangents) / variance;
    for (int j = 0; j < k; ++j) score->tangent(j).row(p) = images.col(j).transpose().array();
  }
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
    const Eigen::Index k = std::min<Eigen::Index>(std::upper_bound(begin, begin + cumulative_.size(), u) - begin, points_.rows() - 1);
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
    components.push_back({weights[k], points.row(k).transpose(), Eigen::VectorXd::Constant(points.cols(), bandwidth * bandwidth), {}});
  return std::make_unique<Mixture>(std::move(components));
}

}  // namespace diffrates

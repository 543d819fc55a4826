#include "targets/mixture.hpp"

#include <algorithm>
#include <numbers>

#include "targets/batches.hpp"

namespace diffrates {
namespace {

const double log_2pi = std::log(2 * std::numbers::pi);

/// In R^d every component's pull on every point is held at once: at most this many numbers (1 MiB).
constexpr Points::Index most_held = 1 << 17;

}  // namespace

Mixture::Mixture(std::vector<Component> components)
    : dimension_(static_cast<int>(components.front().mean.size())), components_(std::move(components)) {
  double total = 0;
  for (const Component& c : components_) total += c.weight;
  for (Component& c : components_) c.weight /= total;
}

void Mixture::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  if (dimension_ == 1) return evaluate_line(at, x, score, log_density);
  const auto a_point = static_cast<Points::Index>(components_.size()) * dimension_;
  by_rows(x, std::max<Points::Index>(8, most_held / a_point), score, log_density,
          [&](const Points& part, Points* s, Eigen::ArrayXd* l) { evaluate_space(at, part, s, l); });
}

void Mixture::evaluate_line(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const auto n = x.size();
  const int K = static_cast<int>(components_.size());
  // Column k: first the exponents, then the unnormalised posterior weights.
  Points weights(n, K), work(n, 3);
  auto largest = work.coordinate(0), total = work.coordinate(1), mean_slope = work.coordinate(2);
  const auto place = x.coordinate(0);
  for (int k = 0; k < K; ++k) {
    const Component& c = components_[k];
    const double variance = at.abar * c.variances[0] + at.noise, centre = at.signal * c.mean[0];
    const double height = std::log(c.weight) - 0.5 * (log_2pi + std::log(variance));
    weights.coordinate(k) = height - (place - centre).square() * (0.5 / variance);
    if (k == 0)
      largest = weights.coordinate(0);
    else
      largest = largest.max(weights.coordinate(k));
  }
  total.setZero();
  mean_slope.setZero();
  for (int k = 0; k < K; ++k) {
    const Component& c = components_[k];
    const double variance = at.abar * c.variances[0] + at.noise, centre = at.signal * c.mean[0];
    auto weight = weights.coordinate(k);
    if (K == 1)
      weight.setOnes();
    else
      weight = (weight - largest).exp();
    total += weight;
    mean_slope += weight * ((centre - place) * (1 / variance));
  }
  if (log_density != nullptr) {
    if (K == 1)
      *log_density = largest;
    else
      *log_density = largest + total.log();
  }
  if (score == nullptr) return;
  *score = Points(n, 1, x.tangents());
  auto slope = score->coordinate(0);
  slope = mean_slope / total;
  if (x.tangents() == 0) return;
  auto curvature = mean_slope;  // its content is used up
  curvature.setZero();
  for (int k = 0; k < K; ++k) {
    const Component& c = components_[k];
    const double variance = at.abar * c.variances[0] + at.noise, centre = at.signal * c.mean[0];
    curvature += weights.coordinate(k) * (((centre - place) * (1 / variance) - slope).square() - 1 / variance);
  }
  curvature /= total;
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j).col(0) = curvature * x.tangent(j).col(0);
}

void Mixture::evaluate_space(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const auto n = x.size();
  const int K = static_cast<int>(components_.size()), d = dimension_;
  Points weights(n, K), work(n, 2);
  auto largest = work.coordinate(0), total = work.coordinate(1);
  std::vector<Points> pulls;  // g_k in the coordinates of component k's axes
  pulls.reserve(K);
  for (int k = 0; k < K; ++k) {
    const Component& c = components_[k];
    const Eigen::ArrayXd variance = at.abar * c.variances.array() + at.noise;
    const double height = std::log(c.weight) - 0.5 * (d * log_2pi + variance.log().sum());
    Points& pull = pulls.emplace_back(n, d);
    for (int i = 0; i < d; ++i) pull.coordinate(i) = at.signal * c.mean[i] - x.coordinate(i);
    if (c.axes.size() > 0) pull.values() = (pull.values().matrix() * c.axes).eval().array();
    auto exponent = weights.coordinate(k);
    exponent.setConstant(height);
    for (int i = 0; i < d; ++i) {
      exponent -= pull.coordinate(i).square() * (0.5 / variance[i]);
      pull.coordinate(i) /= variance[i];
    }
    if (k == 0)
      largest = exponent;
    else
      largest = largest.max(exponent);
  }
  total.setZero();
  for (int k = 0; k < K; ++k) {
    weights.coordinate(k) = (weights.coordinate(k) - largest).exp();
    total += weights.coordinate(k);
  }
  if (log_density != nullptr) *log_density = largest + total.log();
  if (score == nullptr) return;
  *score = Points(n, d, x.tangents());
  auto slope = score->values();
  slope.setZero();
  for (int k = 0; k < K; ++k) {
    weights.coordinate(k) /= total;
    if (components_[k].axes.size() > 0)
      pulls[k].values() = (pulls[k].values().matrix() * components_[k].axes.transpose()).eval().array();
    for (int i = 0; i < d; ++i) slope.col(i) += weights.coordinate(k) * pulls[k].coordinate(i);
  }
  if (x.tangents() == 0) return;
  Points along(n, 1), rotated(n, d);
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j).setZero();
  for (int k = 0; k < K; ++k) {
    const Component& c = components_[k];
    const Eigen::ArrayXd precision = (at.abar * c.variances.array() + at.noise).inverse();
    const auto weight = weights.coordinate(k);
    for (int j = 0; j < x.tangents(); ++j) {
      const auto tangent = x.tangent(j);
      auto image = score->tangent(j);
      along.coordinate(0).setZero();
      for (int i = 0; i < d; ++i) along.coordinate(0) += (pulls[k].coordinate(i) - slope.col(i)) * tangent.col(i);
      along.coordinate(0) *= weight;
      if (c.axes.size() > 0) {
        rotated.values() = (tangent.matrix() * c.axes).array();
        for (int i = 0; i < d; ++i) rotated.coordinate(i) *= precision[i];
        rotated.values() = (rotated.values().matrix() * c.axes.transpose()).eval().array();
      } else {
        for (int i = 0; i < d; ++i) rotated.coordinate(i) = tangent.col(i) * precision[i];
      }
      for (int i = 0; i < d; ++i)
        image.col(i) += along.coordinate(0) * (pulls[k].coordinate(i) - slope.col(i)) - weight * rotated.coordinate(i);
    }
  }
}

Interval Mixture::bulk(const NoiseLevel& at, double tail) const {
  const double z = normal_tail_point(tail);
  Interval range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (const Component& c : components_) {
    const double reach = z * std::sqrt(at.abar * c.variances[0] + at.noise), centre = at.signal * c.mean[0];
    range.low = std::min(range.low, centre - reach);
    range.high = std::max(range.high, centre + reach);
  }
  return range;
}

Moments Mixture::moments() const {
  Moments result{Eigen::VectorXd::Zero(dimension_), Eigen::MatrixXd::Zero(dimension_, dimension_)};
  for (const Component& c : components_) result.mean += c.weight * c.mean;
  for (const Component& c : components_) {
    const Eigen::VectorXd offset = c.mean - result.mean;
    const Eigen::MatrixXd own = c.axes.size() > 0
                                    ? Eigen::MatrixXd(c.axes * c.variances.asDiagonal() * c.axes.transpose())
                                    : Eigen::MatrixXd(c.variances.asDiagonal());
    result.covariance += c.weight * (offset * offset.transpose() + own);
  }
  return result;
}

void Mixture::draw(Stream& stream, Points& x) const {
  Eigen::VectorXd z(dimension_);
  for (Points::Index i = 0; i < x.size(); ++i) {
    double u = stream.uniform();
    std::size_t k = 0;
    while (k + 1 < components_.size() && u >= components_[k].weight) u -= components_[k++].weight;
    const Component& c = components_[k];
    for (int j = 0; j < dimension_; ++j) z[j] = std::sqrt(c.variances[j]) * stream.normal();
    if (c.axes.size() > 0) z = (c.axes * z).eval();
    for (int j = 0; j < dimension_; ++j) x.coordinate(j)[i] = c.mean[j] + z[j];
  }
}

Assumptions Mixture::assumptions() const {
  bool density = true;
  bool atoms = true;
  for (const Component& c : components_) {
    // A matrix without full rank has eigenvalues of rounding size in place of zeros.
    const double rounding = c.axes.size() > 0 ? 1e-13 * c.variances.maxCoeff() : 0;
    density = density && c.variances.minCoeff() > rounding;
    atoms = atoms && c.variances.maxCoeff() == 0;
  }
  return {.density = density, .smooth = density, .log_concave = components_.size() == 1, .bounded_support = atoms};
}

std::optional<std::complex<double>> Mixture::characteristic(const Eigen::VectorXd& w) const {
  std::complex<double> sum = 0;
  for (const Component& c : components_) {
    const Eigen::VectorXd turned = c.axes.size() > 0 ? Eigen::VectorXd(c.axes.transpose() * w) : w;
    sum += c.weight * std::exp(-0.5 * turned.cwiseAbs2().dot(c.variances)) * std::polar(1.0, w.dot(c.mean));
  }
  return sum;
}

}  // namespace diffrates

#include "targets/cloud_sum.hpp"

#include <algorithm>
#include <numbers>
#include <vector>

#include "targets/batches.hpp"

namespace diffrates {
namespace {

constexpr double widest_ratio = 1024;    ///< R^2/s^2 up to which the products are accurate
constexpr double log_negligible = 39.2;  ///< -log(1e-17)
constexpr Eigen::Index most_numbers = 1 << 22, most_product_dimension = 24;  ///< of the table of products
constexpr Eigen::Index held = 1 << 16;  ///< exponents of a batch, which stay in the second cache

/// Points evaluated together: whole cache lines of a coordinate.
Points::Index batch_size(Eigen::Index count) { return std::clamp<Points::Index>(held / count / 8 * 8, 8, 64); }

Eigen::MatrixXd products_of(const Eigen::MatrixXd& centred) {
  const Eigen::Index count = centred.rows(), d = centred.cols(), columns = d + d * (d + 1) / 2;
  if (d > most_product_dimension || count * columns > most_numbers) return {};
  Eigen::MatrixXd products(count, columns);
  products.leftCols(d) = centred;
  for (Eigen::Index j = 0, column = d; j < d; ++j)
    for (Eigen::Index i = j; i < d; ++i) products.col(column++) = centred.col(i).cwiseProduct(centred.col(j));
  return products;
}

/// The points that weigh around one place, and their shares.
struct Neighbours {
  std::vector<Eigen::Index> kept;
  Eigen::MatrixXd offsets;  ///< d x K', y - z
  Eigen::ArrayXd share;     ///< K', largest 1
  double most = 0, total = 0;
  Eigen::VectorXd mean;  ///< d, of the offsets

  Eigen::Index size() const { return static_cast<Eigen::Index>(kept.size()); }
};

/// The covariance of the offsets applied to tangents (columns), the cheaper way round. Turns the offsets into
/// deviations.
Eigen::MatrixXd covariance_times(Neighbours& near, const Eigen::MatrixXd& tangents) {
  auto deviation = near.offsets.leftCols(near.size());
  deviation.colwise() -= near.mean;
  deviation.array().rowwise() *= (near.share.head(near.size()) / near.total).sqrt().transpose();
  const auto d = deviation.rows(), kept = deviation.cols(), k = tangents.cols();
  if (4 * kept * k < kept * d + 2 * d * k) return deviation * (deviation.transpose() * tangents);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(d, d);
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(deviation);
  return covariance.selfadjointView<Eigen::Lower>() * tangents;
}

}  // namespace

/// A few places at one noise level.
struct CloudSum::Batch {
  double signal, variance, scale2;  ///< scale2: s^2 = variance/signal^2
  Eigen::MatrixXd& places;          ///< d x n, z - c
  Eigen::MatrixXd& exponents;       ///< K x n, of the shares, without -|z - c|^2/2s^2
};

CloudSum::CloudSum(const Eigen::MatrixXd& points, const Eigen::VectorXd& weights)
    : records_(points.transpose()),
      centre_(points.transpose() * weights),
      centred_(points.rowwise() - centre_.transpose()),
      log_weights_(weights.array().log()),
      squares_(centred_.rowwise().squaredNorm()),
      products_(products_of(centred_)),
      radius_(std::sqrt(squares_.maxCoeff())) {}

double CloudSum::work() const {
  const double d = static_cast<double>(records_.rows()), count = static_cast<double>(records_.cols());
  if (products_.size() > 0) return count * (20 + 2 * d + d * (d + 1)) + d * d * d;
  return count * (20 + 8 * d + d * (d + 1)) + 4 * d * d * d;  // offsets, distances and deviations one point at a time
}

void CloudSum::evaluate(double signal, double variance, const Points& x, Points* score,
                        Eigen::ArrayXd* log_density) const {
  by_rows(x, batch_size(records_.cols()), score, log_density,
          [&](const Points& part, Points* s, Eigen::ArrayXd* l) { evaluate_batch(signal, variance, part, s, l); });
}

void CloudSum::evaluate_batch(double signal, double variance, const Points& x, Points* score,
                              Eigen::ArrayXd* log_density) const {
  thread_local Eigen::MatrixXd places, scaled, exponents;
  const double scale2 = variance / (signal * signal);
  places = (x.values().matrix() / signal).transpose().colwise() - centre_;
  scaled = places / scale2;
  exponents.noalias() = centred_ * scaled;
  exponents.array().colwise() += log_weights_ - squares_ / (2 * scale2);
  if (score != nullptr) *score = Points(x.size(), x.dimension(), x.tangents());
  if (log_density != nullptr) log_density->resize(x.size());
  Batch batch{signal, variance, scale2, places, exponents};
  if (products_.size() > 0 && radius_ * radius_ <= widest_ratio * scale2)
    evaluate_wide(batch, x, score, log_density);
  else
    evaluate_narrow(batch, x, score, log_density);
}

void CloudSum::evaluate_wide(Batch& batch, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const Eigen::Index n = x.size(), d = x.dimension();
  Eigen::ArrayXd most(n), total(n);
  for (Eigen::Index p = 0; p < n; ++p) {
    auto share = batch.exponents.col(p).array();
    most[p] = share.maxCoeff();
    share = (share - most[p]).exp();
    total[p] = share.sum();
  }
  const double log_norm = -0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi * batch.variance);
  if (log_density != nullptr)
    *log_density =
        most + total.log() - batch.places.colwise().squaredNorm().transpose().array() / (2 * batch.scale2) + log_norm;
  if (score == nullptr) return;
  const Eigen::Index columns = x.tangents() > 0 ? products_.cols() : d;
  thread_local Eigen::MatrixXd sums;  // n x columns
  sums.noalias() = batch.exponents.transpose() * products_.leftCols(columns);
  const auto average = [&](Eigen::Index column) { return sums.col(column).array() / total; };
  for (int i = 0; i < d; ++i)
    score->coordinate(i) = (batch.signal * (average(i) + centre_[i]) - x.coordinate(i)) / batch.variance;
  if (x.tangents() == 0) return;
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j) = x.tangent(j) * (-1 / batch.variance);
  Eigen::ArrayXd curvature(n);
  for (Eigen::Index b = 0, column = d; b < d; ++b)
    for (Eigen::Index a = b; a < d; ++a, ++column) {
      curvature = (average(column) - average(a) * average(b)) / (batch.scale2 * batch.variance);
      for (int j = 0; j < x.tangents(); ++j) {
        score->tangent(j).col(a) += curvature * x.tangent(j).col(b);
        if (a != b) score->tangent(j).col(b) += curvature * x.tangent(j).col(a);
      }
    }
}

void CloudSum::evaluate_narrow(const Batch& batch, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const Eigen::Index d = x.dimension(), count = records_.cols();
  const int k = x.tangents();
  thread_local Neighbours near;
  thread_local Eigen::MatrixXd tangents, images;
  thread_local Eigen::VectorXd place;
  const double log_norm = -0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi * batch.variance);
  for (Points::Index p = 0; p < x.size(); ++p) {
    const auto rough = batch.exponents.col(p).array();
    const double reach = radius_ + batch.places.col(p).norm();
    const double rounding =
        static_cast<double>(d + 4) * std::numeric_limits<double>::epsilon() * reach * reach / batch.scale2;
    const double least = rough.maxCoeff() - 2 * rounding - log_negligible - std::log(static_cast<double>(count));
    near.kept.clear();
    for (Eigen::Index i = 0; i < count; ++i)
      if (rough[i] >= least) near.kept.push_back(i);
    if (near.kept.empty()) {  // a place at infinity, or none
      if (log_density != nullptr) (*log_density)[p] = NAN;
      if (score != nullptr) score->all().row(p) = NAN;
      continue;
    }
    place = x.values().row(p).transpose().matrix() / batch.signal;
    if (near.offsets.rows() != d || near.offsets.cols() < near.size()) near.offsets.resize(d, near.size());
    near.share.resize(near.size());
    for (Eigen::Index i = 0; i < near.size(); ++i) {
      near.offsets.col(i) = records_.col(near.kept[i]) - place;
      near.share[i] = log_weights_[near.kept[i]] - near.offsets.col(i).squaredNorm() / (2 * batch.scale2);
    }
    near.most = near.share.maxCoeff();
    near.share = (near.share - near.most).exp();
    near.total = near.share.sum();
    if (log_density != nullptr) (*log_density)[p] = near.most + std::log(near.total) + log_norm;
    if (score == nullptr) continue;
    near.mean = near.offsets.leftCols(near.size()) * (near.share / near.total).matrix();
    score->values().row(p) = (near.mean * (batch.signal / batch.variance)).transpose().array();
    if (k == 0) continue;
    tangents.resize(d, k);
    for (int j = 0; j < k; ++j) tangents.col(j) = x.tangent(j).row(p).transpose();
    images = (covariance_times(near, tangents) / batch.scale2 - tangents) / batch.variance;
    for (int j = 0; j < k; ++j) score->tangent(j).row(p) = images.col(j).transpose().array();
  }
}

}  // namespace diffrates

#include "targets/cloud_sum.hpp"

#include <algorithm>
#include <numbers>

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

using Matrix = Eigen::Map<Eigen::MatrixXd, Eigen::Aligned64>;

Matrix matrix(Points& storage) { return {storage.all().data(), storage.size(), storage.dimension()}; }

}  // namespace

/// The points that weigh around one place, and their shares; columns beyond `count` are room.
struct CloudSum::Neighbours {
  Neighbours(Eigen::Index d, Eigen::Index room) : offsets(d, static_cast<int>(room)), shares(room, 1), means(d, 1) {}

  auto offset() { return matrix(offsets).leftCols(count); }
  auto share() { return shares.coordinate(0).head(count); }
  auto mean() { return matrix(means).col(0); }

  Points offsets;  ///< d x K, y - z
  Points shares;   ///< K, largest 1
  Points means;    ///< d, of the offsets
  Eigen::Index count = 0;
  double most = 0, total = 0;
};

/// What one evaluation needs, for one batch after the other: storage that Points have given back.
struct CloudSum::Workspace {
  Workspace(const CloudSum& cloud, Eigen::Index batch, bool wide, int tangents)
      : d(cloud.records_.rows()),
        count(cloud.records_.cols()),
        places(d, static_cast<int>(batch)),
        scaled(d, static_cast<int>(batch)),
        exponents(count, static_cast<int>(batch)),
        sums(wide ? batch : 0, static_cast<int>(tangents > 0 ? cloud.products_.cols() : d)),
        near(wide ? 0 : d, wide ? 0 : count),
        place(d, 1),
        tangents_here(wide ? 0 : d, tangents),
        images(wide ? 0 : d, tangents),
        covariance(wide ? 0 : d, static_cast<int>(d)),
        inner(wide ? 0 : count, tangents) {}

  Eigen::Index d, count;
  Points places;         ///< d x n, z - c
  Points scaled;         ///< d x n, (z - c)/s^2
  Points exponents;      ///< K x n, of the shares, without -|z - c|^2/2s^2
  Points sums;           ///< n x columns, wide blur
  Neighbours near;       ///< narrow blur, with all that follows
  Points place;          ///< d
  Points tangents_here;  ///< d x k
  Points images;         ///< d x k
  Points covariance;     ///< d x d
  Points inner;          ///< K x k
};

namespace {

/// The covariance of the offsets applied to tangents (columns), the cheaper way round. Turns the offsets into
/// deviations.
template <class Neighbours>
void covariance_times(Neighbours& near, Matrix tangents, Matrix covariance, Matrix inner, Matrix images) {
  auto deviation = near.offset();
  deviation.colwise() -= near.mean();
  deviation.array().rowwise() *= (near.share() / near.total).sqrt().transpose();
  const auto d = deviation.rows(), kept = deviation.cols(), k = tangents.cols();
  if (4 * kept * k < kept * d + 2 * d * k) {
    inner.topRows(kept).noalias() = deviation.transpose() * tangents;
    images.noalias() = deviation * inner.topRows(kept);
    return;
  }
  covariance.setZero();
  covariance.selfadjointView<Eigen::Lower>().rankUpdate(deviation);
  images.noalias() = covariance.selfadjointView<Eigen::Lower>() * tangents;
}

}  // namespace

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

bool CloudSum::wide(double scale2) const { return products_.size() > 0 && radius_ * radius_ <= widest_ratio * scale2; }

void CloudSum::evaluate(double signal, double variance, const Points& x, Points* score,
                        Eigen::ArrayXd* log_density) const {
  const Points::Index batch = batch_size(records_.cols());
  Workspace work(*this, std::min(batch, x.size()), wide(variance / (signal * signal)), x.tangents());
  by_rows(x, batch, score, log_density, [&](const Points& part, Points* s, Eigen::ArrayXd* l) {
    evaluate_batch(signal, variance, work, part, s, l);
  });
}

void CloudSum::evaluate_batch(double signal, double variance, Workspace& work, const Points& x, Points* score,
                              Eigen::ArrayXd* log_density) const {
  const double scale2 = variance / (signal * signal);
  const Eigen::Index n = x.size();
  auto places = matrix(work.places).leftCols(n), scaled = matrix(work.scaled).leftCols(n),
       exponents = matrix(work.exponents).leftCols(n);
  places = (x.values().matrix() / signal).transpose().colwise() - centre_;
  scaled = places / scale2;
  exponents.noalias() = centred_ * scaled;
  exponents.array().colwise() += log_weights_ - squares_ / (2 * scale2);
  if (score != nullptr) *score = Points(n, x.dimension(), x.tangents());
  if (log_density != nullptr) log_density->resize(n);
  if (wide(scale2))
    evaluate_wide(signal, variance, work, x, score, log_density);
  else
    evaluate_narrow(signal, variance, work, x, score, log_density);
}

void CloudSum::evaluate_wide(double signal, double variance, Workspace& work, const Points& x, Points* score,
                             Eigen::ArrayXd* log_density) const {
  const Eigen::Index n = x.size(), d = x.dimension();
  const double scale2 = variance / (signal * signal);
  auto exponents = matrix(work.exponents).leftCols(n);
  Points numbers(n, 3);
  auto most = numbers.coordinate(0), total = numbers.coordinate(1), curvature = numbers.coordinate(2);
  for (Eigen::Index p = 0; p < n; ++p) {
    auto share = exponents.col(p).array();
    most[p] = share.maxCoeff();
    share = (share - most[p]).exp();
    total[p] = share.sum();
  }
  const double log_norm = -0.5 * static_cast<double>(d) * std::log(2 * std::numbers::pi * variance);
  if (log_density != nullptr)
    *log_density = most + total.log() -
                   matrix(work.places).leftCols(n).colwise().squaredNorm().transpose().array() / (2 * scale2) +
                   log_norm;
  if (score == nullptr) return;
  const Eigen::Index columns = x.tangents() > 0 ? products_.cols() : d;
  auto sums = matrix(work.sums).topRows(n);
  sums.noalias() = exponents.transpose() * products_.leftCols(columns);
  const auto average = [&](Eigen::Index column) { return sums.col(column).array() / total; };
  for (int i = 0; i < d; ++i) score->coordinate(i) = (signal * (average(i) + centre_[i]) - x.coordinate(i)) / variance;
  if (x.tangents() == 0) return;
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j) = x.tangent(j) * (-1 / variance);
  for (Eigen::Index b = 0, column = d; b < d; ++b)
    for (Eigen::Index a = b; a < d; ++a, ++column) {
      curvature = (average(column) - average(a) * average(b)) / (scale2 * variance);
      for (int j = 0; j < x.tangents(); ++j) {
        score->tangent(j).col(a) += curvature * x.tangent(j).col(b);
        if (a != b) score->tangent(j).col(b) += curvature * x.tangent(j).col(a);
      }
    }
}

/// The points that weigh around place p of the batch; false where there are none: a place at infinity, or none.
bool CloudSum::gather(double scale2, Eigen::Index p, Workspace& work) const {
  const auto rough = matrix(work.exponents).col(p).array();
  const double reach = radius_ + matrix(work.places).col(p).norm();
  const double rounding =
      static_cast<double>(work.d + 4) * std::numeric_limits<double>::epsilon() * reach * reach / scale2;
  const double least = rough.maxCoeff() - 2 * rounding - log_negligible - std::log(static_cast<double>(work.count));
  Neighbours& near = work.near;
  auto offsets = matrix(near.offsets);
  auto shares = near.shares.coordinate(0);
  const auto place = matrix(work.place).col(0);
  near.count = 0;
  for (Eigen::Index i = 0; i < work.count; ++i) {
    if (!(rough[i] >= least)) continue;
    offsets.col(near.count) = records_.col(i) - place;
    shares[near.count] = log_weights_[i] - offsets.col(near.count).squaredNorm() / (2 * scale2);
    ++near.count;
  }
  if (near.count == 0) return false;
  near.most = near.share().maxCoeff();
  near.share() = (near.share() - near.most).exp();
  near.total = near.share().sum();
  return true;
}

void CloudSum::evaluate_narrow(double signal, double variance, Workspace& work, const Points& x, Points* score,
                               Eigen::ArrayXd* log_density) const {
  const int k = x.tangents();
  const double scale2 = variance / (signal * signal);
  const double log_norm = -0.5 * static_cast<double>(work.d) * std::log(2 * std::numbers::pi * variance);
  Neighbours& near = work.near;
  auto tangents = matrix(work.tangents_here), images = matrix(work.images);
  for (Points::Index p = 0; p < x.size(); ++p) {
    matrix(work.place).col(0) = x.values().row(p).transpose().matrix() / signal;
    if (!gather(scale2, p, work)) {
      if (log_density != nullptr) (*log_density)[p] = NAN;
      if (score != nullptr) score->all().row(p) = NAN;
      continue;
    }
    if (log_density != nullptr) (*log_density)[p] = near.most + std::log(near.total) + log_norm;
    if (score == nullptr) continue;
    near.mean().noalias() = near.offset() * (near.share() / near.total).matrix();
    score->values().row(p) = (near.mean() * (signal / variance)).transpose().array();
    if (k == 0) continue;
    for (int j = 0; j < k; ++j) tangents.col(j) = x.tangent(j).row(p).transpose();
    covariance_times(near, tangents, matrix(work.covariance), matrix(work.inner), images);
    images = (images / scale2 - tangents) / variance;
    for (int j = 0; j < k; ++j) score->tangent(j).row(p) = images.col(j).transpose().array();
  }
}

}  // namespace diffrates

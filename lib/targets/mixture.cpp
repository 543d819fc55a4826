#include "targets/mixture.hpp"

#include <algorithm>
#include <numbers>
#include <utility>

#include "numerics/dense.hpp"
#include "targets/batches.hpp"

namespace diffrates {
namespace {

const double log_2pi = std::log(2 * std::numbers::pi);

/// In R^d every component's pull on every point is held at once: at most this many numbers (1 MiB).
constexpr Points::Index most_held = 1 << 17;

/// Every row into the coordinates of the axes, and back.
void turn(Points::Block rows, const Eigen::MatrixXd& axes) { rows = product(rows.matrix(), axes).array(); }
void turn_back(Points::Block rows, const Eigen::MatrixXd& axes) {
  rows = times_transposed(rows.matrix(), axes).array();
}

/// Column k holds component k's exponents, and then its posterior weight up to a factor, the same for all k: the
/// exponentials of the differences from the largest. `total` is their sum. The one weight of K = 1 is one.
void exponents_to_weights(Points& columns, Points::Column largest, Points::Column total) {
  largest = columns.coordinate(0);
  for (int k = 1; k < columns.dimension(); ++k) largest = largest.max(columns.coordinate(k));
  total.setZero();
  for (int k = 0; k < columns.dimension(); ++k) {
    auto weight = columns.coordinate(k);
    if (columns.dimension() == 1)
      weight.setOnes();
    else
      weight = (weight - largest).exp();
    total += weight;
  }
}

}  // namespace

Mixture::Mixture(std::vector<Component> components)
    : dimension_(static_cast<int>(components.front().mean.size())), components_(std::move(components)) {
  double total = 0;
  for (const Component& c : components_) total += c.weight;
  for (Component& c : components_) c.weight /= total;
}

/// What the components are at one noise level.
class Mixture::Level {
 public:
  Level(const std::vector<Component>& components, const NoiseLevel& at)
      : count_(static_cast<int>(components.size())),
        numbers_(components.front().mean.size(), 2 * count_),
        heights_(count_, 1) {
    for (int k = 0; k < count_; ++k) {
      const Component& c = components[k];
      numbers_.coordinate(k) = at.signal * c.mean.array();
      auto variance = numbers_.coordinate(count_ + k);
      variance = at.abar * c.variances.array() + at.noise;
      const double d = static_cast<double>(c.mean.size());
      heights_.coordinate(0)[k] = std::log(c.weight) - 0.5 * (d * log_2pi + variance.log().sum());
    }
  }
  int count() const { return count_; }
  /// Of component k: its mean, the eigenvalues of its covariance, and the logarithm of weight times peak.
  Points::ConstColumn centre(int k) const { return numbers_.coordinate(k); }
  Points::ConstColumn variance(int k) const { return numbers_.coordinate(count_ + k); }
  double height(int k) const { return heights_.coordinate(0)[k]; }

 private:
  int count_;
  Points numbers_;  ///< d x 2 K: centres, variances
  Points heights_;
};

/// g_k = (covariance)^-1 (mean - x) in the coordinates of component k's axes, and the exponent of its term of p.
Points Mixture::pull_of(const Component& c, const Level& level, int k, const Points& x, Points::Column exponent) {
  Points pull(x.size(), x.dimension());
  for (int i = 0; i < x.dimension(); ++i) pull.coordinate(i) = level.centre(k)[i] - x.coordinate(i);
  if (c.axes.size() > 0) turn(pull.values(), c.axes);
  exponent.setConstant(level.height(k));
  for (int i = 0; i < x.dimension(); ++i) {
    exponent -= pull.coordinate(i).square() * (0.5 / level.variance(k)[i]);
    pull.coordinate(i) /= level.variance(k)[i];
  }
  return pull;
}

/// The inverse covariance of component k applied to tangents.
void Mixture::narrow(const Component& c, const Level& level, int k, const Points::ConstView& tangent,
                     Points& narrowed) {
  if (c.axes.size() == 0) {
    for (int i = 0; i < narrowed.dimension(); ++i) narrowed.coordinate(i) = tangent.col(i) * (1 / level.variance(k)[i]);
    return;
  }
  narrowed.values() = product(tangent.matrix(), c.axes).array();
  for (int i = 0; i < narrowed.dimension(); ++i) narrowed.coordinate(i) *= 1 / level.variance(k)[i];
  turn_back(narrowed.values(), c.axes);
}

void Mixture::evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  if (dimension_ == 1) return evaluate_line(at, x, score, log_density);
  const auto a_point = static_cast<Points::Index>(components_.size()) * dimension_;
  by_rows(x, std::max<Points::Index>(8, most_held / a_point), score, log_density,
          [&](const Points& part, Points* s, Eigen::ArrayXd* l) { evaluate_space(at, part, s, l); });
}

void Mixture::evaluate_line(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const Level level(components_, at);
  const auto n = x.size();
  const auto place = x.coordinate(0);
  Points weights(n, level.count()), work(n, 3);
  auto largest = work.coordinate(0), total = work.coordinate(1), slope_sum = work.coordinate(2);
  for (int k = 0; k < level.count(); ++k)
    weights.coordinate(k) = level.height(k) - (place - level.centre(k)[0]).square() * (0.5 / level.variance(k)[0]);
  exponents_to_weights(weights, largest, total);
  if (log_density != nullptr) *log_density = largest + total.log();
  if (score == nullptr) return;
  slope_sum.setZero();
  for (int k = 0; k < level.count(); ++k)
    slope_sum += weights.coordinate(k) * ((level.centre(k)[0] - place) * (1 / level.variance(k)[0]));
  *score = Points(n, 1, x.tangents());
  auto slope = score->coordinate(0);
  slope = slope_sum / total;
  if (x.tangents() == 0) return;
  auto curvature = slope_sum;  // its content is used up
  curvature.setZero();
  for (int k = 0; k < level.count(); ++k) {
    const double precision = 1 / level.variance(k)[0];
    curvature += weights.coordinate(k) * (((level.centre(k)[0] - place) * precision - slope).square() - precision);
  }
  curvature /= total;
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j).col(0) = curvature * x.tangent(j).col(0);
}

void Mixture::evaluate_space(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const Level level(components_, at);
  const auto n = x.size();
  Points weights(n, level.count()), work(n, 2);
  auto largest = work.coordinate(0), total = work.coordinate(1);
  std::vector<Points> pulls;
  pulls.reserve(components_.size());
  for (int k = 0; k < level.count(); ++k) pulls.push_back(pull_of(components_[k], level, k, x, weights.coordinate(k)));
  exponents_to_weights(weights, largest, total);
  if (log_density != nullptr) *log_density = largest + total.log();
  if (score == nullptr) return;
  *score = Points(n, dimension_, x.tangents());
  auto slope = score->values();
  slope.setZero();
  for (int k = 0; k < level.count(); ++k) {
    weights.coordinate(k) /= total;
    if (components_[k].axes.size() > 0) turn_back(pulls[k].values(), components_[k].axes);
    for (int i = 0; i < dimension_; ++i) slope.col(i) += weights.coordinate(k) * pulls[k].coordinate(i);
  }
  if (x.tangents() > 0) add_curvature(level, weights, pulls, x, *score);
}

void Mixture::add_curvature(const Level& level, const Points& weights, const std::vector<Points>& pulls,
                            const Points& x, Points& score) const {
  Points along(x.size(), 1), narrowed(x.size(), dimension_);
  const auto slope = std::as_const(score).values();
  for (int j = 0; j < x.tangents(); ++j) score.tangent(j).setZero();
  for (int k = 0; k < level.count(); ++k)
    for (int j = 0; j < x.tangents(); ++j) {
      const auto tangent = x.tangent(j);
      auto image = score.tangent(j);
      along.coordinate(0).setZero();
      for (int i = 0; i < dimension_; ++i)
        along.coordinate(0) += (pulls[k].coordinate(i) - slope.col(i)) * tangent.col(i);
      along.coordinate(0) *= weights.coordinate(k);
      narrow(components_[k], level, k, tangent, narrowed);
      for (int i = 0; i < dimension_; ++i)
        image.col(i) += along.coordinate(0) * (pulls[k].coordinate(i) - slope.col(i)) -
                        weights.coordinate(k) * narrowed.coordinate(i);
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

std::unique_ptr<Target> Mixture::moved(const Eigen::VectorXd& by) const {
  std::vector<Component> components = components_;
  for (Component& c : components) c.mean += by;
  return std::make_unique<Mixture>(std::move(components));
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

std::optional<DiagonalMoments> Mixture::diagonal_moments() const {
  if (components_.size() > 1 || components_.front().axes.size() > 0) return {};
  return DiagonalMoments{components_.front().mean, components_.front().variances};
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

/// affine: X_0 = A X' + b, X' any target in R^k, A a d x k matrix, b in R^d: rotations, scalings, embedded subspaces.
///
/// Two cases are exact. A = c Q with orthonormal columns: with u = Q^T (x - signal b) and m^2 = (signal c)^2 + noise,
/// u/m is X' at the noise level abar' = (signal c / m)^2, and the rest of x - signal b is N(0, noise I) in d - k
/// dimensions:
///   log p = log p'(u/m) - k log m + log N(rest; 0, noise I), score = Q s'(u/m)/m - rest/noise,
///   Hessian = Q H' Q^T / m^2 - (I - Q Q^T)/noise.
/// Any A of a Gaussian mixture or of atoms: the components are transformed. Everything else is refused.
#include <fmt/format.h>

#include <numbers>

#include "numerics/dense.hpp"
#include "targets/cloud.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

class Embedded : public Target {
 public:
  /// X_0 = scale frame X' + shift; the frame's columns orthonormal, scale > 0.
  Embedded(std::shared_ptr<const Target> inner, Eigen::MatrixXd frame, double scale, Eigen::VectorXd shift)
      : inner_(std::move(inner)), frame_(std::move(frame)), scale_(scale), shift_(std::move(shift)) {}

  int dimension() const override { return static_cast<int>(frame_.rows()); }

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const auto n = x.size();
    const int d = dimension(), k = inner_->dimension();
    const double spread = at.signal * scale_, m = std::sqrt(spread * spread + at.noise);
    const NoiseLevel level = inner_level(at);
    const Eigen::MatrixXd centred = x.values().matrix().rowwise() - at.signal * shift_.transpose();
    Points u(n, k, x.tangents()), inner_score;
    u.values() = product(centred, frame_).array() / m;
    for (int j = 0; j < x.tangents(); ++j) u.tangent(j) = product(x.tangent(j).matrix(), frame_).array() / m;
    inner_->evaluate(level, u, score != nullptr ? &inner_score : nullptr, log_density);
    const bool has_rest = k < d;  // else it is rounding, and noise may be zero
    Eigen::MatrixXd rest;
    if (has_rest) {
      rest = centred;
      add_times_transposed(-m, u.values().matrix(), frame_, rest);
    }
    if (log_density != nullptr) {
      *log_density -= k * std::log(m);
      if (has_rest)
        *log_density -= 0.5 * (rest.rowwise().squaredNorm().array() / at.noise +
                               (d - k) * std::log(2 * std::numbers::pi * at.noise));
    }
    if (score == nullptr) return;
    *score = Points(n, d, x.tangents());
    score->values() = times_transposed(inner_score.values().matrix() / m, frame_).array();
    if (has_rest) score->values() -= rest.array() / at.noise;
    for (int j = 0; j < x.tangents(); ++j) {
      score->tangent(j) = times_transposed(inner_score.tangent(j).matrix() / m, frame_).array();
      if (has_rest)
        score->tangent(j) -= (x.tangent(j) - m * times_transposed(u.tangent(j).matrix(), frame_).array()) / at.noise;
    }
  }

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double m = std::sqrt(at.abar * scale_ * scale_ + at.noise);
    const Interval own = inner_->bulk(inner_level(at), tail);
    const double centre = at.signal * shift_[0], low = centre + m * frame_(0, 0) * own.low,
                 high = centre + m * frame_(0, 0) * own.high;
    return {std::min(low, high), std::max(low, high)};
  }
  Moments moments() const override {
    const Moments own = inner_->moments();
    return {scale_ * (frame_ * own.mean) + shift_,
            scale_ * scale_ * times_transposed(product(frame_, own.covariance), frame_)};
  }
  void draw(Stream& stream, Points& x) const override {
    Points u(x.size(), inner_->dimension());
    inner_->draw(stream, u);
    x.values() = ((scale_ * times_transposed(u.values().matrix(), frame_)).rowwise() + shift_.transpose()).array();
  }
  Assumptions assumptions() const override {
    Assumptions own = inner_->assumptions();
    if (inner_->dimension() < dimension()) own.density = own.smooth = false;
    return own;
  }
  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    const auto own = inner_->characteristic(scale_ * (frame_.transpose() * w));
    if (!own) return {};
    return std::polar(1.0, w.dot(shift_)) * *own;
  }
  bool gaussian() const override { return inner_->gaussian(); }
  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    // X' about its own mean, or its offset and b would cancel at every evaluation.
    const Eigen::VectorXd centre = inner_->moments().mean;
    std::shared_ptr<const Target> centred = centre.allFinite() ? inner_->moved(-centre) : nullptr;
    if (centred == nullptr) return std::make_unique<Embedded>(inner_, frame_, scale_, shift_ + by);
    return std::make_unique<Embedded>(std::move(centred), frame_, scale_, shift_ + by + scale_ * (frame_ * centre));
  }
  double uncertainty() const override { return inner_->uncertainty(); }
  double work() const override { return around(inner_->work()); }
  double usual_work() const override { return around(inner_->usual_work()); }

 private:
  /// The work of an evaluation within which X' costs `inner`.
  double around(double inner) const {
    const double d = dimension(), k = inner_->dimension();
    return d / k * inner + 4 * d * d * k;
  }
  /// abar' = (signal scale)^2 / ((signal scale)^2 + noise).
  NoiseLevel inner_level(const NoiseLevel& at) const {
    if (scale_ == 1) return at;
    return NoiseLevel::of(std::log1p(at.noise / (at.abar * scale_ * scale_)));
  }

  std::shared_ptr<const Target> inner_;
  Eigen::MatrixXd frame_;  ///< d x k
  double scale_;
  Eigen::VectorXd shift_;  ///< d
};

/// The Gaussian mixture A X' + b.
std::unique_ptr<Target> transformed(const Mixture& inner, const Eigen::MatrixXd& A, const Eigen::VectorXd& b) {
  std::vector<Mixture::Component> components;
  for (const Mixture::Component& c : inner.components()) {
    const Eigen::MatrixXd axes = c.axes.size() > 0 ? product(A, c.axes) : A;
    Eigenbasis basis = symmetric_eigenbasis(times_transposed(axes * c.variances.asDiagonal(), axes));
    Mixture::Component image{c.weight, A * c.mean + b, basis.values.cwiseMax(0), std::move(basis.vectors)};
    if (c.variances.maxCoeff() == 0) image.variances.setZero(), image.axes.resize(0, 0);
    components.push_back(std::move(image));
  }
  return std::make_unique<Mixture>(std::move(components));
}

/// The first k columns of an orthonormal frame of R^d that is in general position, the same for every run.
Eigen::MatrixXd general_frame(int d, int k) {
  Stream stream(1, "affine frame", static_cast<std::uint64_t>(d));
  Eigen::MatrixXd gaussian(d, k);
  stream.normals(gaussian);
  return orthonormal_frame(gaussian);
}

constexpr int most_dimension = 1024;
constexpr int most_within = 10'000;

const Key target_key{"target", "the target X' in R^k", Shape::a("target").needed()};
const Key matrix_key{"matrix", "A: d rows of k numbers (numbers alone are rows of one)",
                     Shape::points(most_dimension, most_dimension)};
const Key dimension_key{"dimension", "in place of matrix: d >= k, and A the first k columns of a fixed rotation of R^d",
                        Shape::whole(1, most_within)};
const Key shift_key{"shift", "b: a list of d numbers, by default zero",
                    Shape::numbers({-1e50, 1e50}, most_dimension, true)};
const Either either{matrix_key.name, dimension_key.name};

/// A, or an empty matrix after a problem.
Eigen::MatrixXd read_matrix(Parameters& p, int k) {
  if (!p.has_one(either)) return {};
  if (p.has(dimension_key)) {
    const int d = p.integer(dimension_key, k, std::max(k, most_dimension));
    return p.good() ? general_frame(d, k) : Eigen::MatrixXd();
  }
  Eigen::MatrixXd A = p.points(matrix_key);
  if (A.size() > 0 && A.cols() != k) {
    p.problem(matrix_key.name,
              fmt::format("has rows of {} numbers; accepted: {}, the dimension of the target within", A.cols(), k));
    return {};
  }
  if (A.size() > 0 && (A.cwiseAbs().maxCoeff() > 1e25 || !(A.cwiseAbs().maxCoeff() > 1e-25)))
    p.problem(matrix_key.name, "is zero, or holds a number beyond 1e25; accepted: a matrix of moderate size");
  return A;
}

std::unique_ptr<Target> make(Parameters& p) {
  const Value* within = p.required(target_key, "a target");
  if (within == nullptr) return nullptr;
  std::unique_ptr<Target> inner =
      make_kind(*within, p.pointer(target_key.name), p.problems(), target_kinds(), {}, nullptr, nullptr, p.tables());
  if (inner == nullptr) return nullptr;
  if (inner->dimension() > most_within) {
    p.problem(target_key.name, fmt::format("has dimension {}; accepted: at most {}, as a matrix follows",
                                           inner->dimension(), most_within));
    return nullptr;
  }
  const Eigen::MatrixXd A = read_matrix(p, inner->dimension());
  if (!p.good()) return nullptr;
  const auto d = A.rows(), k = A.cols();
  Eigen::VectorXd b = Eigen::VectorXd::Zero(d);
  if (p.has(shift_key)) {
    const std::vector<double> given = p.numbers(shift_key);
    if (p.good() && static_cast<Eigen::Index>(given.size()) != d)
      p.problem(shift_key.name, fmt::format("has {} entries; accepted: {}, the rows of matrix", given.size(), d));
    if (!p.good()) return nullptr;
    b = Eigen::Map<const Eigen::VectorXd>(given.data(), d);
  }
  const double square = A.squaredNorm() / static_cast<double>(k);
  const bool orthonormal =
      k <= d && (transposed_times(A, A) / square - Eigen::MatrixXd::Identity(k, k)).cwiseAbs().maxCoeff() < 1e-13;
  const auto* mixture = dynamic_cast<const Mixture*>(inner.get());
  const auto* cloud = dynamic_cast<const Cloud*>(inner.get());
  if (orthonormal) {
    const double scale = std::abs(square - 1) < 1e-14 ? 1 : std::sqrt(square);
    return std::make_unique<Embedded>(std::move(inner), A / scale, scale, b);
  }
  if (mixture != nullptr && typeid(*mixture) == typeid(Mixture)) return transformed(*mixture, A, b);
  if (cloud != nullptr && cloud->bandwidth() == 0)
    return make_cloud(times_transposed(cloud->points(), A).rowwise() + b.transpose(), cloud->weights(), 0);
  p.problem(matrix_key.name,
            "has no orthonormal columns times a number; accepted for this target: a multiple of a rotation or of an "
            "orthonormal frame (any matrix for gaussian_mixture and atoms)");
  return nullptr;
}

}  // namespace

extern const Kind<Target> target_affine;
const Kind<Target> target_affine{"affine",
                                 "matrix times another target plus a shift: rotations, embedded subspaces",
                                 {target_key, matrix_key, dimension_key, shift_key},
                                 make,
                                 R"("target": {"type": "laplace", "mean": 0, "scale": 1}, "matrix": [[0.6], [0.8]])",
                                 true,
                                 either};

}  // namespace diffrates

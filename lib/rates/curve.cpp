#include "rates/curve.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "numerics/dense.hpp"
#include "numerics/root.hpp"

namespace diffrates {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

using Small = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 3, 3>;

constexpr double z = 3.2905267314919255;  // normal, two-sided 99.9 percent

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The fit of the linear parameters with the nonlinear one held.
struct Conditional {
  double chi2 = infinity;
  VectorXd theta;
  Small covariance;  ///< of (a, q[, d])
};

/// The curve in coordinates that make it well conditioned: a = value at the middle of log x, q, then, where present,
/// g = log(1 + c u_1) (any real g is a valid c), d, and F in units of the smallest e.
class Model {
 public:
  Model(const CurveData& data, const CurveShape& shape)
      : data_(data), shape_(shape), log_x_(data.x.log()), middle_(log_x_.mean()), unit_(std::exp(data.y.minCoeff())) {
    fixed_ = shape.log_power == 0 ? ArrayXd::Zero(data.size()) : ArrayXd(shape.log_power * log_x_.log());
    const ArrayXd u =
        shape.correction == Correction::Logarithm ? ArrayXd(log_x_(0) / log_x_) : ArrayXd(data.x(0) / data.x);
    u_ = u;
    next_ = data.x(0) / data.x;
    if (shape.correction == Correction::Power) next_ = next_.square();
    int next = 2;
    if (shape.correction != Correction::None) g_ = next++;
    if (shape.next_order) d_ = next++;
    if (shape.floor) f_ = next++;
    count_ = next;
    columns_.resize(data.size(), d_ ? 3 : 2);
    columns_.col(0).setOnes();
    columns_.col(1) = sign() * (log_x_ - middle_);
    if (d_) columns_.col(2) = next_;
  }

  int count() const { return count_; }
  int g() const { return g_; }
  int f() const { return f_; }
  double middle() const { return middle_; }
  double unit() const { return unit_; }
  double sign() const { return shape_.growth ? 1 : -1; }
  /// The largest g: c = x_n/2, or log x_n.
  double g_limit() const { return std::log1p((shape_.correction == Correction::Power ? 0.5 : 1) / u_(u_.size() - 1)); }
  /// log C = a + shift() q.
  double shift() const { return -sign() * middle_; }

  /// Model values and their derivatives by the parameters; false where the logarithm does not exist.
  bool evaluate(const VectorXd& theta, ArrayXd& value, MatrixXd& jacobian) const {
    value = linear_part(theta);
    jacobian.resize(data_.size(), count_);
    jacobian.col(0).setOnes();
    jacobian.col(1) = sign() * (log_x_ - middle_);
    if (g_) jacobian.col(g_) = std::exp(theta(g_)) * u_ / (1 + std::expm1(theta(g_)) * u_);
    if (d_) jacobian.col(d_) = next_;
    if (f_) {
      const ArrayXd law = value.exp(), total = law + theta(f_) * unit_;
      if (!(total > 0).all()) return false;
      jacobian.array().colwise() *= law / total;
      jacobian.col(f_) = unit_ / total;
      value = total.log();
    }
    return value.allFinite();
  }

  int nonlinear() const { return g_ + f_; }                     ///< its place in theta; 0 if there is none
  double nonlinear_low() const { return g_ ? -3 : 0; }          ///< c = -0.95 x_1; no floor
  double nonlinear_high() const { return g_ ? g_limit() : 1; }  ///< g_limit(); the smallest error is all floor

  /// Least squares in the linear parameters (a, q, d) with the nonlinear one held.
  Conditional conditional(const ArrayXd& weight, double held) const {
    ArrayXd target = data_.y - fixed_, w = weight;
    if (g_) target -= (std::expm1(held) * u_).log1p();
    if (f_) {
      const ArrayXd share = 1 - held * unit_ * (-data_.y).exp();
      target += share.log();
      w *= share.square();
    }
    Conditional c;
    const Small right = columns_.transpose() * (w * target).matrix();
    const Small normal = columns_.transpose() * w.matrix().asDiagonal() * columns_;
    c.covariance = normal.inverse();
    const Small solution = c.covariance * right;
    c.chi2 = (w * (target - (columns_ * solution).array()).square()).sum();
    c.theta = VectorXd::Zero(count_);
    c.theta.head(2) = solution.topRows(2);
    if (d_) c.theta(d_) = solution(2);
    if (nonlinear()) c.theta(nonlinear()) = held;
    return c;
  }

 private:
  ArrayXd linear_part(const VectorXd& theta) const {
    ArrayXd value = theta(0) + theta(1) * sign() * (log_x_ - middle_) + fixed_;
    if (g_) value += (std::expm1(theta(g_)) * u_).log1p();
    if (d_) value += theta(d_) * next_;
    return value;
  }

  const CurveData& data_;
  CurveShape shape_;
  ArrayXd log_x_, u_, next_, fixed_;
  Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, Eigen::Dynamic, 3> columns_;
  double middle_, unit_;
  int g_ = 0, d_ = 0, f_ = 0, count_ = 2;
};

constexpr int scan_nodes = 32;

double scan_node(const Model& model, int i) {
  return model.nonlinear_low() + (model.nonlinear_high() - model.nonlinear_low()) * (i + 0.5) / scan_nodes;
}

/// The best of a scan of the nonlinear parameter.
VectorXd scan(const Model& model, const ArrayXd& variance) {
  const ArrayXd weight = variance.inverse();
  if (!model.nonlinear()) return model.conditional(weight, 0).theta;
  Conditional best;
  for (int i = 0; i < scan_nodes; ++i) {
    Conditional here = model.conditional(weight, scan_node(model, i));
    if (here.chi2 < best.chi2) best = std::move(here);
  }
  return best.theta;
}

struct Descent {
  VectorXd theta;
  ArrayXd residual;
  MatrixXd jacobian;
  bool converged = false;
};

double chi2_of(const ArrayXd& residual, const ArrayXd& variance) { return (residual.square() / variance).sum(); }

/// Levenberg-Marquardt from `theta` until no step shortens the residual.
Descent descend(const Model& model, const CurveData& data, const ArrayXd& variance, VectorXd theta) {
  Descent here;
  ArrayXd value;
  if (!model.evaluate(theta, value, here.jacobian)) return here;
  here.theta = theta;
  here.residual = data.y - value;
  const ArrayXd weight = variance.rsqrt();
  double damping = 0;
  for (int iteration = 0; iteration < 100; ++iteration) {
    const int n = model.count();
    MatrixXd scaled = weight.matrix().asDiagonal() * here.jacobian;
    const VectorXd norms = scaled.colwise().norm().cwiseMax(1e-300);
    scaled = scaled * norms.cwiseInverse().asDiagonal();
    MatrixXd stacked(data.size() + n, n);
    stacked << scaled, std::sqrt(damping) * MatrixXd::Identity(n, n);
    VectorXd right = VectorXd::Zero(data.size() + n);
    right.head(data.size()) = weight * here.residual;
    const VectorXd step = least_squares(stacked, right).cwiseQuotient(norms);
    theta = here.theta + step;
    MatrixXd jacobian;
    const bool valid = model.evaluate(theta, value, jacobian);
    const ArrayXd residual = data.y - value;
    const double before = chi2_of(here.residual, variance);
    const bool small = (step.array().abs() <= 1e-11 * (1 + here.theta.array().abs())).all();
    if (valid && chi2_of(residual, variance) <= before) {
      here = {theta, residual, jacobian, small};
      damping = damping < 1e-6 ? 0 : damping / 10;
    } else if (small) {
      here.converged = true;
    } else {
      damping = std::max(1e-6, damping * 10);
    }
    if (here.converged || damping > 1e12) break;
  }
  return here;
}

/// The common variance m^2 with sum r^2/(sigma^2 + m^2) = freedom; 0 if the sigma explain the residuals.
double misfit_variance(const ArrayXd& residual, const ArrayXd& sigma, int freedom) {
  const auto excess = [&](double m2) { return chi2_of(residual, sigma.square() + m2) - freedom; };
  if (excess(0) <= 0) return 0;
  const double most = 2 * residual.square().sum() / freedom;
  return root_between(excess, 0, most, excess(0), excess(most));
}

Curve describe(const Model& model, const CurveData& data, const CurveShape& shape, const Descent& end, double misfit) {
  Curve curve;
  curve.shape = shape;
  curve.start = data.x(0);
  curve.misfit = misfit;
  curve.freedom = static_cast<int>(data.size()) - model.count();
  if (end.theta.size() == 0) return curve;
  const ArrayXd weight = (data.sigma.square() + misfit * misfit).rsqrt();
  MatrixXd scaled = weight.matrix().asDiagonal() * end.jacobian;
  const VectorXd norms = scaled.colwise().norm().cwiseMax(1e-300);
  scaled = scaled * norms.cwiseInverse().asDiagonal();
  const MatrixXd root = weight.matrix().asDiagonal();
  const MatrixXd influence = norms.cwiseInverse().asDiagonal() * least_squares_of_all(scaled, root);
  const double shift = model.shift();
  curve.exponent = {end.theta(1), influence.row(1).transpose().array()};
  curve.log_constant = {end.theta(0) + shift * end.theta(1),
                        (influence.row(0) + shift * influence.row(1)).transpose().array()};
  int next = 2;
  double g = 0;
  if (shape.correction != Correction::None) {
    g = end.theta(next++);
    curve.correction = std::expm1(g) * (shape.correction == Correction::Power ? curve.start : std::log(curve.start));
  }
  if (shape.next_order) curve.next_order = end.theta(next++);
  if (shape.floor) curve.floor = end.theta(next) * model.unit();
  if (const int at = model.nonlinear()) {
    curve.nonlinear = end.theta(at);
    curve.nonlinear_error = (influence.row(at).transpose().array() / weight).matrix().norm();
  }
  const bool inside = shape.correction == Correction::None || g < model.g_limit();
  curve.identified = end.converged && inside && influence.allFinite();
  return curve;
}

/// Widens `range` to every q (or, where `constant` asks for it, log C = a + shift q) whose chi^2 at one held value of
/// the nonlinear parameter is within k^2 of the least; `spare` is what this fit leaves of k^2.
void widen(Range& range, const Conditional& c, double shift, bool constant, double spare) {
  const double value = constant ? c.theta(0) + shift * c.theta(1) : c.theta(1);
  const double variance = constant
                              ? c.covariance(0, 0) + 2 * shift * c.covariance(0, 1) + shift * shift * c.covariance(1, 1)
                              : c.covariance(1, 1);
  const double reach = std::sqrt(spare * variance);
  range.low = std::min(range.low, value - reach);
  range.high = std::max(range.high, value + reach);
}

/// Where the profile looks: the whole scan, and closely around the best value.
std::vector<double> profile_nodes(const Model& model, const Curve& curve, double k) {
  if (!model.nonlinear()) return {0};
  std::vector<double> nodes{curve.nonlinear};
  for (int i = 0; i < scan_nodes; ++i) nodes.push_back(scan_node(model, i));
  for (int i = -10; i <= 10; ++i) {
    const double near = curve.nonlinear + 0.1 * i * k * curve.nonlinear_error;
    if (near < model.nonlinear_high()) nodes.push_back(near);
  }
  return nodes;
}

}  // namespace

CurveProfile profile(const CurveData& data, const Curve& curve, double k) {
  const Model model(data, curve.shape);
  const ArrayXd weight = (data.sigma.square() + curve.misfit * curve.misfit).inverse();
  std::vector<Conditional> fits;
  double least = infinity;
  for (const double held : profile_nodes(model, curve, k)) {
    fits.push_back(model.conditional(weight, held));
    least = std::min(least, fits.back().chi2);
  }
  const double q = curve.exponent.value, log_c = curve.log_constant.value;
  CurveProfile found{{q, q}, {log_c, log_c}};
  for (const Conditional& c : fits) {
    const double spare = k * k - (c.chi2 - least);
    if (!(spare >= 0)) continue;
    widen(found.exponent, c, model.shift(), false, spare);
    widen(found.log_constant, c, model.shift(), true, spare);
  }
  return found;
}

CurveData CurveData::from(Index first) const {
  const Index n = size() - first;
  return {x.tail(n), y.tail(n), sigma.tail(n), replicates.segment(first, n)};
}

CurveData CurveData::without_last() const {
  const Index n = size() - 1;
  return {x.head(n), y.head(n), sigma.head(n), replicates.segment(0, n)};
}

double CurveData::noise(const ArrayXd& influence) const {
  return replicates.empty() ? z * (influence * sigma).matrix().norm() : replicates.reach(influence);
}

double Curve::at(double x) const {
  const double u = shape.correction == Correction::Logarithm ? std::log(start) / std::log(x) : start / x;
  const double scale = shape.correction == Correction::Logarithm ? std::log(start) : start;
  double value = log_constant.value + (shape.growth ? 1 : -1) * exponent.value * std::log(x);
  if (shape.log_power != 0) value += shape.log_power * std::log(std::log(x));
  if (shape.correction != Correction::None) value += std::log1p(correction / scale * u);
  if (shape.next_order) value += next_order * std::pow(start / x, shape.correction == Correction::Power ? 2 : 1);
  return std::exp(value) + floor;
}

Curve fit_curve(const CurveData& data, const CurveShape& shape, double misfit) {
  const Model model(data, shape);
  const ArrayXd variance = data.sigma.square() + misfit * misfit;
  return describe(model, data, shape, descend(model, data, variance, scan(model, variance)), misfit);
}

Curve fit_curve(const CurveData& data, const CurveShape& shape) {
  const Model model(data, shape);
  const int freedom = static_cast<int>(data.size()) - model.count();
  const ArrayXd equal = ArrayXd::Constant(data.size(), data.sigma.square().mean());
  // The misfit, where there is one, is common to all points: equal weights start the search.
  Descent end = descend(model, data, equal, scan(model, equal));
  double misfit2 = 0;
  for (int round = 0; round < 40 && end.theta.size() > 0; ++round) {
    const double next = misfit_variance(end.residual, data.sigma, freedom);
    const bool settled = round > 0 && std::abs(next - misfit2) <= 1e-6 * next;
    misfit2 = next;
    if (settled) break;
    end = descend(model, data, data.sigma.square() + misfit2, end.theta);
  }
  return describe(model, data, shape, end, std::sqrt(misfit2));
}

}  // namespace diffrates

#include "rates/curve.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

namespace diffrates {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The curve in coordinates that make it well conditioned: a = value at the middle of log x, q, then, where present,
/// g = log(1 + c u_1) (any real g is a valid c), d, and F in units of the smallest e.
class Model {
 public:
  Model(const CurveData& data, const CurveShape& shape)
      : data_(data), shape_(shape), log_x_(data.x.log()), middle_(log_x_.mean()), unit_(std::exp(data.y.minCoeff())) {
    fixed_ = shape.log_power == 0 ? ArrayXd::Zero(data.size()) : ArrayXd(shape.log_power * log_x_.log());
    const ArrayXd u = shape.correction == Correction::Logarithm ? ArrayXd(log_x_(0) / log_x_) : ArrayXd(data.x(0) / data.x);
    u_ = u;
    next_ = data.x(0) / data.x;
    if (shape.correction == Correction::Power) next_ = next_.square();
    int next = 2;
    if (shape.correction != Correction::None) g_ = next++;
    if (shape.next_order) d_ = next++;
    if (shape.floor) f_ = next++;
    count_ = next;
  }

  int count() const { return count_; }
  int g() const { return g_; }
  int f() const { return f_; }
  double middle() const { return middle_; }
  double unit() const { return unit_; }
  double sign() const { return shape_.growth ? 1 : -1; }
  /// The largest g: c = x_n (or log x_n).
  double g_limit() const { return std::log1p(1 / u_(u_.size() - 1)); }

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

  /// Least squares in the linear parameters (a, q, d) with the nonlinear one held; chi^2 returned, theta filled.
  double linear_fit(const ArrayXd& variance, double held, VectorXd& theta) const {
    theta = VectorXd::Zero(count_);
    ArrayXd target = data_.y - fixed_, weight = variance.rsqrt();
    if (g_) target -= (std::expm1(held) * u_).log1p();
    if (f_) {
      const ArrayXd share = 1 - held * unit_ * (-data_.y).exp();
      target += share.log();
      weight *= share;
    }
    const int columns = d_ ? 3 : 2;
    MatrixXd design(data_.size(), columns);
    design.col(0) = weight;
    design.col(1) = weight * sign() * (log_x_ - middle_);
    if (d_) design.col(2) = weight * next_;
    const VectorXd right = weight * target;
    const VectorXd solution = design.colPivHouseholderQr().solve(right);
    theta.head(2) = solution.head(2);
    if (d_) theta(d_) = solution(2);
    if (g_) theta(g_) = held;
    if (f_) theta(f_) = held;
    return (design * solution - right).squaredNorm();
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
  double middle_, unit_;
  int g_ = 0, d_ = 0, f_ = 0, count_ = 2;
};

/// The best of a scan of the nonlinear parameter.
VectorXd scan(const Model& model, const ArrayXd& variance) {
  VectorXd best, theta;
  if (!model.g() && !model.f()) {
    model.linear_fit(variance, 0, best);
    return best;
  }
  constexpr int nodes = 32;
  double least = infinity;
  for (int i = 0; i <= nodes; ++i) {
    const double part = double(i) / nodes;
    // g from c = -0.95 x_1 to its limit; F from 0 to 99.9 percent of the smallest error, denser towards the end.
    const double held = model.g() ? -3 + (model.g_limit() + 3) * part : 1 - std::pow(1e-3, part);
    const double chi2 = model.linear_fit(variance, held, theta);
    if (chi2 < least) {
      least = chi2;
      best = theta;
    }
  }
  return best;
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
    const VectorXd step = stacked.colPivHouseholderQr().solve(right).cwiseQuotient(norms);
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
  double low = 0, high = residual.square().sum() / freedom;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (excess(middle) > 0 ? low : high) = middle;
  }
  return high;
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
  const MatrixXd influence = norms.cwiseInverse().asDiagonal() * scaled.colPivHouseholderQr().solve(root);
  const double shift = -model.sign() * model.middle();  // log C = a + shift q
  curve.exponent = {end.theta(1), influence.row(1).transpose().array()};
  curve.log_constant = {end.theta(0) + shift * end.theta(1), (influence.row(0) + shift * influence.row(1)).transpose().array()};
  int next = 2;
  double g = 0;
  if (shape.correction != Correction::None) {
    g = end.theta(next++);
    curve.correction = std::expm1(g) * (shape.correction == Correction::Power ? curve.start : std::log(curve.start));
  }
  if (shape.next_order) curve.next_order = end.theta(next++);
  if (shape.floor) curve.floor = end.theta(next) * model.unit();
  curve.deviation = std::sqrt(end.residual.square().mean());
  const bool inside = shape.correction == Correction::None || g < model.g_limit();
  curve.identified = end.converged && inside && influence.allFinite();
  return curve;
}

}  // namespace

CurveData CurveData::from(Index first) const {
  const Index n = size() - first;
  return {x.tail(n), y.tail(n), sigma.tail(n)};
}

CurveData CurveData::without_last() const {
  const Index n = size() - 1;
  return {x.head(n), y.head(n), sigma.head(n)};
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

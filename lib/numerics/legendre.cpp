#include "numerics/legendre.hpp"

#include <algorithm>

#include "numerics/dips.hpp"
#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

/// P_{k+1}(x) from P_k and P_{k-1}.
template <class Real>
Real legendre_next(Eigen::Index k, Real x, Real now, Real before) {
  const Real degree = static_cast<Real>(k);
  return ((2 * degree + 1) * x * now - degree * before) / (degree + 1);
}

/// d/dx sum_k c_k P_k(x), by P'_{k+1} = P'_{k-1} + (2k + 1) P_k.
double legendre_slope(const Eigen::VectorXd& c, double x) {
  double before = 0, now = 1, slope_before = 0, slope = 0, sum = 0;
  for (Eigen::Index k = 0; k < c.size(); ++k) {
    sum += c[k] * slope;
    const double next_slope = slope_before + (2 * static_cast<double>(k) + 1) * now;
    const double next = legendre_next(k, x, now, before);
    before = now, now = next;
    slope_before = slope, slope = next_slope;
  }
  return sum;
}

/// c of P_n.
Eigen::VectorXd alone(int n) {
  Eigen::VectorXd c = Eigen::VectorXd::Zero(n + 1);
  c[n] = 1;
  return c;
}

}  // namespace

double legendre_sum(const Eigen::VectorXd& c, double x) {
  double before = 0, now = 1, sum = 0;
  for (Eigen::Index k = 0; k < c.size(); ++k) {
    sum += c[k] * now;
    const double next = legendre_next(k, x, now, before);
    before = now;
    now = next;
  }
  return sum;
}

double legendre_integral(const Eigen::VectorXd& c, double x) {
  double before = 0, now = 1, sum = 0;
  for (Eigen::Index k = 0; k < c.size(); ++k) {
    const double next = legendre_next(k, x, now, before);
    sum += k == 0 ? c[0] * (x + 1) : c[k] * (next - before) / (2 * static_cast<double>(k) + 1);
    before = now;
    now = next;
  }
  return sum;
}

Legendre::Legendre(int n)
    : nodes_(gauss_legendre(n).at),
      weights_(gauss_legendre(n).weight),
      inner_(n),
      next_slopes_(n),
      to_coefficients_(n, n),
      slopes_(n, n) {
  for (int j = 0; j < n; ++j) {
    long double before = 0, now = 1;
    for (int k = 0; k < n; ++k) {
      to_coefficients_(k, j) = (k + 0.5) * weights_[j] * static_cast<double>(now);
      const long double next = legendre_next<long double>(k, nodes_[j], now, before);
      before = now;
      now = next;
    }
  }
  for (int j = 0; j < n; ++j) {
    const Eigen::VectorXd c = to_coefficients_.col(j);
    inner_[j] = legendre_integral(c, nodes_[n - 1]) - legendre_integral(c, nodes_[0]);
    for (int i = 0; i < n; ++i) slopes_(i, j) = legendre_slope(c, nodes_[i]);
  }
  for (int i = 0; i < n; ++i) next_slopes_[i] = legendre_slope(alone(n), nodes_[i]);
}

double Legendre::next(double x) const { return legendre_sum(alone(size()), x); }

double Legendre::Decay::quadrature() const { return size > 0 ? tail * std::sqrt(std::min(1.0, tail / size)) : 0; }

Legendre::Decay Legendre::decay(const Eigen::ArrayXd& values) const {
  const Eigen::ArrayXd c = coefficients(values).array().abs();
  return {c.tail(3).sum(), c.maxCoeff()};
}

namespace {

/// The nodes, both ends, and the turning points between neighbours that may dip; in order.
template <class Visit>
void visit_places(const Eigen::VectorXd& c, const Eigen::ArrayXd& nodes, const Eigen::ArrayXd& values,
                  const Visit& visit) {
  const auto at = [&](double x) { return Place{x, legendre_sum(c, x), legendre_slope(c, x)}; };
  Place last = at(-1);
  visit(last.x, last.value);
  const auto go_on = [&](const Place& next) {
    if (may_dip(last, next)) {
      const double turn = turning_point([&](double x) { return legendre_slope(c, x); }, last, next);
      visit(turn, legendre_sum(c, turn));
    }
    visit(next.x, next.value);
    last = next;
  };
  for (Eigen::Index j = 0; j < nodes.size(); ++j) go_on({nodes[j], values[j], legendre_slope(c, nodes[j])});
  go_on(at(1));
}

}  // namespace

bool Legendre::changes_sign(const Eigen::ArrayXd& values) const {
  double least = values[0], most = values[0];
  visit_places(coefficients(values), nodes_, values, [&](double, double value) {
    least = std::min(least, value);
    most = std::max(most, value);
  });
  return least < 0 && most > 0;
}

double Legendre::positive_part(const Eigen::ArrayXd& values) const {
  const Eigen::VectorXd c = coefficients(values);
  double left = -1, left_value = legendre_sum(c, -1), start = -1, sum = 0;
  visit_places(c, nodes_, values, [&](double right, double right_value) {
    if ((left_value < 0) != (right_value < 0) && left < right) {
      const double root =
          root_between([&](double x) { return legendre_sum(c, x); }, left, right, left_value, right_value);
      if (left_value >= 0) sum += legendre_integral(c, root) - legendre_integral(c, start);
      start = root;
    }
    left = right;
    left_value = right_value;
  });
  if (left_value >= 0) sum += legendre_integral(c, 1) - legendre_integral(c, start);
  return sum;
}

}  // namespace diffrates

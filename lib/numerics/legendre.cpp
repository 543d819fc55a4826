#include "numerics/legendre.hpp"

#include <algorithm>
#include <boost/math/special_functions/legendre.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <vector>

namespace diffrates {

double legendre_sum(const Eigen::VectorXd& c, double x) {
  double before = 0, now = 1, sum = 0;
  for (Eigen::Index k = 0; k < c.size(); ++k) {
    sum += c[k] * now;
    const double degree = static_cast<double>(k);
    const double next = ((2 * degree + 1) * x * now - degree * before) / (degree + 1);
    before = now;
    now = next;
  }
  return sum;
}

double legendre_integral(const Eigen::VectorXd& c, double x) {
  double before = 0, now = 1, sum = 0;
  for (Eigen::Index k = 0; k < c.size(); ++k) {
    const double degree = static_cast<double>(k);
    const double next = ((2 * degree + 1) * x * now - degree * before) / (degree + 1);
    sum += k == 0 ? c[0] * (x + 1) : c[k] * (next - before) / (2 * degree + 1);
    before = now;
    now = next;
  }
  return sum;
}

Legendre::Legendre(int n) : nodes_(n), weights_(n), inner_(n), to_coefficients_(n, n) {
  const std::vector<double> zeros = boost::math::legendre_p_zeros<double>(n);  // the nonnegative ones
  const int half = static_cast<int>(zeros.size());
  for (int i = 0; i < half; ++i) {
    nodes_[n - half + i] = zeros[i];
    nodes_[half - 1 - i] = -zeros[i];
  }
  for (int j = 0; j < n; ++j) {
    const double x = nodes_[j], slope = boost::math::legendre_p_prime(n, x);
    weights_[j] = 2 / ((1 - x * x) * slope * slope);
  }
  for (int j = 0; j < n; ++j)
    for (int k = 0; k < n; ++k)
      to_coefficients_(k, j) = (k + 0.5) * weights_[j] * boost::math::legendre_p(k, nodes_[j]);
  for (int j = 0; j < n; ++j) {
    const Eigen::VectorXd c = to_coefficients_.col(j);
    inner_[j] = legendre_integral(c, nodes_[n - 1]) - legendre_integral(c, nodes_[0]);
  }
}

double Legendre::Decay::quadrature() const { return size > 0 ? tail * std::sqrt(std::min(1.0, tail / size)) : 0; }

Legendre::Decay Legendre::decay(const Eigen::ArrayXd& values) const {
  const Eigen::ArrayXd c = coefficients(values).array().abs();
  return {c.tail(3).sum(), c.maxCoeff()};
}

bool Legendre::changes_sign(const Eigen::ArrayXd& values) const {
  const Eigen::VectorXd c = coefficients(values);
  const double left = legendre_sum(c, -1), right = legendre_sum(c, 1);
  return std::min({left, right, values.minCoeff()}) < 0 && std::max({left, right, values.maxCoeff()}) > 0;
}

double Legendre::positive_part(const Eigen::ArrayXd& values) const {
  const Eigen::VectorXd c = coefficients(values);
  double left = -1, left_value = legendre_sum(c, -1), start = -1, sum = 0;
  const auto visit = [&](double right, double right_value) {
    if ((left_value < 0) != (right_value < 0) && left < right) {
      std::uintmax_t iterations = 100;
      const auto bracket =
          boost::math::tools::toms748_solve([&](double x) { return legendre_sum(c, x); }, left, right, left_value,
                                            right_value, boost::math::tools::eps_tolerance<double>(52), iterations);
      const double root = (bracket.first + bracket.second) / 2;
      if (left_value > 0) sum += legendre_integral(c, root) - legendre_integral(c, start);
      start = root;
    }
    left = right;
    left_value = right_value;
  };
  for (int j = 0; j < size(); ++j) visit(nodes_[j], values[j]);
  visit(1, legendre_sum(c, 1));
  if (left_value > 0) sum += legendre_integral(c, 1) - legendre_integral(c, start);
  return sum;
}

}  // namespace diffrates

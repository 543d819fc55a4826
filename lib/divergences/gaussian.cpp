#include "divergences/gaussian.hpp"

#include <boost/math/special_functions/log1p.hpp>
#include <cmath>

#include "divergences/affinity.hpp"
#include "numerics/dense.hpp"

namespace diffrates {
namespace {

/// e - log(1 + e).
double log_defect(double e) { return -boost::math::log1pmx(e); }

/// log(1 + e) - e/(1 + e) = log_defect(-e/(1 + e)); where e is large the quotient nears 1 and keeps few digits of it.
double inverse_log_defect(double e) { return e > 1 ? std::log1p(e) - e / (1 + e) : log_defect(-e / (1 + e)); }

double normal_below(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

/// TV of N(h, 1 + e) from N(0, 1). The log ratio of the two is a z^2 + b z + c.
double line_variation(double e, double h) {
  const double w = 1 + e, a = e / (2 * w), b = h / w, c = -0.5 * (h * h / w + std::log1p(e));
  const double q = -0.5 * (b + std::copysign(std::sqrt(b * b - 4 * a * c), b));
  if (q == 0) return 0;
  const double first = q / a, second = c / q, deviation = std::sqrt(w);
  const double x = normal_below(first) - normal_below(second);
  const double y = normal_below((first - h) / deviation) - normal_below((second - h) / deviation);
  return std::abs(x - y);
}

double log_one_plus_chi2(const GaussianPair& pair) {
  if ((pair.excess >= 1).any()) return std::numeric_limits<double>::infinity();
  double sum = 0;
  for (Eigen::Index i = 0; i < pair.excess.size(); ++i) {
    const double e = pair.excess[i], h = pair.shift[i];
    sum += -0.5 * std::log1p(-e * e) + h * h / (1 - e);
  }
  return sum;
}

std::complex<double> log_affinity(const GaussianPair& pair, double u) {
  const std::complex<double> s(0.5, u);
  std::complex<double> sum = 0;
  for (Eigen::Index i = 0; i < pair.excess.size(); ++i) {
    const double e = pair.excess[i], h = pair.shift[i];
    sum += 0.5 * (s * std::log1p(e) - complex_log1p(s * e) - h * h * s * (1.0 - s) / (1.0 + s * e));
  }
  return sum;
}

Estimate evaluate(Metric metric, const GaussianPair& pair) {
  double sum = 0;
  switch (metric) {
    case Metric::KlReverse:
      for (Eigen::Index i = 0; i < pair.excess.size(); ++i)
        sum += 0.5 * (log_defect(pair.excess[i]) + pair.shift[i] * pair.shift[i]);
      return {sum, 0};
    case Metric::Kl:
      for (Eigen::Index i = 0; i < pair.excess.size(); ++i) {
        const double w = 1 + pair.excess[i];
        sum += 0.5 * (inverse_log_defect(pair.excess[i]) + pair.shift[i] * pair.shift[i] / w);
      }
      return {sum, 0};
    case Metric::Chi2:
      return {std::expm1(log_one_plus_chi2(pair)), 0};
    case Metric::Tv:
      if (pair.excess.size() == 1) return {line_variation(pair.excess[0], pair.shift[0]), 1e-16};
      return variation_from_affinity([&](double u) { return log_affinity(pair, u); });
    default:
      return {};
  }
}

}  // namespace

GaussianPair gaussian_pair(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, const Eigen::VectorXd& x_mean,
                           const Eigen::MatrixXd& x_covariance) {
  const Eigen::MatrixXd x = cholesky(x_covariance), whitened = solve_lower(x, factor);
  const Eigen::VectorXd distance = solve_lower(x, mean - x_mean);
  const auto d = mean.size();
  const Eigen::MatrixXd excess = times_transposed(whitened, whitened) - Eigen::MatrixXd::Identity(d, d);
  const Eigenbasis basis = symmetric_eigenbasis(excess);
  return {basis.values.array(), (basis.vectors.transpose() * distance).array(), std::numeric_limits<double>::epsilon()};
}

GaussianPair gaussian_pair(const DiagonalGaussian& y, const DiagonalGaussian& x) {
  const Eigen::ArrayXd ratio = y.deviations.array() / x.deviations.array();
  return {(ratio.abs() - 1) * (ratio.abs() + 1), (y.mean - x.mean).array() / x.deviations.array(),
          std::numeric_limits<double>::epsilon()};
}

Estimate gaussian_distance(const Eigen::VectorXd& mean, const Eigen::MatrixXd& factor, const Eigen::VectorXd& x_mean,
                           const Eigen::MatrixXd& x_factor, double uncertainty) {
  if (!factor.allFinite() || !x_factor.allFinite()) return {};
  const PolarFactor polar = polar_factor(transposed_times(factor, x_factor));
  const Eigen::MatrixXd apart = product(factor, polar.orthogonal) - x_factor;
  const double rows = std::sqrt(static_cast<double>(mean.size())), size = std::max(factor.norm(), x_factor.norm());
  // A rotation that is off by w costs the singular value times w^2: w = rounding / singular value, at most 1.
  const double slack = uncertainty * size * size;
  double turned = 0;
  for (const double value : polar.singular_values) turned += std::min(slack * slack / std::max(value, slack), slack);
  const double places = rows * std::max(mean.cwiseAbs().maxCoeff(), x_mean.cwiseAbs().maxCoeff());
  return {std::hypot(apart.norm(), (mean - x_mean).norm()),
          uncertainty * ((1 + rows) * size + places) + std::sqrt(turned)};
}

Estimate gaussian_distance(const DiagonalGaussian& y, const DiagonalGaussian& x, double uncertainty) {
  const double apart = (y.deviations.cwiseAbs() - x.deviations.cwiseAbs()).norm();
  const double entries = y.deviations.norm() + x.deviations.norm() + y.mean.norm() + x.mean.norm();
  return {std::hypot(apart, (y.mean - x.mean).norm()), uncertainty * entries};
}

Estimate gaussian_divergence(Metric metric, const GaussianPair& pair) {
  Estimate found = evaluate(metric, pair);
  GaussianPair away = pair;
  for (Eigen::Index i = 0; i < pair.excess.size(); ++i) {
    away.excess[i] += std::copysign(pair.uncertainty * (1 + std::abs(pair.excess[i])), pair.excess[i]);
    away.shift[i] += std::copysign(pair.uncertainty * (1 + std::abs(pair.shift[i])), pair.shift[i]);
  }
  found.error += std::abs(evaluate(metric, away).value - found.value);
  return found;
}

}  // namespace diffrates

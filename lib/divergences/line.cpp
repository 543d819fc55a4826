#include "divergences/line.hpp"

#include <algorithm>

#include "divergences/integrands.hpp"
#include "numerics/root.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

Estimate total_variation(const LineDensities& d) {
  const Index n = d.q.size();
  const double h = d.period.width / static_cast<double>(n);
  const Eigen::ArrayXd difference = d.log_p.exp() - d.q;
  FourierSeries series;
  FourierLine().series(difference, d.period, n / 2 - 1, series);
  const FourierInterpolant f(series), periodic(series.antiderivative());
  const double slope = series.coefficients[0].real() / d.period.width;
  const auto primitive = [&](double x) { return slope * (x - d.period.low) + periodic(x); };
  double total = 0, last = primitive(d.period.low);
  for (Index j = 0; j + 1 < n; ++j) {
    const double left = difference[j], right = difference[j + 1];
    if ((left < 0) == (right < 0)) continue;
    const double a = d.period.low + h * static_cast<double>(j), b = d.period.low + h * static_cast<double>(j + 1);
    const bool matters = std::max(std::abs(left), std::abs(right)) > d.noise;
    const double here = primitive(matters ? root_between([&](double x) { return f(x); }, a, b, left, right) : a);
    total += std::abs(here - last);
    last = here;
  }
  const double end = slope * d.period.width + periodic(d.period.low);
  total += std::abs(end - last);
  return {total / 2, 0.5 * d.noise * std::sqrt(d.period.width * h)};
}

/// p f(q/p) at l = log q/p, without overflow where p underflows.
double integrand(Metric metric, double log_p, double l) {
  if (metric == Metric::Chi2 && l > 0) return std::exp(log_p + 2 * l) * std::expm1(-l) * std::expm1(-l);
  return l > 0 ? std::exp(log_p + l) * under_y(metric, -l) : std::exp(log_p) * under_x(metric, l);
}

/// What the smooth metrics are summed from, point by point.
struct Terms {
  Metric metric;
  const Eigen::ArrayXd& log_p;
  const Eigen::ArrayXd& q;
  Eigen::ArrayXd l;       ///< log q/p
  Eigen::ArrayXd value;   ///< p f(q/p)
  Eigen::ArrayXd square;  ///< (f'(q/p) noise)^2: first order in the noise, independent signs
  Eigen::ArrayXd bias;    ///< f''(q/p) noise^2 / (2 p): second order in the noise
};

Terms terms_of(Metric metric, const LineDensities& d) {
  const Index n = d.q.size();
  Terms terms{metric, d.log_p, d.q, Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  for (Index j = 0; j < n; ++j) {
    const double p = std::exp(d.log_p[j]), q = std::max(d.q[j], 1e-300);
    const double change = (d.q[j] - p) / p;
    const double l = std::abs(change) < 0.5 ? std::log1p(change) : std::log(q) - d.log_p[j];
    terms.l[j] = l;
    terms.value[j] = integrand(metric, d.log_p[j], l);
    double slope = std::abs(std::expm1(-l)), curvature = p / (q * q);
    if (metric == Metric::KlReverse) slope = std::abs(l), curvature = 1 / q;
    if (metric == Metric::Chi2) slope = 2 * std::abs(std::expm1(l)), curvature = 2 / p;
    terms.square[j] = slope * slope * d.noise * d.noise;
    terms.bias[j] = 0.5 * curvature * d.noise * d.noise;
  }
  return terms;
}

/// The sum over points edge + step, edge + 2 step, ... (`count` of them) when l goes on linearly in log p beyond
/// `edge`.
double continued(const Terms& terms, Index edge, Index step, Index count) {
  const Index n = terms.l.size();
  Index inner = edge - step;
  while (inner - step >= 0 && inner - step < n && terms.log_p[inner] < terms.log_p[edge] + 1 &&
         terms.log_p[inner - step] > terms.log_p[inner])
    inner -= step;
  const double base = terms.l[edge], level = terms.log_p[edge];
  double slope = 0;
  if (inner >= 0 && inner < n && terms.log_p[inner] > level + 0.1)
    slope = (terms.l[inner] - base) / (terms.log_p[inner] - level);
  double sum = 0;
  for (Index i = 1; i <= count; ++i) {
    const double log_p = terms.log_p[edge + i * step];
    sum += integrand(terms.metric, log_p, base + slope * (log_p - level));
  }
  return sum;
}

/// Sums where q exceeds `threshold`, and continues into the gaps between and beyond.
Estimate cut_at(const Terms& terms, double threshold) {
  const Index n = terms.l.size();
  double sum = 0, square = 0, bias = 0, outside = 0;
  for (Index j = 0; j < n;) {
    if (terms.q[j] > threshold) {
      sum += terms.value[j];
      square += terms.square[j];
      bias += terms.bias[j];
      ++j;
      continue;
    }
    Index end = j;
    while (end < n && !(terms.q[end] > threshold)) ++end;
    // From each rim of the gap to the lowest point between.
    Index lowest = j;
    if (j == 0)
      lowest = 0;
    else if (end == n)
      lowest = n;
    else
      terms.log_p.segment(j, end - j).minCoeff(&lowest), lowest += j;
    if (j > 0) outside += continued(terms, j - 1, 1, lowest - j);
    if (end < n) outside += continued(terms, end, -1, end - lowest);
    j = end;
  }
  const double error = std::sqrt(square) + bias + std::abs(outside);
  return {sum + outside, std::isfinite(error) ? error : std::numeric_limits<double>::infinity()};
}

Estimate smooth_divergence(Metric metric, const LineDensities& d) {
  const Terms terms = terms_of(metric, d);
  Estimate best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const double highest = 1e-4 * d.q.maxCoeff();
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 2) {
    const Estimate now = cut_at(terms, threshold);
    if (now.error < best.error) best = now;
  }
  const double h = d.period.width / static_cast<double>(d.q.size());
  return {h * best.value, h * best.error};
}

}  // namespace

Estimate line_divergence(Metric metric, const LineDensities& densities) {
  return metric == Metric::Tv ? total_variation(densities) : smooth_divergence(metric, densities);
}

}  // namespace diffrates

#include "divergences/plane.hpp"

#include <algorithm>

#include "divergences/integrands.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

Estimate total_variation(const PlaneDensities& d) {
  const Index rows = d.q.rows();
  const double h = d.period[0].width / static_cast<double>(rows);
  double all = 0, even = 0, noise = 0;
  for (Index i = 0; i < rows; ++i) {
    const Estimate row =
        line_divergence(Metric::Tv, {d.period[1], d.log_p.row(i).transpose(), d.q.row(i).transpose(), d.noise});
    all += h * row.value;
    if (i % 2 == 0) even += 2 * h * row.value;
    noise += h * row.error;
  }
  return {all, std::abs(all - even) + noise};
}

/// One point's part: p f(q/p), and what the noise of q does to it.
struct Term {
  double p, q, l, value, slope, curvature;
};

Term term(Metric metric, double log_p, double q_given) {
  const double p = std::exp(log_p), q = std::max(q_given, 1e-300), change = (q_given - p) / p;
  const double l = std::abs(change) < 0.5 ? std::log1p(change) : std::log(q) - log_p;
  Term t{p, q_given, l, 0, 0, 0};
  t.value = metric == Metric::Chi2 && l > 0 ? std::exp(log_p + 2 * l) * std::expm1(-l) * std::expm1(-l)
            : l > 0                         ? q * under_y(metric, -l)
                                            : p * under_x(metric, l);
  t.slope = std::abs(std::expm1(-l)), t.curvature = p / (q * q);
  if (metric == Metric::KlReverse) t.slope = std::abs(l), t.curvature = 1 / q;
  if (metric == Metric::Chi2) t.slope = 2 * std::abs(std::expm1(l)), t.curvature = 2 / p;
  return t;
}

Estimate smooth_divergence(Metric metric, const PlaneDensities& d) {
  const Index n = d.q.size();
  std::vector<Term> terms;
  terms.reserve(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) terms.push_back(term(metric, d.log_p.data()[i], d.q.data()[i]));
  Estimate best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const double highest = 1e-3 * d.q.maxCoeff();
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 3) {
    double sum = 0, square = 0, bias = 0, range = 0, mass = 0;
    for (const Term& t : terms) {
      if (!(t.q > threshold)) {
        mass += t.p;
        continue;
      }
      sum += t.value;
      square += t.slope * t.slope * d.noise * d.noise;
      bias += 0.5 * t.curvature * d.noise * d.noise;
      if (t.q < 10 * threshold) range = std::max(range, std::abs(t.l));
    }
    const double outside = mass * std::max(under_x(metric, range), under_x(metric, -range));
    const double error = std::sqrt(square) + bias + outside;
    if (error < best.error) best = {sum, error};
  }
  const double cell = d.period[0].width * d.period[1].width / static_cast<double>(n);
  return {cell * best.value, cell * best.error};
}

}  // namespace

Estimate plane_divergence(Metric metric, const PlaneDensities& densities) {
  return metric == Metric::Tv ? total_variation(densities) : smooth_divergence(metric, densities);
}

}  // namespace diffrates

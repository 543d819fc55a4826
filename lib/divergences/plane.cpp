#include "divergences/plane.hpp"

#include <algorithm>

#include "divergences/integrands.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr double told_by = 100;  // noises above which q is known well

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
  t.value = density_term(metric, log_p, l);
  t.slope = std::abs(std::expm1(-l)), t.curvature = p / (q * q);
  if (metric == Metric::KlReverse) t.slope = std::abs(l), t.curvature = 1 / q;
  if (metric == Metric::Chi2) t.slope = 2 * std::abs(std::expm1(l)), t.curvature = 2 / p;
  return t;
}

/// Where q is lost, |log q/p| is taken to go on in proportion to log max p - log p, as it does in Gaussian tails: at
/// the largest proportion met where q is just above the cut.
double beyond(Metric metric, const std::vector<Term>& terms, const Eigen::ArrayXXd& log_p, double threshold) {
  const double top = log_p.maxCoeff() + 1;
  double proportion = 0, sum = 0;
  for (Index i = 0; i < log_p.size(); ++i) {
    const Term& t = terms[static_cast<std::size_t>(i)];
    if (t.q > threshold && t.q < 10 * threshold)
      proportion = std::max(proportion, std::abs(t.l) / (top - log_p.data()[i]));
  }
  for (Index i = 0; i < log_p.size(); ++i) {
    if (terms[static_cast<std::size_t>(i)].q > threshold) continue;
    const double level = log_p.data()[i], l = proportion * (top - level);
    sum += std::max(density_term(metric, level, l), density_term(metric, level, -l));
  }
  return sum;
}

/// Sums where q exceeds `threshold`, with what noise does to the sum.
Estimate within(const std::vector<Term>& terms, double noise, double threshold) {
  double sum = 0, square = 0, bias = 0;
  for (const Term& t : terms) {
    if (!(t.q > threshold)) continue;
    sum += t.value;
    square += t.slope * t.slope * noise * noise;
    bias += 0.5 * t.curvature * noise * noise;
  }
  return {sum, std::sqrt(square) + bias};
}

Estimate smooth_divergence(Metric metric, const PlaneDensities& d) {
  const Index n = d.q.size();
  std::vector<Term> terms;
  terms.reserve(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) terms.push_back(term(metric, d.log_p.data()[i], d.q.data()[i]));
  Estimate best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const double highest = 1e-3 * d.q.maxCoeff();
  double hidden = 0;  // beyond the deepest cut that is well above the noise: a cut further in hides no less (line.hpp)
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 3) {
    const double outside = beyond(metric, terms, d.log_p, threshold);
    if (threshold > told_by * d.noise) hidden = std::max(hidden, outside);
    Estimate now = within(terms, d.noise, threshold);
    now.error += std::max(outside, hidden);
    if (now.error < best.error) best = now;
  }
  const double cell = d.period[0].width * d.period[1].width / static_cast<double>(n);
  return {cell * best.value, cell * best.error};
}

}  // namespace

Estimate plane_divergence(Metric metric, const PlaneDensities& densities) {
  return metric == Metric::Tv ? total_variation(densities) : smooth_divergence(metric, densities);
}

}  // namespace diffrates

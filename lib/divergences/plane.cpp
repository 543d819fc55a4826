#include "divergences/plane.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

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

/// The points where q is below a threshold, counted by how far log p lies beneath its largest value.
class Drowned {
 public:
  /// Thresholds rise from `lowest`; every call counts what falls below the next.
  Drowned(const std::vector<Term>& terms, const Eigen::ArrayXXd& log_p, double lowest)
      : top_(log_p.maxCoeff() + 1), log_p_(log_p) {
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (terms[i].q > lowest)
        order_.push_back(i);
      else
        count(i);
    }
    std::sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return terms[a].q < terms[b].q; });
  }

  /// |log q/p| is taken to go on in proportion to log max p - log p, as it does in Gaussian tails: at the largest
  /// proportion met where q is just above the threshold. A bin counts as its largest p and its largest |log q/p|.
  double beyond(Metric metric, const std::vector<Term>& terms, double threshold) {
    for (; next_ < order_.size() && terms[order_[next_]].q <= threshold; ++next_) count(order_[next_]);
    double proportion = 0;
    for (std::size_t i = next_; i < order_.size() && terms[order_[i]].q < 10 * threshold; ++i)
      proportion = std::max(proportion, std::abs(terms[order_[i]].l) / (top_ - log_p_.data()[order_[i]]));
    double sum = 0;
    for (std::size_t bin = 0; bin < count_.size(); ++bin) {
      if (count_[bin] == 0) continue;
      const double level = top_ - bin_width * static_cast<double>(bin),
                   l = proportion * bin_width * static_cast<double>(bin + 1);
      sum +=
          static_cast<double>(count_[bin]) * std::max(density_term(metric, level, l), density_term(metric, level, -l));
    }
    return sum;
  }

 private:
  static constexpr double bin_width = 0.05;

  void count(std::size_t i) {
    const double depth = (top_ - log_p_.data()[i]) / bin_width;
    if (depth < static_cast<double>(count_.size())) ++count_[static_cast<std::size_t>(depth)];
  }

  double top_;
  const Eigen::ArrayXXd& log_p_;
  std::vector<std::size_t> order_;     ///< by rising q
  std::size_t next_ = 0;               ///< the first that is above the last threshold
  std::array<Index, 15'000> count_{};  ///< beneath exp(-750) there is nothing
};

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
  Drowned drowned(terms, d.log_p, 2 * d.noise);
  double hidden = 0;  // beyond the deepest cut that is well above the noise: a cut further in hides no less (line.hpp)
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 3) {
    const double outside = drowned.beyond(metric, terms, threshold);
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

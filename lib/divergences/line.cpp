#include "divergences/line.hpp"

#include <algorithm>

#include "divergences/integrands.hpp"
#include "numerics/root.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr double least_told = -740;  // of log p, in place of -inf
constexpr double told_by = 100;      // noises above which q is known well enough to tell how log q/p goes on

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
    // p e^l is q, which loses digits where log p and l are large; chi2 is e^2l and has no other form.
    terms.value[j] = l > 1 && metric != Metric::Chi2 ? q * under_y(metric, -l) : density_term(metric, d.log_p[j], l);
    double slope = std::abs(std::expm1(-l)), curvature = p / (q * q);
    if (metric == Metric::KlReverse) slope = std::abs(l), curvature = 1 / q;
    if (metric == Metric::Chi2) slope = 2 * std::abs(std::expm1(l)), curvature = 2 / p;
    terms.square[j] = slope * slope * d.noise * d.noise;
    terms.bias[j] = 0.5 * curvature * d.noise * d.noise;
  }
  return terms;
}

/// log q/p beyond `edge` (in the direction of `step`), where q is lost: linear in log p, as it is in Gaussian tails.
class Continuation {
 public:
  Continuation(const Terms& terms, Index edge, Index step)
      : terms_(terms), base_(terms.l[edge]), level_(terms.log_p[edge]) {
    const Index n = terms.l.size();
    Index inner = edge - step;
    while (inner - step >= 0 && inner - step < n && terms.log_p[inner] < level_ + 1 &&
           terms.log_p[inner - step] > terms.log_p[inner])
      inner -= step;
    if (inner >= 0 && inner < n && terms.log_p[inner] > level_ + 0.1)
      slope_ = (terms.l[inner] - base_) / (terms.log_p[inner] - level_);
  }
  double at(Index j) const {
    const double log_p = terms_.log_p[j];
    return density_term(terms_.metric, log_p, base_ + slope_ * (log_p - level_));
  }

 private:
  const Terms& terms_;
  double base_, level_, slope_ = 0;
};

/// Points of one gap where q is at most `threshold`: first and past the last.
struct Gap {
  Index first, end;
};

std::vector<Gap> gaps_below(const Terms& terms, double threshold) {
  std::vector<Gap> gaps;
  const Index n = terms.q.size();
  for (Index j = 0; j < n; ++j) {
    if (terms.q[j] > threshold) continue;
    if (gaps.empty() || gaps.back().end < j) gaps.push_back({j, j});
    gaps.back().end = j + 1;
  }
  return gaps;
}

/// What the points with q <= threshold hold when l is continued from where q is above `told`, from each rim of a gap to
/// the lowest point between.
double beyond(const Terms& terms, double threshold, double told) {
  const Index n = terms.l.size();
  double sum = 0;
  for (const Gap& gap : gaps_below(terms, told)) {
    Index lowest = gap.first == 0 ? 0 : gap.end;
    if (gap.first > 0 && gap.end < n) {
      terms.log_p.segment(gap.first, gap.end - gap.first).minCoeff(&lowest);
      lowest += gap.first;
    }
    const auto add = [&](Index edge, Index step) {
      const Continuation tail(terms, edge, step);
      for (Index j = edge + step; step > 0 ? j < std::min(lowest, gap.end) : j >= std::max(lowest, gap.first);
           j += step)
        if (!(terms.q[j] > threshold)) sum += tail.at(j);
    };
    if (gap.first > 0) add(gap.first - 1, 1);
    if (gap.end < n) add(gap.end, -1);
  }
  return sum;
}

/// Sums where q exceeds `threshold`, with what noise does to the sum.
Estimate within(const Terms& terms, double threshold) {
  double sum = 0, square = 0, bias = 0;
  for (Index j = 0; j < terms.q.size(); ++j) {
    if (!(terms.q[j] > threshold)) continue;
    sum += terms.value[j];
    square += terms.square[j];
    bias += terms.bias[j];
  }
  return {sum, std::sqrt(square) + bias + 1e-16 * std::sqrt(static_cast<double>(terms.q.size())) * sum};
}

/// Mass of Y where p is not known.
double untold_mass(const LineDensities& d) {
  const double h = d.period.width / static_cast<double>(d.q.size());
  return h * (d.log_p == -INFINITY && d.q > told_by * d.noise).select(d.q, 0).sum();
}

Estimate smooth_divergence(Metric metric, const LineDensities& d) {
  if (!d.log_p.isFinite().all()) {
    LineDensities told = d;
    told.log_p = d.log_p.max(least_told);
    Estimate found = smooth_divergence(metric, told);
    found.error += left_open_by_untold(metric, untold_mass(d));
    return found;
  }
  const Terms terms = terms_of(metric, d);
  Estimate best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const double highest = 1e-4 * d.q.maxCoeff(), told = told_by * d.noise;
  double hidden =
      0;  // beyond the deepest cut whose rim still tells how l goes on: any cut further in hides at least that
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 2) {
    const double outside = beyond(terms, threshold, std::max(threshold, std::min(told, highest / 2)));
    if (threshold >= told && std::abs(outside) > hidden) hidden = std::abs(outside);
    Estimate now = within(terms, threshold);
    now.value += outside;
    now.error += std::max(std::abs(outside), hidden);
    if (now.error < best.error) best = now;
  }
  const double h = d.period.width / static_cast<double>(d.q.size());
  return {h * best.value, h * best.error};
}

}  // namespace

Estimate line_divergence(Metric metric, const LineDensities& densities) {
  if (is_distance(metric)) return grid_distance(metric, densities);
  return metric == Metric::Tv ? total_variation(densities) : smooth_divergence(metric, densities);
}

}  // namespace diffrates

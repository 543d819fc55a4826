#include "divergences/line.hpp"

#include <algorithm>
#include <vector>

#include "divergences/integrands.hpp"
#include "divergences/roots_on_grid.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr double least_told = -740;  // of log p, in place of -inf
constexpr double least_term = -300;  // of a term's logarithm: below it nothing counts
constexpr double told_by = 100;      // noises above which q is known well enough to tell how log q/p goes on

Estimate total_variation(const LineDensities& d) {
  const Index n = d.q.size();
  const double h = d.period.width / static_cast<double>(n);
  const Eigen::ArrayXd difference = d.log_p.exp() - d.q;
  FourierSeries series;
  FourierLine().series(difference, d.period, n / 2 - 1, series);
  const FourierSeries derivative = series.derivative();
  const FourierInterpolant f(series), turning(derivative), periodic(series.antiderivative());
  Eigen::ArrayXd slopes;
  FourierLine().values(derivative, n, slopes);
  const double slope = series.coefficients[0].real() / d.period.width;
  const auto primitive = [&](double x) { return slope * (x - d.period.low) + periodic(x); };
  double total = 0, last = primitive(d.period.low);
  visit_roots(d.period, difference, slopes, d.noise, f, turning, [&](double root) {
    const double here = primitive(root);
    total += std::abs(here - last);
    last = here;
  });
  const double end = slope * d.period.width + periodic(d.period.low);
  total += std::abs(end - last);
  return {total / 2, 0.5 * d.noise * std::sqrt(d.period.width * h)};
}

/// log q/p of one point.
double log_ratio(double log_p, double q_given) {
  const double p = std::exp(log_p), q = std::max(q_given, 1e-300), change = (q - p) / p;
  return std::abs(change) < 0.5 ? std::log1p(change) : std::log(q) - log_p;
}

/// What the points with q above a threshold sum to: p f(q/p), and what the noise of q does to it.
struct Sums {
  double value = 0;
  double square = 0;  ///< (f'(q/p) noise)^2: first order in the noise, independent signs
  double bias = 0;    ///< f''(q/p) noise^2 / (2 p): second order in the noise
};

void add_point(Sums& sums, Metric metric, double log_p, double q, double noise) {
  const double p = std::exp(log_p), l = log_ratio(log_p, q);
  // p e^l is q, which loses digits where log p and l are large; chi2 is e^2l and has no other form.
  sums.value += l > 1 && metric != Metric::Chi2 ? q * under_y(metric, -l) : density_term(metric, log_p, l);
  double slope = std::abs(std::expm1(-l)), curvature = p / (q * q);
  if (metric == Metric::KlReverse) slope = std::abs(l), curvature = 1 / q;
  if (metric == Metric::Chi2) slope = 2 * std::abs(std::expm1(l)), curvature = 2 / p;
  sums.square += slope * slope * noise * noise;
  sums.bias += 0.5 * curvature * noise * noise;
}

/// Cuts of the tails: thresholds of q that double, from two noises to a ten-thousandth of the largest q.
std::vector<double> cuts(const LineDensities& d) {
  std::vector<double> thresholds;
  const double highest = 1e-4 * d.q.maxCoeff();
  for (double threshold = 2 * d.noise; threshold < highest; threshold *= 2) thresholds.push_back(threshold);
  return thresholds;
}

/// Sums where q exceeds each threshold, in one pass: every point counts between two of them.
std::vector<Sums> sums_above(Metric metric, const LineDensities& d, const std::vector<double>& thresholds) {
  std::vector<Sums> sums(thresholds.size());
  if (thresholds.empty()) return sums;
  for (Index j = 0; j < d.q.size(); ++j) {
    const double q = d.q[j];
    if (!(q > thresholds.front())) continue;
    const auto above = std::lower_bound(thresholds.begin(), thresholds.end(), q) - thresholds.begin();
    add_point(sums[static_cast<std::size_t>(above - 1)], metric, d.log_p[j], q, d.noise);
  }
  for (std::size_t k = sums.size() - 1; k > 0; --k) {
    sums[k - 1].value += sums[k].value;
    sums[k - 1].square += sums[k].square;
    sums[k - 1].bias += sums[k].bias;
  }
  return sums;
}

/// What may lie beyond cut k where log q/p does not go on as it did: as much as just above it, up to eight times its
/// threshold (64 for chi2, whose terms fall slowest), or what follows where such shells fall as the last two do.
double as_above(Metric metric, const std::vector<Sums>& sums, std::size_t k) {
  const std::size_t doublings = metric == Metric::Chi2 ? 6 : 3;
  const auto from = [&](std::size_t i) { return i < sums.size() ? sums[i].value : 0; };
  const double shell = from(k) - from(k + doublings), next = from(k + doublings) - from(k + 2 * doublings);
  const double ratio = std::min(shell / next, 0.9);
  return shell * (ratio > 0.5 ? ratio / (1 - ratio) : 1);
}

/// log q/p beyond `edge` (in the direction of `step`), where q is lost: linear in log p, as it is in Gaussian tails.
class Continuation {
 public:
  Continuation(Metric metric, const LineDensities& d, Index edge, Index step)
      : metric_(metric), log_p_(d.log_p), base_(log_ratio(d.log_p[edge], d.q[edge])), level_(d.log_p[edge]) {
    const Index n = d.q.size();
    Index inner = edge - step;
    while (inner - step >= 0 && inner - step < n && d.log_p[inner] < level_ + 1 &&
           d.log_p[inner - step] > d.log_p[inner])
      inner -= step;
    if (inner >= 0 && inner < n && d.log_p[inner] > level_ + 0.1)
      slope_ = (log_ratio(d.log_p[inner], d.q[inner]) - base_) / (d.log_p[inner] - level_);
  }
  double at(Index j) const {
    const double log_p = log_p_[j], l = base_ + slope_ * (log_p - level_);
    return log_p + 2 * std::max(l, 0.0) < least_term ? 0 : density_term(metric_, log_p, l);
  }

 private:
  Metric metric_;
  const Eigen::ArrayXd& log_p_;
  double base_, level_, slope_ = 0;
};

/// Points of one gap where q is at most `threshold`: first and past the last.
struct Gap {
  Index first, end;
};

std::vector<Gap> gaps_below(const Eigen::ArrayXd& q, double threshold) {
  std::vector<Gap> gaps;
  for (Index j = 0; j < q.size(); ++j) {
    if (q[j] > threshold) continue;
    if (gaps.empty() || gaps.back().end < j) gaps.push_back({j, j});
    gaps.back().end = j + 1;
  }
  return gaps;
}

/// What the points with q <= threshold hold when l is continued from where q is above `told`, from each rim of a gap to
/// the lowest point between.
double beyond(Metric metric, const LineDensities& d, double threshold, double told) {
  const Index n = d.q.size();
  double sum = 0;
  for (const Gap& gap : gaps_below(d.q, told)) {
    Index lowest = gap.first == 0 ? 0 : gap.end;
    if (gap.first > 0 && gap.end < n) {
      d.log_p.segment(gap.first, gap.end - gap.first).minCoeff(&lowest);
      lowest += gap.first;
    }
    const auto add = [&](Index edge, Index step) {
      const Continuation tail(metric, d, edge, step);
      for (Index j = edge + step; step > 0 ? j < std::min(lowest, gap.end) : j >= std::max(lowest, gap.first);
           j += step)
        if (!(d.q[j] > threshold)) sum += tail.at(j);
    };
    if (gap.first > 0) add(gap.first - 1, 1);
    if (gap.end < n) add(gap.end, -1);
  }
  return sum;
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
  Estimate best{std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()};
  const double highest = 1e-4 * d.q.maxCoeff(), told = told_by * d.noise;
  const std::vector<double> thresholds = cuts(d);
  const std::vector<Sums> sums = sums_above(metric, d, thresholds);
  const double rounding = 1e-16 * std::sqrt(static_cast<double>(d.q.size()));
  // Beyond the deepest cut whose rim still tells how l goes on: any cut further in hides at least that.
  double hidden = 0;
  for (std::size_t k = 0; k < thresholds.size() && hidden < best.error; ++k) {
    const double threshold = thresholds[k];
    const double noise = std::sqrt(sums[k].square) + sums[k].bias + rounding * sums[k].value;
    if (threshold < told && noise >= best.error) continue;
    const double outside = beyond(metric, d, threshold, std::max(threshold, std::min(told, highest / 2)));
    const double unseen = std::max(std::abs(outside), as_above(metric, sums, k));
    if (threshold >= told && unseen > hidden) hidden = unseen;
    const Estimate now{sums[k].value + outside, noise + std::max(unseen, hidden)};
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

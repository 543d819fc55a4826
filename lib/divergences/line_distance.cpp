#include <algorithm>
#include <optional>
#include <vector>

#include "divergences/line.hpp"
#include "divergences/roots_on_grid.hpp"
#include "numerics/halving.hpp"
#include "numerics/root.hpp"

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr int most_halvings = 50'000;
constexpr Index cells = 8;          // of the grid, integrated together
constexpr double rounding = 3e-16;  // of a distribution function from a Fourier sum

/// The integral from `low` of a function on the grid, and of that again.
class Primitive {
 public:
  Primitive(const Eigen::ArrayXd& values, const Period& period) : low_(period.low) {
    FourierSeries series;
    FourierLine().series(values, period, values.size() / 2 - 1, series);
    slope_ = series.coefficients[0].real() / period.width;
    const FourierSeries once = series.antiderivative();
    first_.emplace(once);
    second_.emplace(once.antiderivative());
    first_low_ = (*first_)(low_);
    second_low_ = (*second_)(low_);
    FourierLine().values(once, values.size(), grid_);
    grid_ += slope_ * (period.width / double(values.size())) *
                 Eigen::ArrayXd::LinSpaced(values.size(), 0, double(values.size() - 1)) -
             first_low_;
  }
  double operator()(double x) const { return slope_ * (x - low_) + (*first_)(x)-first_low_; }
  double again(double x) const {
    const double far = x - low_;
    return (slope_ * far / 2 - first_low_) * far + (*second_)(x)-second_low_;
  }
  const Eigen::ArrayXd& on_grid() const { return grid_; }
  double slope() const { return slope_; }

 private:
  double low_, slope_ = 0, first_low_ = 0, second_low_ = 0;
  std::optional<FourierInterpolant> first_, second_;
  Eigen::ArrayXd grid_;
};

/// int |D| between the roots of D, whose derivative is `density`.
Estimate first_distance(const LineDensities& d, const Primitive& difference, const Eigen::ArrayXd& density,
                        double noise) {
  const double end = d.period.low + d.period.width;
  double total = 0, last = 0;
  FourierSeries series;
  FourierLine().series(density, d.period, density.size() / 2 - 1, series);
  visit_roots(d.period, difference.on_grid(), density, noise, difference, FourierInterpolant(series), [&](double root) {
    const double here = difference.again(root);
    total += std::abs(here - last);
    last = here;
  });
  total += std::abs(difference.again(end - 1e-12 * d.period.width) - last);
  return {total, d.period.width * (noise + std::abs(difference.slope()) * d.period.width)};
}

/// F_X^{-1}(F_Y(y)) - y.
class Shift {
 public:
  Shift(const LineDensities& d, const Primitive& difference)
      : period_(d.period), difference_(difference), x_(d.log_p.exp(), d.period), rising_(x_.on_grid()) {
    for (Index j = 1; j < rising_.size(); ++j) rising_[j] = std::max(rising_[j], rising_[j - 1]);  // but for rounding
  }
  double operator()(double y) const {
    const double h = period_.width / double(rising_.size()), wanted = x_(y) - difference_(y);
    const auto off = [&](double place) { return x_(place) - wanted; };
    const auto above = std::upper_bound(rising_.begin(), rising_.end(), wanted);
    const Index k = std::clamp<Index>(above - rising_.begin() - 1, 0, rising_.size() - 2);
    const double a = period_.low + h * double(k), left = off(a), right = off(a + h);
    if ((left < 0) == (right < 0)) return (std::abs(left) < std::abs(right) ? a : a + h) - y;
    return root_between(off, a, a + h, left, right) - y;
  }

 private:
  Period period_;
  const Primitive& difference_;
  Primitive x_;
  Eigen::ArrayXd rising_;
};

/// Where X's mass beyond, from the end of that side, comes to `mass`; as accurate in the tail as log p is.
double place_of_mass(const LineDensities& d, double mass, bool from_left) {
  const Index n = d.q.size();
  const double h = d.period.width / double(n);
  double sum = 0;
  for (Index k = 0; k < n; ++k) {
    const Index j = from_left ? k : n - 1 - k;
    sum += h * std::exp(d.log_p[j]);
    if (sum >= mass) return d.period.low + h * double(j);
  }
  return d.period.low;
}

/// Runs of grid points with q above a threshold, and what is left out between and beyond them.
struct Cut {
  struct Run {
    Index first, last;
  };
  std::vector<Run> runs;
  double outside = 0;  ///< of E delta^2, where q is at most the threshold
};

Cut cut_at(const LineDensities& d, const Eigen::ArrayXd& delta, double threshold) {
  const Index n = d.q.size();
  const double h = d.period.width / double(n);
  Cut cut;
  double farthest = 0;
  for (Index j = 0; j < n; ++j) {
    if (!(d.q[j] > threshold)) continue;
    if (cut.runs.empty() || cut.runs.back().last < j - 1) cut.runs.push_back({j, j});
    cut.runs.back().last = j;
    farthest = std::max(farthest, std::abs(delta[j]));
  }
  if (cut.runs.empty()) return cut;
  const auto mass = [&](Index from, Index to) {  // of Y, at most
    double sum = 0;
    for (Index j = from; j < to; ++j) sum += h * (std::max(d.q[j], 0.0) + d.noise);
    return sum;
  };
  const auto add = [&](double of, double far) { cut.outside += of * far * far; };
  for (std::size_t i = 0; i + 1 < cut.runs.size(); ++i) {
    const Index from = cut.runs[i].last, to = cut.runs[i + 1].first;
    add(mass(from, to), farthest + h * double(to - from));
  }
  const double left = mass(0, cut.runs.front().first), right = mass(cut.runs.back().last, n);
  const double first = d.period.low + h * double(cut.runs.front().first),
               last = d.period.low + h * double(cut.runs.back().last);
  add(left, 2 * farthest + std::max(0.0, first - place_of_mass(d, left, true)));
  add(right, 2 * farthest + std::max(0.0, place_of_mass(d, right, false) - last));
  return cut;
}

/// The root of E_Y delta^2. Where q is small, delta is noise / q: left out below a threshold, the one whose error is
/// smallest. Shifts jump where mass crosses a gap: cells of the grid are halved there.
Estimate second_distance(const LineDensities& d, const Primitive& difference, double noise) {
  const double h = d.period.width / double(d.q.size()), least = 2 * d.noise;
  const Shift shift(d, difference);
  const auto place = [&](Index j) { return d.period.low + h * double(j); };
  Eigen::ArrayXd delta = Eigen::ArrayXd::Zero(d.q.size());
  for (Index j = 0; j < d.q.size(); ++j)
    if (d.q[j] > least) delta[j] = shift(place(j));
  Cut best;
  double smallest = std::numeric_limits<double>::infinity(), lost_in_best = 0;
  for (double threshold = least; threshold < 1e-4 * d.q.maxCoeff(); threshold *= 2) {
    double lost = 0, square = 0;
    for (Index j = 0; j < d.q.size(); ++j)
      if (d.q[j] > threshold) lost += h * noise / d.q[j] * noise, square += h * d.q[j] * delta[j] * delta[j];
    const Cut cut = cut_at(d, delta, threshold);
    const double error = std::sqrt(lost) + cut.outside / std::sqrt(std::max(square, cut.outside));
    if (cut.runs.empty() || !(error < smallest)) continue;
    best = cut, smallest = error, lost_in_best = lost;
  }
  if (best.runs.empty()) return {};
  FourierSeries series;
  FourierLine().series(d.q, d.period, d.q.size() / 2 - 1, series);
  const FourierInterpolant density(series);
  const auto f = [&](double y) { return std::pow(shift(y), 2) * density(y); };
  double square = 0, open = 0, rough = 0;
  for (const Cut::Run& run : best.runs)
    for (Index j = run.first; j < run.last; ++j) rough += h * d.q[j] * delta[j] * delta[j];
  // Halving must not chase what the noise of D does to a panel: it changes at every look.
  const double allowed = 1e-12 * rough + lost_in_best + 0.1 * std::sqrt(lost_in_best * rough);
  Halvings halvings{most_halvings};
  for (const Cut::Run& run : best.runs)
    for (Index j = run.first; j < run.last; j += cells) {
      const double a = place(j), b = place(std::min(j + cells, run.last));
      square += halved_integral(f, a, b, gauss_integral(f, a, b), allowed, open, halvings, 24);
    }
  const double value = std::sqrt(std::max(square, 0.0)), more = best.outside + open;
  return {value, std::sqrt(lost_in_best) + (more > 0 ? more / std::sqrt(std::max(square, more)) : 0)};
}

}  // namespace

Estimate grid_distance(Metric metric, const LineDensities& densities) {
  LineDensities d = densities;
  if (!d.log_p.isFinite().all()) d.log_p = d.log_p.max(-740);
  const double h = d.period.width / double(d.q.size());
  const Eigen::ArrayXd density = d.log_p.exp() - d.q;
  const Primitive difference(density, d.period);
  const double noise = d.noise * std::sqrt(d.period.width * h) + rounding;
  return metric == Metric::W1 ? first_distance(d, difference, density, noise) : second_distance(d, difference, noise);
}

}  // namespace diffrates

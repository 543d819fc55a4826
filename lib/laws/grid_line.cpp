#include "laws/grid_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr const BandPolicy& policy = line_policy;
constexpr Index batch = 512;  // points whose temporaries fit the cache

}  // namespace

GridLine::GridLine(const GridResolution& resolution, bool noise_follows)
    : resolution_(resolution),
      noise_follows_(noise_follows),
      place_(Eigen::ArrayXd::Zero(1)),
      weight_(Eigen::ArrayXd::Ones(1)),
      noise_(1),
      band_{.end = 10} {}

GridLine::GridLine(const GridResolution& resolution, bool noise_follows, const Target& target, const NoiseLevel& at)
    : resolution_(resolution), noise_follows_(noise_follows) {
  const Interval range = target.bulk(at, 1e-18);
  const double pad = 0.02 * range.width();
  const Period period{range.low - pad, range.width() + 2 * pad};
  for (Index n = 64;; n *= 2) {
    if (n > resolution.most_points)
      throw Unresolvable(fmt::format("the law of X_t at 1 - abar = {:.1e} needs more than {} grid points", at.noise,
                                     resolution.most_points));
    spacing_ = period.width / static_cast<double>(n);
    const Points x(period.low + spacing_ * Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)));
    Eigen::ArrayXd log_density;
    target.evaluate(at, x, nullptr, &log_density);
    place_ = x.coordinate(0);
    weight_ = log_density.exp() * spacing_;
    fourier_.series(log_density.exp(), period, n / 2 - 1, density_);
    // Resolved when the coefficients have sunk into rounding well before the end of the band.
    if (density_.coefficients.tail(n / 6).abs().maxCoeff() < 3e-15) break;
  }
  band_ = Band::of_grid(spacing_);
}

void GridLine::map(const Map& move) {
  settle();
  before_ = density_;
  const Band band = band_;
  double growth = band.growth_allowed(resolution_.growth), top = std::numeric_limits<double>::infinity();
  for (;; growth *= 2) {
    move_points(move, band, growth);
    if (noise_follows_) return;
    // Nothing will damp what the grid could not resolve: look now.
    band_.end = band.end;
    settle();
    const bool rounding_only = unresolved_ < 1e-11 && unresolved_ > top / 2;
    if (unresolved_ == 0 || rounding_only) return;
    top = unresolved_;
  }
}

void GridLine::move_points(const Map& move, const Band& band, double growth) {
  // exp(i k m(x)) q(x) oscillates at up to band + k m', k up to the band after the move; the rule needs it below 2 pi /
  // h.
  double stretch = std::clamp(band_.steepest, 1.0, policy.steepest);
  for (int attempt = 0; attempt < slope_attempts; ++attempt) {
    const double n = band.end * (1 + growth * resolution_.refinement * stretch) / before_.period.frequency(1);
    spread_points(move, fft_size(std::max<Index>(static_cast<Index>(n) + 1, 2 * before_.modes() + 2)));
    measure_slope();
    const double needed = std::min(band_.steepest, policy.steepest);
    if (needed <= stretch * slope_tolerance) break;
    stretch = needed;
  }
  noise_ = 0;
  settled_ = false;
  band_.moved(spacing_, band.end);
}

void GridLine::mix(const std::vector<double>& weights, const Branch& branch) {
  std::vector<GridLine> parts(weights.size(), *this);
  double common = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < parts.size(); ++k) {
    parts[k].work_ = 0;
    branch(k, parts[k]);
    common = std::min(common, parts[k].noise_);
  }
  Index total = 0;
  for (GridLine& part : parts) {
    if (part.noise_ > common) {
      part.noise_ -= common;
      part.map([](const Points& x) { return x; });
    }
    total += part.place_.size();
  }
  join(parts, weights, total);
  noise_ = common;
  settled_ = false;
}

void GridLine::join(const std::vector<GridLine>& parts, const std::vector<double>& weights, Index total) {
  place_.resize(total);
  weight_.resize(total);
  band_ = {.growth = band_.growth};
  Index first = 0;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const GridLine& part = parts[k];
    place_.segment(first, part.place_.size()) = part.place_;
    weight_.segment(first, part.place_.size()) = weights[k] * part.weight_;
    first += part.place_.size();
    work_ += part.work_;
    steps_ = std::max(steps_, part.steps_);
    band_.steepest = std::max(band_.steepest, part.band_.steepest);
    band_.end = std::max(band_.end, part.band_.end);
    band_.alias = std::min(band_.alias, part.band_.alias);
    lost_.largest = std::max(lost_.largest, part.lost_.largest);
    lost_.mass = std::max(lost_.mass, part.lost_.mass);
  }
}

void GridLine::spread_points(const Map& move, Index n) {
  if (n > resolution_.most_points)
    throw Unresolvable(fmt::format("needs {} grid points, more than {}", n, resolution_.most_points));
  work_ += static_cast<double>(n);
  if (work_ > resolution_.most_work)
    throw Unresolvable(fmt::format("needs more than {:.0e} grid points over all steps", resolution_.most_work));
  fourier_.values(before_, n, weight_);
  spacing_ = before_.period.width / static_cast<double>(n);
  weight_ *= spacing_;
  place_.resize(n);
  for (Index first = 0; first < n; first += batch) {
    const Index count = std::min(batch, n - first);
    Points x(count, 1);
    for (Index i = 0; i < count; ++i)
      x.coordinate(0)[i] = before_.period.low + spacing_ * static_cast<double>(first + i);
    const Points y = move(x);
    place_.segment(first, count) = y.coordinate(0);
  }
}

void GridLine::measure_slope() {
  const double floor = std::max(policy.steep_weight, rounding()) * weight_.maxCoeff();
  band_.steepest = 1;
  for (Index i = 0; i + 1 < place_.size(); ++i) {
    if (weight_[i] < floor) continue;
    const double slope = std::abs(place_[i + 1] - place_[i]) / spacing_;
    band_.steepest = std::max(band_.steepest, slope);
  }
}

Interval GridLine::hull() const {
  const double largest = weight_.maxCoeff(), floor = rounding() * largest, sigma = std::sqrt(noise_);
  Interval range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  for (Index i = 0; i < place_.size(); ++i) {
    if (!(weight_[i] > floor)) continue;
    if (!std::isfinite(place_[i]))
      throw Unresolvable("a move takes a point of the grid to infinity, or to where a formula tells no score");
    const double inside = std::min(place_[i] - range.low, range.high - place_[i]);
    if (inside > 9.2 * sigma) continue;
    const double reach = sigma > 0 ? sigma * std::sqrt(2 * std::log(weight_[i] / (policy.negligible * largest))) : 0;
    range.low = std::min(range.low, place_[i] - reach);
    range.high = std::max(range.high, place_[i] + reach);
  }
  return range;
}

const FourierSeries& GridLine::settle() {
  if (!settled_) settle({std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()});
  return density_;
}

const FourierSeries& GridLine::settle(const Interval& also) {
  if (settled_ && also.low >= density_.period.low && also.high <= density_.period.low + density_.period.width)
    return density_;
  Interval range = hull();
  const double pad = policy.margin * range.width();
  range.low = std::min(range.low - pad, also.low);
  range.high = std::max(range.high + pad, also.high);
  density_.period = {range.low, range.width()};
  // What fell outside weighs nothing.
  for (Index i = 0; i < place_.size(); ++i)
    if (!(place_[i] >= range.low && place_[i] <= range.high)) place_[i] = range.low, weight_[i] = 0;
  transform();
  return density_;
}

double GridLine::rounding() const { return policy.coefficient * std::sqrt(3.0 + steps_); }

void GridLine::transform() {
  const double refinement = resolution_.refinement;
  const double step = density_.period.frequency(1);
  const double reach = std::max(std::abs(density_.period.low), std::abs(density_.period.low + density_.period.width));
  // Coefficients below this are rounding: of the sums, and of the places, whose phases are k y.
  const auto floor = [&](Index k) { return rounding() + 4e-16 * reach * step * static_cast<double>(k); };
  const double most = band_.most(policy, noise_, refinement);
  for (double band = band_.first_look();; band *= wider) {
    const auto modes = static_cast<Index>(std::min(band, most) / step) + policy.spare;
    if (2 * modes > resolution_.most_points)
      throw Unresolvable(fmt::format("needs more than {} grid points: features of size {:.1e} on a width of {:.2g}",
                                     resolution_.most_points, 9 / band, density_.period.width));
    fourier_.forward(place_, weight_, noise_, modes, density_);
    const Eigen::ArrayXd size = density_.coefficients.abs();
    Index last = modes;
    while (last > 0 && size[last] < floor(last)) --last;
    const bool found_end = has_ended(last, modes);
    if (!found_end && band < most) continue;
    // Ending in the noise's own Gaussian is an end too.
    unresolved_ = found_end || most < band_.alias ? 0 : size.tail(modes / 8 + 1).maxCoeff();
    if (noise_ > 0) lost_.add(unresolved_, 2.0 * static_cast<double>(modes));
    const auto kept = kept_modes(policy, refinement, last, modes);
    density_.coefficients.conservativeResize(kept + 1);
    band_.settle(step * static_cast<double>(kept));
    ++steps_;
    settled_ = true;
    return;
  }
}

}  // namespace diffrates

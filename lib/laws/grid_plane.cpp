#include "laws/grid_plane.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numbers>

namespace diffrates {
namespace {

using Index = Eigen::Index;
using Pair = std::array<Index, 2>;

constexpr const BandPolicy& policy = plane_policy;
constexpr double faint_coefficient = 1e-9;
constexpr Index batch = 512;

constexpr Interval nothing{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

/// The largest |k_axis| whose coefficients exceed `floor`.
Index last_mode(const Eigen::ArrayXXd& size, int axis, double floor) {
  const Index modes = axis == 0 ? (size.rows() - 1) / 2 : size.cols() - 1;
  for (Index k = modes; k > 0; --k) {
    const double largest =
        axis == 0 ? std::max(size.row(modes - k).maxCoeff(), size.row(modes + k).maxCoeff()) : size.col(k).maxCoeff();
    if (largest >= floor) return k;
  }
  return 0;
}

/// The largest coefficient in the outer sixteenth of a direction.
double outer_coefficient(const Eigen::ArrayXXd& size, int axis, const Pair& modes) {
  const Index outer = modes[axis] - modes[axis] / 16;
  return axis == 0 ? size.topRows(modes[0] + 1 - outer).maxCoeff() : size.rightCols(modes[1] + 1 - outer).maxCoeff();
}

}  // namespace

Points plane_grid(const std::array<Period, 2>& period, const Pair& n) {
  Points x(n[0] * n[1], 2);
  for (Index j = 0; j < n[1]; ++j)
    for (Index i = 0; i < n[0]; ++i) {
      x.coordinate(0)[i + n[0] * j] =
          period[0].low + period[0].width * static_cast<double>(i) / static_cast<double>(n[0]);
      x.coordinate(1)[i + n[0] * j] =
          period[1].low + period[1].width * static_cast<double>(j) / static_cast<double>(n[1]);
    }
  return x;
}

PlaneSample sample_plane(const Target& target, const NoiseLevel& at, Index most_points) {
  const Moments moments = target.moments();
  FourierPlane fourier;
  PlaneSeries series;
  double reach = 8;
  Pair n{32, 32};
  PlaneSample sample;
  for (int widened = 0; widened < 12;) {
    for (int a = 0; a < 2; ++a) {
      const double sigma = std::sqrt(at.abar * moments.covariance(a, a) + at.noise);
      if (!std::isfinite(sigma)) throw Unresolvable("the target has no variance to size a rectangle by");
      sample.period[a] = {at.signal * moments.mean[a] - reach * sigma, 2 * reach * sigma};
    }
    if (n[0] * n[1] > most_points)
      throw Unresolvable(
          fmt::format("the law of X_t at 1 - abar = {:.1e} needs more than {} grid points", at.noise, most_points));
    sample.places = plane_grid(sample.period, n);
    target.evaluate(at, sample.places, nullptr, &sample.density);
    sample.density = sample.density.exp();
    sample.n = n;
    fourier.series(Eigen::Map<const Eigen::ArrayXXd>(sample.density.data(), n[0], n[1]), sample.period,
                   {n[0] / 2 - 1, n[1] / 2 - 1}, series);
    const Eigen::ArrayXXd size = series.coefficients.abs();
    bool ended = true;
    for (int a = 0; a < 2; ++a)
      if (last_mode(size, a, 1e-12) > n[a] / 3) n[a] *= 2, ended = false;
    if (!ended) continue;
    if (std::abs(series.mass() - 1) < 1e-11) return sample;
    reach *= 1.3;
    ++widened;
  }
  throw Unresolvable("no rectangle holds the law of X_t");
}

GridPlane::GridPlane(const GridResolution& resolution)
    : resolution_(resolution), place_(1, 2), weight_(Eigen::ArrayXd::Ones(1)), noise_(1) {
  place_.values().setZero();
  band_.fill({.end = 9});
}

GridPlane::GridPlane(const GridResolution& resolution, const PlaneSample& start)
    : resolution_(resolution), place_(start.places), weight_(start.density) {
  for (int a = 0; a < 2; ++a) {
    spacing_[a] = start.period[a].width / static_cast<double>(start.n[a]);
    weight_ *= spacing_[a];
    band_[a] = Band::of_grid(spacing_[a]);
  }
}

void GridPlane::map(const Map& move) {
  settle({nothing, nothing});
  Pair n{};
  for (int attempt = 0; attempt < slope_attempts; ++attempt) {
    const std::array<double, 2> stretch{band_[0].steepest, band_[1].steepest};
    for (int a = 0; a < 2; ++a) {
      const double growth = band_[a].growth_allowed(resolution_.growth) * resolution_.refinement;
      const double least =
          band_[a].end * (1 + growth * std::clamp(stretch[a], 1.0, policy.steepest)) / density_.period[a].frequency(1);
      n[a] = fft_size(std::max(static_cast<Index>(least) + 1, 2 * density_.modes(a) + 2));
    }
    move_points(move, n);
    measure_slopes(n);
    if (band_[0].steepest <= slope_tolerance * stretch[0] && band_[1].steepest <= slope_tolerance * stretch[1]) break;
  }
  noise_ = 0;
  for (int a = 0; a < 2; ++a) band_[a].moved(spacing_[a], band_[a].end);
}

void GridPlane::move_points(const Map& move, const Pair& n) {
  const Index count = n[0] * n[1];
  if (count > resolution_.most_points)
    throw Unresolvable(
        fmt::format("needs {} x {} grid points, more than {} in all", n[0], n[1], resolution_.most_points));
  work_ += static_cast<double>(count);
  if (work_ > resolution_.most_work)
    throw Unresolvable(fmt::format("needs more than {:.0e} grid points over all steps", resolution_.most_work));
  fourier_.values(density_, n, values_);
  for (int a = 0; a < 2; ++a) spacing_[a] = density_.period[a].width / static_cast<double>(n[a]);
  weight_ = values_.reshaped() * (spacing_[0] * spacing_[1]);
  const Points x = plane_grid(density_.period, n);
  if (place_.size() != count) place_ = Points(count, 2);
  for (Index first = 0; first < count; first += batch) {
    const Index size = std::min(batch, count - first);
    Points part(size, 2);
    part.values() = x.values().middleRows(first, size);
    const Points moved = move(part);
    place_.values().middleRows(first, size) = moved.values();
  }
}

void GridPlane::measure_slopes(const Pair& n) {
  const double floor = policy.steep_weight * weight_.maxCoeff();
  for (int a = 0; a < 2; ++a) {
    band_[a].steepest = 1;
    const Index step = a == 0 ? 1 : n[0];
    for (Index i = 0; i + step < place_.size(); ++i) {
      if (weight_[i] < floor || weight_[i + step] < floor) continue;
      const double slope = std::hypot(place_.coordinate(0)[i + step] - place_.coordinate(0)[i],
                                      place_.coordinate(1)[i + step] - place_.coordinate(1)[i]) /
                           spacing_[a];
      band_[a].steepest = std::max(band_[a].steepest, std::min(slope, policy.steepest));
    }
  }
}

double GridPlane::accumulated() const { return noise_ > 0 ? 1 : std::sqrt(1.0 + steps_); }

std::array<Interval, 2> GridPlane::hull() const {
  const double largest = weight_.maxCoeff(), floor = policy.weight * accumulated() * largest, sigma = std::sqrt(noise_);
  std::array<Interval, 2> range{nothing, nothing};
  for (Index i = 0; i < place_.size(); ++i) {
    if (!(weight_[i] > floor)) continue;
    const double reach = sigma > 0 ? sigma * std::sqrt(2 * std::log(weight_[i] / (policy.negligible * largest))) : 0;
    for (int a = 0; a < 2; ++a) {
      const double x = place_.coordinate(a)[i];
      if (!std::isfinite(x)) throw Unresolvable("a move takes a point of the grid to infinity");
      range[a].low = std::min(range[a].low, x - reach);
      range[a].high = std::max(range[a].high, x + reach);
    }
  }
  return range;
}

const PlaneSeries& GridPlane::settle(const std::array<Interval, 2>& also) {
  std::array<Interval, 2> range = hull();
  for (int a = 0; a < 2; ++a) {
    const double pad = policy.margin * range[a].width();
    range[a] = {std::min(range[a].low - pad, also[a].low), std::max(range[a].high + pad, also[a].high)};
    density_.period[a] = {range[a].low, range[a].width()};
  }
  // What fell outside, or weighs nothing, need not be spread.
  const double floor = policy.negligible * weight_.maxCoeff();
  for (Index i = 0; i < place_.size(); ++i) {
    const double x = place_.coordinate(0)[i], y = place_.coordinate(1)[i];
    const bool inside = x >= range[0].low && x <= range[0].high && y >= range[1].low && y <= range[1].high;
    if (!inside || std::abs(weight_[i]) < floor) weight_[i] = 0;
  }
  transform();
  return density_;
}

void GridPlane::transform() {
  std::array<double, 2> band{}, most{};
  for (int a = 0; a < 2; ++a) {
    most[a] = band_[a].most(policy, noise_, resolution_.refinement);
    band[a] = band_[a].first_look();
  }
  for (;;) {
    Pair modes{};
    for (int a = 0; a < 2; ++a)
      modes[a] = static_cast<Index>(std::min(band[a], most[a]) / density_.period[a].frequency(1)) + policy.spare;
    if (4 * modes[0] * modes[1] > resolution_.most_points)
      throw Unresolvable(fmt::format("needs more than {} grid points", resolution_.most_points));
    fourier_.forward(place_, weight_, noise_, modes, density_);
    const Eigen::ArrayXXd size = density_.coefficients.abs();
    bool look_further = false;
    Pair kept{};
    double unresolved = 0;
    for (int a = 0; a < 2; ++a) {
      const Index last = last_mode(size, a, policy.coefficient * accumulated());
      const double top = outer_coefficient(size, a, modes);
      // Without noise what the transform leaves in wide bands stays and is no reason to widen them.
      const bool faint = noise_ == 0 && top < faint_coefficient;
      const bool found_end = faint || has_ended(last, modes[a]);
      if (!found_end && band[a] < most[a]) {
        band[a] *= wider;
        look_further = true;
      } else if (!found_end && most[a] == band_[a].alias) {
        unresolved = std::max(unresolved, top);
      }
      kept[a] = kept_modes(policy, resolution_.refinement, last, modes[a]);
    }
    if (look_further) continue;
    lost_.add(unresolved, 4.0 * static_cast<double>(modes[0] * modes[1]));
    ++steps_;
    density_.crop(kept);
    for (int a = 0; a < 2; ++a) band_[a].settle(density_.period[a].frequency(static_cast<double>(kept[a])));
    return;
  }
}

}  // namespace diffrates

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
constexpr double overlooked = 1e-10;  // mass whose stretching no grid need resolve
constexpr double most_lost = 0.1;
constexpr double cautious = 0.8;  // of the noise expected after a move: less of it resolves more
constexpr Index batch = 512;
constexpr Index block = 8;  // points a direction: about three standard deviations of the narrowest feature

constexpr Interval nothing{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};

/// The largest coefficient in the outer sixteenth of a direction.
double outer_coefficient(const Eigen::ArrayXXd& size, int axis, const Pair& modes) {
  const Index outer = modes[axis] - modes[axis] / 16;
  return axis == 0 ? size.topRows(modes[0] + 1 - outer).maxCoeff() : size.rightCols(modes[1] + 1 - outer).maxCoeff();
}

}  // namespace

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
  for (int a = 0; a < 2; ++a) stretch_[a] = band_[a].steepest;
  for (int attempt = 0; attempt < slope_attempts; ++attempt) {
    const bool fits = fit_stretch();
    move_points(move, grid_for(stretch_));
    measure_slopes();
    const std::array<double, 2> needed = needed_stretch();
    const bool resolved = needed[0] <= slope_tolerance * stretch_[0] && needed[1] <= slope_tolerance * stretch_[1];
    for (int a = 0; a < 2; ++a) band_[a].steepest = std::min(needed[a], slope_tolerance * stretch_[a]);
    if (resolved || !fits || attempt + 1 == slope_attempts) break;
    stretch_ = needed;
  }
  last_after_ = after_;
  after_ = 0;
  fresh_ = true;
  noise_ = 0;
  for (int a = 0; a < 2; ++a) band_[a].moved(spacing_[a], band_[a].end);
}

double GridPlane::reach(int axis, double stretch) const {
  return band_[axis].end * band_[axis].growth_allowed(resolution_.growth) * resolution_.refinement * stretch;
}

double GridPlane::area() const { return density_.period[0].width * density_.period[1].width; }

std::array<double, 2> GridPlane::needed_stretch() const {
  std::array<double, 2> needed{};
  const double noise = noise_to_come();
  for (int a = 0; a < 2; ++a) {
    needed[a] = std::min(slopes_[a].steepest(), policy.steepest);
    for (double less = needed[a]; less > 1; needed[a] = less) {
      less = std::max(1.0, less / slope_tolerance);
      if (slopes_[a].misplaced(less, reach(a, less), noise, area()) > overlooked) break;
    }
  }
  return needed;
}

double GridPlane::noise_to_come() const {
  return last_after_ > 0 ? cautious * after_ * std::min(1.0, after_ / last_after_) : 0;
}

GridPlane::Pair GridPlane::grid_for(const std::array<double, 2>& stretch) const {
  Pair n{};
  for (int a = 0; a < 2; ++a) {
    const double least = (band_[a].end + reach(a, stretch[a])) / density_.period[a].frequency(1);
    n[a] = fft_size(std::max(static_cast<Index>(least) + 1, 2 * density_.modes(a) + 2));
  }
  return n;
}

bool GridPlane::fit_stretch() {
  bool fits = true;
  for (double& stretch : stretch_) stretch = std::clamp(stretch, 1.0, policy.steepest);
  for (Pair n = grid_for(stretch_); n[0] * n[1] > resolution_.most_points; n = grid_for(stretch_)) {
    if (stretch_[0] == 1 && stretch_[1] == 1)
      throw Unresolvable(
          fmt::format("needs {} x {} grid points, more than {} in all", n[0], n[1], resolution_.most_points));
    for (double& stretch : stretch_) stretch = std::max(1.0, 0.95 * stretch);
    fits = false;
  }
  return fits;
}

void GridPlane::move_points(const Map& move, const Pair& n) {
  const Index count = n[0] * n[1];
  work_ += static_cast<double>(count);
  if (work_ > resolution_.most_work)
    throw Unresolvable(fmt::format("needs more than {:.0e} grid points over all steps", resolution_.most_work));
  fourier_.values(density_, n, values_);
  for (int a = 0; a < 2; ++a) spacing_[a] = density_.period[a].width / static_cast<double>(n[a]);
  weight_ = values_.reshaped() * (spacing_[0] * spacing_[1]);
  const Points x = plane_grid(density_.period, n);
  const std::vector<Index> where = occupied(n);
  Eigen::ArrayXd weight = Eigen::ArrayXd::Zero(count);
  if (place_.size() != count) place_ = Points(count, 2);
  const Index most = static_cast<Index>(where.size());
  for (Index first = 0; first < most; first += batch) {
    const Index size = std::min(batch, most - first);
    const auto indices = Eigen::Map<const Eigen::Array<Index, Eigen::Dynamic, 1>>(where.data() + first, size);
    Points part(size, 2);
    for (Index i = 0; i < size; ++i) part.values().row(i) = x.values().row(indices[i]);
    const Points moved = move(part);
    for (Index i = 0; i < size; ++i) {
      place_.values().row(indices[i]) = moved.values().row(i);
      weight[indices[i]] = weight_[indices[i]];
    }
  }
  weight_ = std::move(weight);
}

std::vector<Index> GridPlane::occupied(const Pair& n) const {
  const Pair blocks{(n[0] + block - 1) / block, (n[1] + block - 1) / block};
  const auto weights = Eigen::Map<const Eigen::ArrayXXd>(weight_.data(), n[0], n[1]);
  const double floor = policy.weight * accumulated() * weight_.maxCoeff();
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> kept(blocks[0], blocks[1]);
  kept.setConstant(false);
  for (Index j = 0; j < blocks[1]; ++j)
    for (Index i = 0; i < blocks[0]; ++i) {
      const Index rows = std::min(block, n[0] - i * block), columns = std::min(block, n[1] - j * block);
      if (!(weights.block(i * block, j * block, rows, columns).maxCoeff() > floor)) continue;
      const Index up = std::max<Index>(i - 1, 0), left = std::max<Index>(j - 1, 0);
      kept.block(up, left, std::min(i + 2, blocks[0]) - up, std::min(j + 2, blocks[1]) - left).setConstant(true);
    }
  std::vector<Index> where;
  where.reserve(static_cast<std::size_t>(weight_.size()));
  for (Index j = 0; j < n[1]; ++j)
    for (Index i = 0; i < n[0]; ++i)
      if (kept(i / block, j / block)) where.push_back(i + n[0] * j);
  return where;
}

void GridPlane::measure_slopes() {
  const double floor = policy.weight * weight_.maxCoeff();
  for (int a = 0; a < 2; ++a) {
    slopes_[a] = {};
    const Index step = a == 0 ? 1 : values_.rows();
    for (Index i = 0; i + step < place_.size(); ++i) {
      if (weight_[i] < floor || weight_[i + step] < floor) continue;
      const double slope = std::hypot(place_.coordinate(0)[i + step] - place_.coordinate(0)[i],
                                      place_.coordinate(1)[i + step] - place_.coordinate(1)[i]) /
                           spacing_[a];
      slopes_[a].add(slope, weight_[i]);
    }
  }
}

void GridPlane::count_misplaced() {
  for (int a = 0; a < 2; ++a)
    lost_.misplace(slopes_[a].misplaced(slope_tolerance * stretch_[a], reach(a, stretch_[a]), noise_, area()));
  if (lost_.mass > most_lost)
    throw Unresolvable(fmt::format("steps stretch more mass than {} grid points resolve", resolution_.most_points));
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
      if (!std::isfinite(x))
        throw Unresolvable("a move takes a point of the grid to infinity, or to where a formula tells no score");
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
    count_misplaced();
    lost_.add(unresolved, 4.0 * static_cast<double>(modes[0] * modes[1]));
    ++steps_;
    density_.crop(kept);
    for (int a = 0; a < 2; ++a) band_[a].settle(density_.period[a].frequency(static_cast<double>(kept[a])));
    return;
  }
}

}  // namespace diffrates

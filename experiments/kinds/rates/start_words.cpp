#include "kinds/rates/start_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "divergences/gaussian.hpp"

namespace diffrates {
namespace {

constexpr double flat = 0.25;        ///< a local order below which errors no longer fall
constexpr double like = 0.25;        ///< relative distance at which the floor is taken for that of the start
constexpr int most_dimension = 256;  ///< in which a covariance is worth its eigenvalues for a remark

/// Divergences of marginals do not grow on the way; distances may.
bool has_floor(Metric metric) { return !is_path(metric) && !is_distance(metric); }

/// The divergence of N(0, I) from X_T, from the moments of X_T; NaN where they do not exist.
double start_divergence(const Target& target, const NoiseLevel& at, Metric metric) {
  const int d = target.dimension();
  const Moments moments = target.moments();
  if (!moments.mean.allFinite() || !moments.covariance.allFinite()) return NAN;
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(d, d);
  const GaussianPair pair = gaussian_pair(Eigen::VectorXd::Zero(d), identity, at.signal * moments.mean,
                                          at.abar * moments.covariance + at.noise * identity);
  return gaussian_divergence(metric, pair).value;
}

/// The error at the largest T where it is no smaller than at the T before; NaN where it falls.
double plateau(const Series& series) {
  std::vector<const FittedPoint*> good;
  for (const FittedPoint& point : series.fit.points)
    if (point.point.status == Status::Ok) good.push_back(&point);
  if (good.size() < 2) return NAN;
  const RatePoint &before = good[good.size() - 2]->point, &last = good.back()->point;
  const double order = std::log(before.error.value / last.error.value) / std::log(last.x / before.x);
  return std::abs(order) < flat ? last.error.value : NAN;
}

}  // namespace

std::string start_words(const Config& config, const Series& series) {
  const Place& place = series.place;
  if (series.against != Against::Steps || place.start != Start::Normal || !has_floor(place.metric)) return {};
  const double level = plateau(series);
  const auto target = std::find_if(config.targets.begin(), config.targets.end(),
                                   [&](const TargetChoice& choice) { return choice.name == place.target; });
  const auto schedule = std::find_if(config.schedules.begin(), config.schedules.end(),
                                     [&](const ScheduleChoice& choice) { return choice.described == place.schedule; });
  if (!(level > 0) || target == config.targets.end() || schedule == config.schedules.end() ||
      place.dimension > most_dimension)
    return {};
  const int T = static_cast<int>(series.fit.points.back().point.x);
  const double start = start_divergence(*target->target, schedule->family->with_steps(T).at(T), place.metric);
  if (!(std::abs(level - start) < like * start)) return {};
  return fmt::format(
      "; the values level off at {:.3g}, which is the start carried through: {} of N(0, I) in place of X_T "
      "is {:.3g} (start \"exact\", or a schedule that ends in more noise, takes it away)",
      level, name(place.metric), start);
}

}  // namespace diffrates

#include "laws/cost.hpp"

#include <algorithm>

namespace diffrates {
namespace {

constexpr double flop = 0.2e-9;  // Target::work counts an exponential as 20, and eight of them run side by side
constexpr double number = 2e-9;  // to carry a coordinate, or a tangent's, through a map

/// Of an evaluation with d tangents.
double share_without_tangents(double d) { return (4 * d + 20) / (4 * d * (d + 1) + 20); }

}  // namespace

double seconds_with_tangents(const Setting& setting) {
  const double d = setting.target.dimension();
  const double error = setting.score_error ? 35e-9 * d : 0;
  return flop * setting.target.usual_work() + number * d * (d + 1) + error;
}

double seconds_at_point(const Setting& setting) {
  const double d = setting.target.dimension();
  const double error = setting.score_error ? 15e-9 * d : 0;
  return flop * share_without_tangents(d) * setting.target.usual_work() + number * d + error;
}

double seconds_of_distances(const std::vector<Metric>& metrics) {
  constexpr double one = 0.05;
  return one * static_cast<double>(std::count_if(metrics.begin(), metrics.end(), is_distance));
}

}  // namespace diffrates

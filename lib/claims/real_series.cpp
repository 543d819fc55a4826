#include "claims/real_series.hpp"

#include <algorithm>
#include <cmath>

#include "rates/expected.hpp"

namespace diffrates {
namespace {

constexpr std::size_t least_values = 4, most_values = 14;
constexpr double least_span = 8;

bool power_of_two(double x) { return std::log2(x) == std::floor(std::log2(x)); }
bool in_list(Density density, double x) {
  return density == Density::AllValues || power_of_two(x) || (density == Density::HalfOctaves && power_of_two(x / 1.5));
}

/// Whether a thinner list holds the value too.
bool is_in_a_thinner(Density density, double x) {
  return density != Density::Doublings && in_list(static_cast<Density>(static_cast<int>(density) - 1), x);
}

}  // namespace

std::string_view name(Density density) {
  constexpr std::array<std::string_view, 3> names{"doublings", "half octaves", "all values"};
  return names[static_cast<std::size_t>(density)];
}

RealWindows::RealWindows(std::vector<RealSeries> series, std::int64_t every) {
  std::int64_t seen = 0;
  for (RealSeries& one : series) {
    wholes_.push_back(std::make_unique<Whole>());
    wholes_.back()->series = std::move(one);
    cut(wholes_.size() - 1, every, seen);
  }
  fits_.resize(windows_.size());
}

void RealWindows::cut(std::size_t series, std::int64_t every, std::int64_t& seen) {
  Whole& whole = *wholes_[series];
  const std::vector<RatePoint>& points = whole.series.points;
  whole.begin = windows_.size();
  for (const Density density : {Density::Doublings, Density::HalfOctaves, Density::AllValues}) {
    std::vector<std::size_t>& list = whole.lists[static_cast<std::size_t>(density)];
    for (std::size_t i = 0; i < points.size(); ++i)
      if (in_list(density, points[i].x)) list.push_back(i);
    for (std::size_t first = 0; first < list.size(); ++first) {
      bool own = density == Density::Doublings;
      for (std::size_t count = 1; count <= most_values && first + count <= list.size(); ++count) {
        const double x = points[list[first + count - 1]].x;
        own = own || !is_in_a_thinner(density, x);
        if (!own || count < least_values || x < least_span * points[list[first]].x) continue;
        if (seen++ % every == 0) windows_.push_back({series, density, first, count});
      }
    }
  }
  whole.end = windows_.size();
}

const RealSeries& RealWindows::series(std::int64_t window) const {
  return wholes_[windows_[static_cast<std::size_t>(window)].series]->series;
}

const std::vector<std::size_t>& RealWindows::list(const Cut& cut) const {
  return wholes_[cut.series]->lists[static_cast<std::size_t>(cut.density)];
}

double RealWindows::last(std::int64_t window) const {
  const Cut& cut = windows_[static_cast<std::size_t>(window)];
  return series(window).points[list(cut)[cut.first + cut.count - 1]].x;
}

std::vector<RatePoint> RealWindows::points(const Cut& cut) const {
  std::vector<RatePoint> found;
  for (std::size_t i = 0; i < cut.count; ++i)
    found.push_back(wholes_[cut.series]->series.points[list(cut)[cut.first + i]]);
  return found;
}

std::vector<RatePoint> RealWindows::points(std::int64_t window) const {
  return points(windows_[static_cast<std::size_t>(window)]);
}

KnownFit RealWindows::fit(std::int64_t window) const {
  Whole& whole = *wholes_[windows_[static_cast<std::size_t>(window)].series];
  std::call_once(whole.fitted, [&] {
    FitModel model = expected_of(whole.series.metric, whole.series.dimension);
    model.log_power = whole.series.log_power;
    for (std::size_t i = whole.begin; i < whole.end; ++i)
      fits_[i] = known_fit(fit_rate(points(windows_[i]), model), whole.series.exponent);
  });
  return fits_[static_cast<std::size_t>(window)];
}

}  // namespace diffrates

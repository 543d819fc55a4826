/// Schedules given as a curve of noise levels between two stated end points, L = l_min at t = 1 and l_max at t = T + 1.
#pragma once

#include <fmt/format.h>

#include "schedules/schedule.hpp"

namespace diffrates {

inline const Key from_key{"l_min", "-log abar at t = 1; > 0", Shape::number(Bounds::positive(largest_level)).needed()};
inline const Key to_key{"l_max", "-log abar at t = T + 1; above l_min, at most 600",
                        Shape::number(Bounds::positive(largest_level)).needed()};

/// The place a fraction w of the way from a to b.
inline double along(double a, double b, double w) { return a + (b - a) * w; }

/// A schedule uniform in some coordinate of the noise level: `Coordinate` has to(L) and from(place), inverse to each
/// other, monotone, both without loss of digits for small L; places are numbers, or anything with along(a, b, w).
template <class Coordinate>
class Between : public ScheduleFamily {
 public:
  Between(double low, double high, Coordinate coordinate) : low_(low), high_(high), coordinate_(coordinate) {}

  Schedule with_steps(int T) const override { return Schedule::of_levels(levels(T)); }
  std::string problem(int T) const override { return problem_of_levels(levels(T)); }

 private:
  std::vector<double> levels(int T) const {
    const auto first = coordinate_.to(low_), last = coordinate_.to(high_);
    std::vector<double> L(T + 1);
    for (int t = 2; t <= T; ++t) L[t - 1] = coordinate_.from(along(first, last, (t - 1.0) / T));
    L.front() = low_;
    L.back() = high_;
    return L;
  }

  double low_, high_;
  Coordinate coordinate_;
};

/// The two ends of a schedule, as configured.
struct Ends {
  double low, high;
};

/// Reads l_min and l_max; records a problem unless 0 < l_min < l_max.
inline Ends read_ends(Parameters& p, const Key& low_key = from_key, const Key& high_key = to_key) {
  const double low = p.number(low_key);
  const double high = p.number(high_key);
  if (p.good() && low >= high) p.problem("l_max", fmt::format("is {}; accepted: a number above l_min = {}", high, low));
  return {low, high};
}

/// The schedule uniform in `coordinate` between the ends.
template <class Coordinate>
std::unique_ptr<ScheduleFamily> make_between(Parameters& p, Coordinate coordinate) {
  const Ends ends = read_ends(p);
  if (!p.good()) return nullptr;
  return std::make_unique<Between<Coordinate>>(ends.low, ends.high, coordinate);
}

}  // namespace diffrates

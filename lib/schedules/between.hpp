/// Schedules given as a curve of noise levels between two stated end points, L = l_min at t = 1 and l_max at t = T + 1.
#pragma once

#include <fmt/format.h>

#include "schedules/schedule.hpp"

namespace diffrates {

inline const Key from_key{"l_min", "-log abar at t = 1; > 0"};
inline const Key to_key{"l_max", "-log abar at t = T + 1; above l_min, at most 600"};

/// A schedule uniform in some coordinate of the noise level: `Coordinate` has to(L) and from(u), inverse to each other,
/// monotone, both without loss of digits for small L.
template <class Coordinate>
class Between : public ScheduleFamily {
 public:
  Between(double low, double high, Coordinate coordinate) : low_(low), high_(high), coordinate_(coordinate) {}

  Schedule with_steps(int T) const override {
    const double first = coordinate_.to(low_), last = coordinate_.to(high_);
    std::vector<double> L(T + 1);
    for (int t = 1; t <= T + 1; ++t) L[t - 1] = coordinate_.from(first + (last - first) * (t - 1) / T);
    L.front() = low_;
    L.back() = high_;
    return Schedule::of_levels(L);
  }

 private:
  double low_, high_;
  Coordinate coordinate_;
};

/// Reads l_min and l_max and makes the schedule; null after a problem.
template <class Coordinate>
std::unique_ptr<ScheduleFamily> make_between(Parameters& p, Coordinate coordinate) {
  const double low = p.number(from_key, Bounds::positive(600));
  const double high = p.number(to_key, Bounds::positive(600));
  if (p.good() && low >= high) p.problem("l_max", fmt::format("is {}; accepted: a number above l_min = {}", high, low));
  if (!p.good()) return nullptr;
  return std::make_unique<Between<Coordinate>>(low, high, coordinate);
}

}  // namespace diffrates

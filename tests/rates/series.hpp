/// Synthetic error series for tests.
#pragma once

#include <cmath>
#include <functional>
#include <vector>

#include "numerics/random.hpp"
#include "rates/rates.hpp"

namespace diffrates::test {

inline std::vector<double> doubling(double first, double last) {
  std::vector<double> x;
  for (double v = first; v <= last; v *= 2) x.push_back(v);
  return x;
}

/// law(x) with a stated relative error.
inline std::vector<RatePoint> series(const std::vector<double>& xs, const std::function<double(double)>& law,
                                     double relative_error = 0) {
  std::vector<RatePoint> points;
  for (const double x : xs) points.push_back({x, {law(x), relative_error * law(x)}, Status::Ok});
  return points;
}

/// Multiplies every value by exp(its relative error times a standard normal).
inline void add_noise(std::vector<RatePoint>& points, Stream& stream) {
  for (RatePoint& p : points) {
    const double relative = p.error.error / p.error.value;
    p.error.value *= std::exp(relative * stream.normal());
    p.error.error = relative * p.error.value;
  }
}

}  // namespace diffrates::test

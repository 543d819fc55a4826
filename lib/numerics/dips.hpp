/// Two roots of a smooth function between neighbouring places of one sign: it dips to the other sign and turns there.
#pragma once

#include <cmath>

#include "numerics/root.hpp"

namespace diffrates {

/// A place where a function is looked at.
struct Place {
  double x, value, slope;
};

/// Between two places of one sign, a.x < b.x, the function may reach the other: it falls towards 0 behind the first and
/// before the second, and its tangents there reach 0 in between. (A function that turns once in between lies beyond
/// neither tangent.)
inline bool may_dip(const Place& a, const Place& b) {
  if ((a.value < 0) != (b.value < 0)) return false;
  const double sign = a.value < 0 ? -1 : 1, apart = b.x - a.x;
  return -sign * a.slope * apart > std::abs(a.value) && sign * b.slope * apart > std::abs(b.value);
}

/// Where the function turns between two places that may dip; `slope` is its derivative anywhere.
template <class Slope>
double turning_point(const Slope& slope, const Place& a, const Place& b) {
  return root_between([&](double x) { return slope(x); }, a.x, b.x, a.slope, b.slope);
}

}  // namespace diffrates

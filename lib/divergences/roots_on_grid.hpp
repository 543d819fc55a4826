/// Every root, in order, of a smooth function known with its slope on a uniform grid: where neighbours differ in sign,
/// and both of a dip between neighbours of one sign (numerics/dips.hpp).
/// Cost: a few evaluations a root.
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <cmath>

#include "numerics/dips.hpp"
#include "numerics/fourier.hpp"

namespace diffrates {

/// `f` and `slope` are the function and its derivative anywhere, `values` and `slopes` theirs on the n points of the
/// period. Of values within `noise` of 0 on both sides the sign means nothing: the left neighbour counts as the root.
template <class F, class Slope, class Visit>
void visit_roots(const Period& period, const Eigen::ArrayXd& values, const Eigen::ArrayXd& slopes, double noise,
                 const F& f, const Slope& slope, const Visit& visit) {
  const double h = period.width / static_cast<double>(values.size());
  const auto cross = [&](double a, double at_a, double b, double at_b) {
    if ((at_a < 0) != (at_b < 0)) visit(root_between([&](double x) { return f(x); }, a, b, at_a, at_b));
  };
  for (Eigen::Index j = 0; j + 1 < values.size(); ++j) {
    const double low = period.low + h * static_cast<double>(j);
    const Place a{low, values[j], slopes[j]}, b{low + h, values[j + 1], slopes[j + 1]};
    const bool matters = std::max(std::abs(a.value), std::abs(b.value)) > noise;
    if (!matters) {
      if ((a.value < 0) != (b.value < 0)) visit(a.x);
    } else if (may_dip(a, b)) {
      const double turn = turning_point(slope, a, b), there = f(turn);
      cross(a.x, a.value, turn, there);
      cross(turn, there, b.x, b.value);
    } else {
      cross(a.x, a.value, b.x, b.value);
    }
  }
}

}  // namespace diffrates

/// Where the numbers of a figure lie on its paper: its two axes and their ticks, whatever it is drawn with.
#pragma once

#include <vector>

#include "results/figure.hpp"

namespace diffrates {

/// An axis from `low` to `high`, drawn from `first` to `last`; of the logarithms to a base, or linear.
struct Axis {
  int base;  ///< 0: linear
  double low, high, first, last;

  double part(double x) const;  ///< 0 at low, 1 at high
  double at(double x) const { return first + (last - first) * part(x); }
  bool shows(double x) const { return base == 0 || x > 0; }
  bool holds(double x) const { return shows(x) && part(x) >= -1e-9 && part(x) <= 1 + 1e-9; }
};

/// Both axes around all points of a figure, with a margin. `x` and `y` say from where to where each is drawn.
struct Axes {
  Axis x, y;
};
struct Extent {
  double first, last;
};
/// Throws std::invalid_argument where the figure has no points.
Axes axes_of(const Figure& figure, Extent x, Extent y);
bool has_points(const Figure& figure);

/// Where the ticks stand. On a linear axis at multiples of 1, 2 or 5 times a power of ten, four to nine of them; on a
/// logarithmic one at powers of the base, thinned to at most `most`, with their plain multiples where these are few, or
/// as on a linear one where a span of less than a factor 2 holds none of them.
std::vector<double> x_ticks(const Axis& x, std::size_t most = 9);
std::vector<double> y_ticks(const Axis& y, std::size_t most = 9);
/// Whether ticks are to be labelled as powers of ten: three or more, and nothing else.
bool powers_of_ten(const std::vector<double>& ticks);

}  // namespace diffrates

/// One panel of a line through the start: placing its nodes and integrating over it once they have been carried.
#pragma once

#include "laws/characteristics_line.hpp"
#include "numerics/legendre.hpp"

namespace diffrates {

inline constexpr int panel_order = 16;
/// Panels narrower than this (in u) cannot be split: the nodes' own rounding would break the test of smoothness.
inline constexpr double narrowest_panel = 4e-13;

const Legendre& panel_rule();

/// A line through the start, x = origin + (centre + scale sinh(u)) direction, left <= u <= right.
struct StartLine {
  StartLine() = default;
  /// d = 1: all of it but mass 1e-30 on either side.
  explicit StartLine(const Question& question);
  /// The coordinate along the line runs over `whole`, most of the mass over `middle`.
  void cover(const Interval& middle, const Interval& whole);

  Eigen::VectorXd origin = Eigen::VectorXd::Zero(1), direction = Eigen::VectorXd::Ones(1);
  double centre = 0, scale = 1, left = 0, right = 0;
};

struct Span {
  double left, right;
};

/// Nodes of `count` panels as points x; `slope` receives |dx/du| times half the panel's width.
Points place_nodes(const StartLine& line, const Span* spans, int count, Eigen::ArrayXd& slope);

/// Panels from their carried nodes.
std::vector<LinePanel> integrate_panels(const StartLine& line, const Span* spans, int count,
                                        const Eigen::ArrayXd& slope, const Carried& carried);

}  // namespace diffrates

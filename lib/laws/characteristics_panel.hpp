/// One panel of the start line: placing its nodes and integrating over it once they have been carried.
#pragma once

#include "laws/characteristics_line.hpp"
#include "numerics/legendre.hpp"

namespace diffrates {

inline constexpr int panel_order = 16;
/// Panels narrower than this (in u) cannot be split: the nodes' own rounding would break the test of smoothness.
inline constexpr double narrowest_panel = 4e-13;

const Legendre& panel_rule();

/// The start line, x = centre + scale sinh(u), left <= u <= right, all but mass 1e-30 on either side.
struct StartLine {
  explicit StartLine(const Question& question);
  double centre, scale, left, right;
};

struct Span {
  double left, right;
};

/// Nodes of `count` panels as points x; `slope` receives dx/du times half the panel's width.
Points place_nodes(const StartLine& line, const Span* spans, int count, Eigen::ArrayXd& slope);

/// Panels from their carried nodes.
std::vector<LinePanel> integrate_panels(const Span* spans, int count, const Eigen::ArrayXd& slope,
                                        const Carried& carried);

}  // namespace diffrates

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
  double left_by_whole = HUGE_VAL;  ///< LinePanel::left_open of the panel that it is a part of
};

/// As many equal panels as it takes to see the start's whole mass.
std::vector<Span> first_spans(const Question& question, const StartLine& line);

/// Nodes of `count` panels as points x; `slope` receives |dx/du| times half the panel's width.
Points place_nodes(const StartLine& line, const Span* spans, int count, Eigen::ArrayXd& slope);

/// Panels, their nodes carried. Where points have no tangents of their own, on a line: the Jacobian is the derivative
/// of the polynomial through a panel's nodes. Four more places between them say what it leaves open: with off =
/// c P_16 there, the derivative at a node is off by c P_16'. A panel off by more than is smooth is bisected.
std::vector<LinePanel> carry_panels(const Carrier& carrier, const StartLine& line, const Span* spans, int count);

}  // namespace diffrates

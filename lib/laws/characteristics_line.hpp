/// Characteristics on the line: the law of Y_1 by adaptive quadrature over the start.
///
/// The start is x = c + s sinh(u), c and s the middle and half width of its bulk: one scale for Gaussian and for heavy
/// tails. Panels in u carry 16 Gauss-Legendre nodes; all nodes of a round go through the sampler in batches of fixed
/// size. A panel is kept when the Legendre coefficients of its integrands have decayed and it is smooth, and bisected
/// otherwise. Wasserstein distances (divergences/transport.hpp) also want the logarithms of both densities and of the
/// Jacobian resolved. Smooth: no node is folded, and the increase of y_1 between the outer nodes is the integral of the
/// Jacobian. A layer too thin for the nodes (a separatrix between atoms, and the folds beside it) breaks that identity,
/// and such a panel is bisected until the mass it can hide, under Y and under X, no longer matters or doubles no longer
/// tell its nodes apart. TV: where 1 - r changes sign its interpolant is integrated between the roots.
///
/// Error: what the coefficients left out allow, the mass hidden in panels that are not smooth, the effect of folded
/// mass, rounding, X's mass where no Y lands (E_Y r must be 1), and what lies beyond the range (mass 1e-30 on either
/// side). Cost: 300 to 800 nodes for smooth flows, about 1500 more a separatrix; at most 2^15.
#pragma once

#include <vector>

#include "laws/characteristics_carry.hpp"

namespace diffrates {

/// One number a metric with an integrand under Y (rows 0 to 3, by Metric), then Y's mass, and X's mass minus Y's.
using LineTotals = Eigen::Array<double, 6, 1>;
inline constexpr int y_mass_row = 4, x_excess_row = 5;

struct LinePanel {
  double left = 0, right = 0;  ///< in u
  Eigen::ArrayXd mass;         ///< of Y at each node: its quadrature weight times p_YT dx/du
  Eigen::ArrayXd log_ratio;    ///< l = log p_X1/p_Y1
  Eigen::ArrayXd place, rise;  ///< d = 1: y_1, and dy_1/du times half the panel's width
  Eigen::ArrayXd noise;        ///< d = 1: what rounding may do to X's mass of a node
  Eigen::ArrayXd stretch;      ///< of the map from Y_T to Y_1: the squares of its Jacobian's entries, added
  bool smooth = true;
  double left_open = 0;               ///< values alone: how far y_1 between the nodes is off their interpolant
  double hidden = 0;                  ///< mass under Y and X that a panel that is not smooth may hide
  double folded_y = 0, folded_x = 0;  ///< folded mass
  double ended_y = 0;                 ///< of it, on paths that ended (y_1 is no number)
  double untold_y = 0;                ///< Y's mass where log p_X1 is not known
  LineTotals integral = LineTotals::Zero();
  LineTotals error = LineTotals::Zero();  ///< of the quadrature, hidden mass included
  LineTotals rounding = LineTotals::Zero();
  LineTotals folded = LineTotals::Zero();                            ///< part of the integrals on folded nodes
  LineTotals first = LineTotals::Zero(), last = LineTotals::Zero();  ///< integrands at the outer nodes, per unit of u
};

/// The law of Y_1 on panels covering the start.
struct CarriedLine {
  std::vector<LinePanel> panels;  ///< in order
  LineTotals value = LineTotals::Zero(), error = LineTotals::Zero();
  double folded_y = 0, folded_x = 0;
  double ended_y = 0, untold_y = 0;
  double missed = 0;  ///< X's mass that no node saw, beyond what the quadrature leaves open
  int nodes = 0;      ///< carried in all
};

/// d = 1. Panels serve the metrics asked.
CarriedLine follow_line(const Question& question, const std::vector<Metric>& metrics);

/// CPU seconds of follow_line.
double line_cost(const Setting& setting, int steps);

/// What the line says of the metrics asked, in that order.
std::vector<Evidence> line_evidence(const CarriedLine& line, const std::vector<Metric>& metrics);

}  // namespace diffrates

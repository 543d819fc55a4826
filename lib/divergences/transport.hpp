/// Wasserstein distances of two laws on a line that are known on common panels.
///
/// Panels cut a parameter t (-1 to 1 on each), along which y runs over the line without turning back. Known at the
/// Gauss-Legendre nodes of each: the mass of Y, l = log p_X/p_Y, and dy/dt. Their logarithms are interpolated, so that
/// tails keep their relative accuracy. With D = F_X - F_Y, the integral of (e^l - 1) dF_Y from the nearer end,
///   W_1 = int |D| dy,            between the roots of D;
///   W_2^2 = E_Y delta^2,         delta(y) = F_X^{-1}(F_Y(y)) - y, which solves int_y^{y + delta} dF_X = -D(y).
/// Both integrals of the last equation, over dF_X and over dy, are taken between the same two parameters: delta is as
/// accurate, relatively, as D and the densities, however small it is, and no two places are subtracted. Where X and Y
/// are near, D and delta are of the size of l: no floor but rounding.
///
/// Error: the change when the last three coefficients of all interpolants are left out, that of the adaptive
/// quadrature, rises that miss the distance of their ends, rounding (all of one sign, added up from the nearer end),
/// the masses that disagree, what lies beyond the outer panels (by their rates of decay in t, which is to run so that
/// tails fall exponentially or faster, as in y = sinh t; infinite where there is no decay). Domain: finite first (W_1)
/// or second (W_2) moments, which the caller checks. Cost: some ten thousand values of the interpolants (tens of
/// milliseconds).
#pragma once

#include <Eigen/Core>
#include <vector>

#include "divergences/metric.hpp"
#include "numerics/estimate.hpp"

namespace diffrates {

/// All arrays at the nodes of transport_order, increasing in t.
struct TransportPanel {
  Eigen::ArrayXd mass;       ///< of Y: quadrature weight times density a unit of t; 0 where it underflows
  Eigen::ArrayXd log_ratio;  ///< l
  Eigen::ArrayXd rise;       ///< dy/dt
  Eigen::ArrayXd place;      ///< y
  Eigen::ArrayXd noise;      ///< what rounding may do to X's mass of the node
  bool smooth = true;        ///< the arrays are resolved; else masses and places count, and dy/dt does not
  double hidden = 0;         ///< mass of either law that the nodes may have missed
};

inline constexpr int transport_order = 16;

/// W1 or W2. `missed`: mass of X that lies on no panel.
Estimate line_distance(Metric metric, const std::vector<TransportPanel>& panels, double missed);

}  // namespace diffrates

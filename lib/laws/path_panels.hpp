/// Panels of the line on which a density is resolved.
///
/// Bisection of `range` until, on each panel, the density is nothing (an upper bound of its mass is below `negligible`:
/// the tangents of log p at neighbouring nodes bound it for log-concave pieces, so that a peak between two nodes is
/// seen by the slopes that point at it) or Gauss-Legendre quadrature agrees with its two halves, for the mass to 1e-10
/// of the total 1 and for the Fisher information int p s^2 to 1e-9 / mass relative: between the modes of a mixture p is
/// smooth and small while its score s turns within a distance sigma^2/|mu_1 - mu_2|, and integrands made of s are what
/// the panels are for. (On a plateau, where the information is below 1e-20 of the most that the blur allows, it is not
/// resolved.)
///
/// Bisection sees only what its nodes see, so the mass is asked whether that was everything: int p = 1. Where more than
/// 1e-9 is missing, places are looked at where the density may be higher than the panels show: 1024 draws of X_0, then
/// the whole range at the distance of the blur, which no feature is narrower than (if that takes at most 32768
/// places). Bisection starts again with edges there, and holds the density at the ends of a panel to what its nodes
/// say. What is missing after that is the caller's to put into its error.
///
/// Cost: about 20 nodes a panel; a normal density takes a dozen panels.
#pragma once

#include <Eigen/Core>
#include <functional>
#include <vector>

#include "targets/target.hpp"

namespace diffrates {

/// log p and its derivative at points of the line.
using LineDensity = std::function<void(const Points&, Eigen::ArrayXd& log_density, Eigen::ArrayXd& slope)>;

/// Where features may be that bisection does not find.
struct Hints {
  double blur = 0;          ///< the density is smoothed by a normal of at least this standard deviation
  Eigen::ArrayXd places{};  ///< increasing; where mass may be
};

/// In increasing order; the parts where the density is nothing are left out.
std::vector<Interval> resolving_panels(const LineDensity& density, Interval range, const Hints& hints);

/// Points and weights of the rule with `order` Gauss-Legendre nodes a panel.
struct PanelNodes {
  Eigen::ArrayXd at, weight;
};
PanelNodes panel_nodes(const std::vector<Interval>& panels, int order);

/// p_{X_t} of a target in d = 1, and a range outside which it has mass below 1e-26.
LineDensity line_density(const Target& target, const NoiseLevel& at);
Interval line_range(const Target& target, const NoiseLevel& at);
/// Hints for it; `drawn` from drawn_places.
Hints line_hints(const Eigen::ArrayXd& drawn, const NoiseLevel& at);
std::vector<Interval> line_panels(const Target& target, const NoiseLevel& at, const Eigen::ArrayXd& drawn);

/// 1024 draws of X_0 in d = 1, increasing; always the same ones.
Eigen::ArrayXd drawn_places(const Target& target);

}  // namespace diffrates

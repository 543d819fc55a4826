/// p_{X_t} of a target in the plane, sampled on a rectangle that holds it and a grid that resolves it.
///
/// The rectangle starts as the hull of 4096 draws of X_0 with the noise about it, and each side moves out while the
/// density there is above 1e-13 of the largest; the grid is refined until its Fourier coefficients sink below 1e-12
/// within two thirds of its band, and believed when its mass is 1 to 1e-11: a component that fell between the nodes, or
/// that no draw met, is missed by the mass, and searched for. Then what is below 1e-15 at the sides is taken off and
/// the grid made no finer than it must be. Cost: about three evaluations a point of the grid.
#pragma once

#include <array>

#include "numerics/fourier.hpp"
#include "targets/target.hpp"

namespace diffrates {

struct PlaneSample {
  std::array<Period, 2> period;
  std::array<Eigen::Index, 2> n;
  Points places;  ///< point i + n_1 j is grid point (i, j)
  Eigen::ArrayXd density;
};
/// Throws Unresolvable where the grid would need more than `most_points`, where the target has no variance, and where
/// no rectangle holds it.
PlaneSample sample_plane(const Target& target, const NoiseLevel& at, Eigen::Index most_points);

/// The points of an n_1 x n_2 grid, point i + n_1 j at (i, j).
Points plane_grid(const std::array<Period, 2>& period, const std::array<Eigen::Index, 2>& n);

/// The largest |k_axis| whose coefficients exceed `floor`; sizes laid out like PlaneSeries::coefficients.
Eigen::Index last_mode(const Eigen::ArrayXXd& size, int axis, double floor);

}  // namespace diffrates

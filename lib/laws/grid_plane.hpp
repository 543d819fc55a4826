/// The law of Y_t on a plane, followed by its characteristic function: grid_line.hpp in two dimensions.
///
/// State: weighted points convolved with N(0, v I). Resolution, step by step and direction by direction: the rectangle
/// is the hull of what weighs more than the transform's error, the band is that of grid_band.hpp.
/// Accuracy: about 1e-11 of the largest density a step. Cost: 30 to 250 points a direction, each with one score and
/// about 600 multiplications, and the FFTs; milliseconds a step.
#pragma once

#include "laws/grid_line.hpp"
#include "numerics/fourier_plane.hpp"

namespace diffrates {

/// p_{X_t} of a target in the plane, on a rectangle that holds it and a grid that resolves it.
struct PlaneSample {
  std::array<Period, 2> period;
  std::array<Eigen::Index, 2> n;
  Points places;  ///< point i + n_1 j is grid point (i, j)
  Eigen::ArrayXd density;
};
/// Throws Unresolvable.
PlaneSample sample_plane(const Target& target, const NoiseLevel& at, Eigen::Index most_points);

/// The points of an n_1 x n_2 grid, point i + n_1 j at (i, j).
Points plane_grid(const std::array<Period, 2>& period, const std::array<Eigen::Index, 2>& n);

class GridPlane : public Law {
 public:
  /// Y ~ N(0, I).
  explicit GridPlane(const GridResolution& resolution);
  GridPlane(const GridResolution& resolution, const PlaneSample& start);

  /// Throws Unresolvable.
  void map(const Map& move) override;
  void add_noise(double variance) override { noise_ += variance; }
  /// The density now, on periods holding `also`. Throws Unresolvable.
  const PlaneSeries& settle(const std::array<Interval, 2>& also);
  /// What was cut off so far: run again with more growth allowed if it is not rounding.
  const Lost& lost() const { return lost_; }

 private:
  using Pair = std::array<Eigen::Index, 2>;
  /// What the transform's error has grown to, in units of one step's; noise damps what came before it.
  double accumulated() const;
  std::array<Interval, 2> hull() const;
  void transform();
  void move_points(const Map& move, const Pair& n);
  void measure_slopes(const Pair& n);

  GridResolution resolution_;
  FourierPlane fourier_;
  PlaneSeries density_;
  Points place_;
  Eigen::ArrayXd weight_;
  Eigen::ArrayXXd values_;
  double noise_ = 0;
  std::array<double, 2> spacing_{};
  std::array<Band, 2> band_;
  Lost lost_;
  double work_ = 0;
  int steps_ = 0;
};

}  // namespace diffrates

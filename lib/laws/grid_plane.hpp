/// The law of Y_t on a plane, followed by its characteristic function: grid_line.hpp in two dimensions.
///
/// State: weighted points convolved with N(0, v I). Resolution, step by step and direction by direction: the rectangle
/// is the hull of what weighs more than the transform's error, the band is that of grid_band.hpp.
/// Accuracy: about 1e-11 of the largest density a step. Cost: 30 to 250 points a direction, each with one score and
/// about 600 multiplications, and the FFTs; milliseconds a step.
#pragma once

#include "laws/grid_line.hpp"
#include "laws/plane_sample.hpp"
#include "laws/slope_mass.hpp"
#include "numerics/fourier_plane.hpp"

namespace diffrates {

class GridPlane : public Law {
 public:
  /// Y ~ N(0, I).
  explicit GridPlane(const GridResolution& resolution);
  GridPlane(const GridResolution& resolution, const PlaneSample& start);

  /// Throws Unresolvable.
  void map(const Map& move) override;
  void add_noise(double variance) override {
    if (fresh_) after_ = variance;
    fresh_ = false;
    noise_ += variance;
  }
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
  /// slope_mass.hpp, of a map that the grid is made for up to slope `stretch`.
  double reach(int axis, double stretch) const;
  double area() const;
  /// The variance likely to follow the move at once, from those before; 0 where nothing is known.
  double noise_to_come() const;
  /// The slopes that a grid must resolve so that what the noise to come leaves of the rest is negligible.
  std::array<double, 2> needed_stretch() const;
  Pair grid_for(const std::array<double, 2>& stretch) const;
  /// Brings stretch_ down to what the points allowed for resolve; whether nothing had to be brought down.
  bool fit_stretch();
  /// Of the last move, along either direction of the grid.
  void measure_slopes();
  void count_misplaced();
  /// The grid's points, n_1 x n_2, in blocks where a weight is above the transform's error, and in the blocks around
  /// them: what lies between narrow components costs no score.
  std::vector<Eigen::Index> occupied(const Pair& n) const;

  GridResolution resolution_;
  FourierPlane fourier_;
  PlaneSeries density_;
  Points place_;
  Eigen::ArrayXd weight_;
  Eigen::ArrayXXd values_;
  double noise_ = 0;
  std::array<double, 2> spacing_{};
  std::array<Band, 2> band_;
  std::array<double, 2> stretch_{1, 1};  ///< slopes that the grid of the last move was made for
  std::array<SlopeMass, 2> slopes_;
  bool fresh_ = false;                 ///< nothing has followed the last move yet
  double after_ = 0, last_after_ = 0;  ///< the noise that followed the last move at once, and the move before it
  Lost lost_;
  double work_ = 0;
  int steps_ = 0;
};

}  // namespace diffrates

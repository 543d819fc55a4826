/// The law of Y_t on a line, followed by its characteristic function.
///
/// State: weighted points convolved with N(0, v). Noise adds to v. A map first settles the state: its Fourier
/// coefficients on a period that holds it (type-1 transform times exp(-v k^2/2)), then the density on a uniform grid;
/// the grid's points are moved, and with their weights h q are the new state. The trapezoidal rule for smooth decaying
/// q is spectrally accurate for E exp(i k m(Y)): no inverse, no Jacobian, no monotonicity of m.
///
/// Resolution, step by step: the period is the hull of what weighs more than rounding, with its noise and a margin; the
/// band is that of grid_band.hpp; the grid resolves exp(i k m) where m stretches.
/// `refinement` multiplies band and grid: two runs at different refinements tell the error. Cost: a step takes about N
/// = width / (0.3 x narrowest feature) points, one score each, and two FFTs of 3N.
#pragma once

#include <stdexcept>

#include "laws/grid_band.hpp"
#include "numerics/fourier.hpp"
#include "samplers/sampler.hpp"
#include "targets/target.hpp"

namespace diffrates {

struct GridResolution {
  double refinement = 1;
  double growth = first_growth;        ///< of the band in one step that a grid allows for at least
  Eigen::Index most_points = 1 << 18;  ///< a grid
  double most_work = 5e7;              ///< points moved in all
};

/// The law cannot be resolved within the limits; what() says why.
struct Unresolvable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class GridLine : public Law {
 public:
  /// Y ~ N(0, 1). `noise_follows`: every map is followed by noise, which damps what a step's grid did not resolve;
  /// without it each step is refined until its coefficients end.
  GridLine(const GridResolution& resolution, bool noise_follows);
  /// Y ~ p_{X_t} of the target at that level.
  GridLine(const GridResolution& resolution, bool noise_follows, const Target& target, const NoiseLevel& at);

  /// Throws Unresolvable.
  void map(const Map& move) override;
  void add_noise(double variance) override {
    noise_ += variance;
    settled_ = false;
  }
  /// Each branch on a copy of the state, each brought to points with the least noise of all; their union, weighted, is
  /// the new state.
  void mix(const std::vector<double>& weights, const Branch& branch) override;

  /// The density now, on a period holding `also`. Throws Unresolvable.
  const FourierSeries& settle(const Interval& also);
  const FourierSeries& settle();

  /// What was cut off so far: run again with more growth allowed if it is not rounding.
  const Lost& lost() const { return lost_; }

 private:
  Interval hull() const;
  /// What rounding has added up to by now, against the largest coefficient or weight: every step adds its own, at
  /// random.
  double rounding() const;
  void transform();
  void move_points(const Map& move, const Band& band, double growth);
  void spread_points(const Map& move, Eigen::Index n);
  void measure_slope();
  void join(const std::vector<GridLine>& parts, const std::vector<double>& weights, Eigen::Index total);

  GridResolution resolution_;
  bool noise_follows_;
  FourierLine fourier_;
  FourierSeries density_;
  FourierSeries before_;  ///< the last move
  bool settled_ = false;  ///< density_ is that of the points and their noise
  Eigen::ArrayXd place_, weight_;
  double spacing_ = 0;  ///< of the grid the points stood on
  double noise_ = 0;
  Band band_;
  double unresolved_ = 0;  ///< size of the coefficients where the band had to end before they had
  Lost lost_;
  double work_ = 0;
  int steps_ = 0;
};

}  // namespace diffrates

/// The probability flow: points move so that their law stays that of X_t,
///   dx/dL = -(x + s_L(x))/2.
/// Integrated in y = x/sigma against lambda = log(signal/sigma), where it is
///   dy/dlambda = e^lambda D(x),   D = (x + sigma^2 s)/signal = E[X_0 | X_t = x],
/// by the classical Runge-Kutta method in equal parts of an interval of lambda; between their ends the cubic through
/// both values and slopes, which is of the same order. D is bounded where the data are, and moves slowly: nothing is
/// stiff, at any noise. Source: Song et al. 2021 (arXiv 2011.13456), section 4.3. Domain: all levels with noise. Cost:
/// four evaluations a part, however many levels are asked for.
#pragma once

#include <vector>

#include "targets/target.hpp"

namespace diffrates {

/// Points on their way along levels, from noise to data.
class Flow {
 public:
  /// x has the law of X at the first level; tangents go by the flow's Jacobian. `longest`: of a part, in lambda; an
  /// interval that is longer is cut into equal parts.
  Flow(const Target& target, const std::vector<NoiseLevel>& levels, const Points& x, double longest);

  /// The points at one of the levels, and no nearer to the first than that of the last call.
  Points at(const NoiseLevel& level);

 private:
  void next_part();
  /// e^lambda D at y.
  Points slope(double lambda, const Points& y) const;

  const Target& target_;
  std::vector<double> ends_;              ///< lambda of the parts' ends
  std::size_t part_ = 0;                  ///< from ends_[part_] to ends_[part_ + 1]
  Points y_, slope_, next_, next_slope_;  ///< at both
};

}  // namespace diffrates

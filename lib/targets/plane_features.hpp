/// The search for features of a density in the plane that its samples do not show.
///
/// It looks at 2^19 places evenly spread (a rank-1 lattice in the plastic ratio) and at rings around places that are
/// known. No place may hold more than its piece says, by what could be mass: a spike between the nodes is seen by
/// nothing else. Missed is a bump without a known place that is visible on less than 1e-5 of the rectangle.
/// Cost: an evaluation of log f and a look at 400 samples a place, 0.1 to 0.3 s.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "targets/target.hpp"

namespace diffrates {

/// What samples say of log f at a place: the largest and the smallest in its piece, and the value between them.
struct PlaneSamples {
  double largest;  ///< of all samples
  int pieces;      ///< a side, for the message
  std::function<Interval(double, double)> around;
  std::function<double(double, double)> interpolated;
};

/// Throws NotResolved, naming the place.
void look_for_features(const std::function<double(double, double)>& log_f, const Interval (&sides)[2],
                       const std::vector<std::array<double, 2>>& known, const PlaneSamples& samples);

}  // namespace diffrates

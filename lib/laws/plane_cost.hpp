/// How many grid points the law of X_t takes in a plane, told beforehand from 32 draws.
#pragma once

#include "schedules/schedule.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// Points of the grids of one run, over all steps, and of the last step's.
struct PlanePoints {
  double all = 0, last = 0;
};

/// At five levels: the hull of the draws with the spread about it, over the narrowest scale that the curvature of
/// log p_{X_t} shows at a draw. Good to a factor 3. Cost: 160 evaluations with tangents. Finite and positive.
PlanePoints plane_points(const Target& target, const Schedule& schedule);

}  // namespace diffrates

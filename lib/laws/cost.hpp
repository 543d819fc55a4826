/// What computing costs, in CPU seconds of an ordinary core (x86-64 of 2023, one thread), so that the cells of
/// different laws can be added up, ordered and announced.
///
/// A guess from the target's work and the sampler's evaluations, not a measurement: of a whole configuration good to a
/// factor 1.5, of one cell to a factor 3, where targets state their work truly. Constants were fitted to the cells of
/// configs/. Cost: nothing worth counting.
#pragma once

#include <algorithm>
#include <vector>

#include "laws/law.hpp"

namespace diffrates {

/// One evaluation of the score at one point with d tangents (Target::usual_work, and the score error), and carrying
/// them.
double seconds_with_tangents(const Setting& setting);
/// The same at a point without tangents.
double seconds_at_point(const Setting& setting);

/// W1 and W2 on a line: quantiles are solved for at every node, whatever T is.
double seconds_of_distances(const std::vector<Metric>& metrics);

/// Score evaluations of one point in T steps.
inline double evaluations(const SamplerKind& sampler, int steps) { return std::max(1, sampler.evaluations(steps)); }

}  // namespace diffrates

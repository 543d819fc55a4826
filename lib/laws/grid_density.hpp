/// The densities the grid law ends with, for laws built on them.
#pragma once

#include "divergences/line.hpp"
#include "laws/law.hpp"

namespace diffrates {

/// What the grid law finds (d = 1, a sampler without memory), and p_X1 and p_Y1 on the grid of its last run, `noise`
/// their pointwise change since the run before; no points where not even one run was possible.
struct FollowedDensities {
  std::vector<Evidence> found;
  LineDensities densities;
};

FollowedDensities follow_densities(const Question& question, const std::vector<Metric>& metrics);

}  // namespace diffrates

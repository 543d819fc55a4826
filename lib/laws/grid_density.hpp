/// The densities the grid law ends with, for laws built on them.
#pragma once

#include "divergences/line.hpp"
#include "laws/law.hpp"

namespace diffrates {

/// p_X1 and p_Y1 on one grid (d = 1, a sampler without memory); `noise` is the pointwise difference of two runs. Throws Unresolvable.
LineDensities grid_densities(const Question& question);

}  // namespace diffrates

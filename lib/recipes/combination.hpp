/// Sums of points times coefficients, in one pass over the numbers for up to six terms.
#pragma once

#include <vector>

#include "numerics/points.hpp"

namespace diffrates {

/// sum_i c_i *at[from_i], with tangents; at least one term.
Points combined(const double* c, const std::vector<int>& from, const std::vector<const Points*>& at);

}  // namespace diffrates

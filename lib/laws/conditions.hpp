/// What a comparison needs of the target, whatever law makes it.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

/// Why Y_1 cannot be compared with X_0 itself by densities; empty if it can, or is not to be.
std::string data_refusal(std::string_view law, const Setting& setting);

/// Why there is no Wasserstein distance on a line: more dimensions, or no finite moment of X_0; empty if there is, and
/// for other metrics.
std::string distance_refusal(std::string_view law, const Setting& setting, Metric metric);

}  // namespace diffrates

/// A claim on a rate, and what was measured of it, in words.
#pragma once

#include <string>

#include "kinds/rates/series.hpp"

namespace diffrates {

/// T, eps, d, w or n.
std::string symbol(Against against);
/// "T^-2 (log T)^3", "eps^1".
std::string rate_words(const ConfigClaim& claim);
/// Decimals that show an interval of this width to two digits: 3 to 5.
int decimals_for(double width);
/// "0.998 [0.995, 1.001]", or "none".
std::string measured_words(const ClaimFinding& finding);

}  // namespace diffrates

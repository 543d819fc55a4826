/// The claims of a result as a table for people: claim, what is proven, what was measured, verdict.
#pragma once

#include <string>
#include <vector>

#include "configuration/config.hpp"
#include "results/findings.hpp"

namespace diffrates {

/// "T^-2 (log T)^3", "epsilon^1".
std::string rate_words(const ConfigClaim& claim);
/// "confirmed", "holds, not tight", ...
std::string verdict_words(const Judgement& judgement);
/// Decimals that show an interval of this width to two digits: 3 to 5.
int decimals_for(double width);
/// "0.998 [0.995, 1.001]", or "none".
std::string measured_words(const ClaimFinding& finding);

/// Lines of the table; the title line first. A configuration without claims says so.
std::string claim_table(const std::vector<std::pair<std::string, const Findings*>>& results);

}  // namespace diffrates

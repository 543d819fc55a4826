/// The claims of results as a table on a terminal: claim, what is proven, what was measured, verdict.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "results/findings.hpp"

namespace diffrates {

/// The name of a result, and what was found.
using NamedFindings = std::vector<std::pair<std::string, const Findings*>>;

/// Lines of the table, the title line first, then why each claim that is violated or inconclusive is so. Of a result
/// with more than forty claims those alone are lines, beside its brief tables, and its claims are counted.
std::string claim_table(const NamedFindings& results);

}  // namespace diffrates

/// Numbers that do not stand, and why, for people.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/rows.hpp"

namespace diffrates {

/// "4 of 12 numbers did not resolve:" and a line for every law, status and kind of reason, the most frequent first,
/// each with one number as an example; empty where all are ok. Reasons that differ in their numbers alone are of one
/// kind.
std::string unresolved_words(const std::vector<Row>& rows);

/// The remarks of a text like fit_points.csv into the rows at the same places. A text that is not such is ignored:
/// words decide nothing.
void take_remarks(std::string_view text, std::vector<Row>& rows);

}  // namespace diffrates

/// What replicates gave, beside the numbers: replicates.csv. The columns of points.csv that say where a number lies,
/// then one a replicate; the rows that have replicates, in the order of points.csv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "results/rows.hpp"

namespace diffrates {

/// Empty where no row has replicates.
std::string replicates_csv(const std::vector<Row>& rows);

/// The values of the text into the rows at their places; other rows have none. Throws CsvError naming line and column
/// of what is not such a text, or not of these rows.
void take_replicates(std::string_view text, std::vector<Row>& rows);

}  // namespace diffrates

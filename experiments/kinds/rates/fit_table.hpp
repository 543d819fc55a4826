/// A fit with its points, as a table for people.
#pragma once

#include "kinds/rates/series.hpp"
#include "results/findings.hpp"

namespace diffrates {

FindingTable fit_table(const Series& series);

}  // namespace diffrates

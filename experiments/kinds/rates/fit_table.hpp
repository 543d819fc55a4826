/// A fit with its points, as a table for people.
#pragma once

#include "kinds/rates/series.hpp"
#include "results/findings.hpp"

namespace diffrates {

FindingTable fit_table(const Series& series);

/// Whose series it is; what tells it from every other of its result: its place, and what was fitted.
About about(const Series& series);

}  // namespace diffrates

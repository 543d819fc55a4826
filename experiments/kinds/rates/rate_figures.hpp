/// The pictures of rates: error against T, against what else a claim speaks of, against frequency, against work.
#pragma once

#include <vector>

#include "kinds/rates/series.hpp"
#include "results/figure.hpp"

namespace diffrates {

std::vector<Figure> rate_figures(const Config& config, const std::vector<Row>& rows, const RateFindings& findings);

}  // namespace diffrates

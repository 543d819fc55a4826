/// The figures of budgets.
#pragma once

#include "kinds/budget/tracks.hpp"
#include "results/figure.hpp"

namespace diffrates {

/// A figure a place (target, schedule, start): which part of the error each sampler makes at which noise, at the
/// largest T; and one of predicted/true - 1 against T.
std::vector<Figure> budget_figures(const Config& config, const std::vector<Track>& tracks,
                                   const std::vector<Row>& rows);

}  // namespace diffrates

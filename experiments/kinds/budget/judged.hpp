/// What budgets and laws say together: predictions found, claims judged.
#pragma once

#include "kinds/budget/claims.hpp"
#include "results/findings.hpp"

namespace diffrates {

/// One a track and metric, in their order.
std::vector<PredictionFinding> find_predictions(const Config& config, const std::vector<Track>& tracks,
                                                const std::vector<Row>& rows);

/// The claim judged by the finding of its series.
JudgedClaim judged(const PredictsClaim& claim, const Config& config, const std::vector<Track>& tracks,
                   const std::vector<Row>& rows, const std::vector<PredictionFinding>& found);

}  // namespace diffrates

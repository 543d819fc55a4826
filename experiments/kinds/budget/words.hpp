/// What budgets say, in tables.
#pragma once

#include "kinds/budget/constants.hpp"
#include "kinds/budget/tracks.hpp"
#include "results/findings.hpp"

namespace diffrates {

/// "mixture (d = 1), smooth(...), start exact"
std::string place_words(const LawCall& place);

/// "1.0000 +- 0.0002", or "none".
std::string words_of(const std::optional<Limit>& limit);
/// "0.0117 [0.0116, 0.0118]", or "none".
std::string constant_words(const Fit& fit);

/// Where the middle half of the error is made, as noise levels -log abar: a quarter below, a quarter above.
struct MiddleHalf {
  double low = 0, high = 0;
};
MiddleHalf middle_half(const std::vector<StepShare>& steps);

/// Predicted and true numbers at the largest T, the limit of their ratio, and both constants.
FindingTable prediction_table(const Config& config, const std::vector<Track>& tracks,
                              const std::vector<PredictionFinding>& findings);
/// Where half of the error is made, a line a track.
FindingTable half_table(const Config& config, const std::vector<Track>& tracks);
/// What the schedules asked for give, a line a track and metric; without lines where none was measured.
FindingTable gain_table(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows);

}  // namespace diffrates

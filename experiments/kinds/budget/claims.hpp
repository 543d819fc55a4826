/// Claims that a budget predicts a number: that predicted/true tends to 1, and the predicted constant is the fitted
/// one.
#pragma once

#include "claims/claims.hpp"
#include "kinds/budget/constants.hpp"
#include "kinds/budget/tracks.hpp"

namespace diffrates {

struct PredictsClaim {
  std::string id, target, statement;
  const SamplerKind* sampler = nullptr;
  Metric metric = Metric::Tv;
  double tolerance = 0.01;
  std::optional<std::string> schedule;  ///< a label or a type
  std::optional<Start> start;
};

extern const Key predicts_claims_key;
/// claims; each speaks of exactly one series, or a problem is recorded.
std::vector<PredictsClaim> read_predicts(Parameters& p, const Config& config, Members& resolved);

/// Whether the claim speaks of this place.
bool speaks_of(const PredictsClaim& claim, const LawCall& place);

/// Confirmed: the limit of predicted/true is within the tolerance of 1, with its whole interval, and the constants
/// agree where both are known. Violated: the interval lies wholly outside, or the constants disagree. Else
/// inconclusive.
Judgement judge(const PredictsClaim& claim, const PredictionFinding& finding);

}  // namespace diffrates

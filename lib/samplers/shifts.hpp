/// Whether a sampler commutes with shifts of the data: does Y_t + signal_t c always go to Y_{t-1} + signal_{t-1} c,
/// where the score is that of the shifted target, s_t(y - signal_t c)?
///
/// Every move is linear in points and scores. So it does exactly if, with scores that are zero, a point at signal_t
/// goes to signal_{t-1} and every score on the way is asked at the signal of its own noise level: that is what is run
/// here, to 32 units in the last place a step. Cost: one run on one point, without evaluations.
#pragma once

#include "samplers/sampler.hpp"

namespace diffrates {

bool commutes_with_shifts(const SamplerKind& sampler, const Schedule& schedule);

}  // namespace diffrates

/// The moves a step makes, found by letting it make one: maps are not evaluated, noise is not drawn.
///
/// Domain: samplers that add the same noise whatever their maps give, which is what makes them samplers. Cost: one step
/// without its evaluations.
#pragma once

#include "samplers/sampler.hpp"

namespace diffrates {

struct Moves {
  double before = 0;             ///< variance of the noise before the first map
  double after = 0;              ///< and of the noise after it
  double noise = 0;              ///< all that is added, on average over the branches
  bool one_map = true;           ///< no map follows noise that follows a map
  bool ends_with_noise = false;  ///< the last move is noise, in every branch
  bool mixes = false;            ///< makes the move Law::mix; before, after and one_map then mean nothing
};

/// Of step t of a run under way.
Moves moves_of_step(Sampler& sampler, const Score& score, int t);

/// Of a sampler that nobody has chosen a schedule for yet, over a first step, one between and a last one: the largest
/// variance before the first map and the smallest after it; one_map and ends_with_noise if so in every step, mixes if
/// in any. The target may be any: its score is not asked.
Moves moves_of(const SamplerKind& sampler, const Target& target);

}  // namespace diffrates

/// The moves of a recipe's step as those of a Law: everything between two noises or mixtures is one map of the points.
///
/// A law hands a map new points after each noise, so that only y goes through it. A vector that a step uses after a
/// noise or a mixture that followed its making is therefore remembered, as one kept from the last step is: the sampler
/// has memory, and laws that carry y alone refuse it. What a mixture's branches use of the moves right before it, and
/// nothing else does, becomes part of each branch. Noise that is 0 at every t is no move.
#pragma once

#include "recipes/compiled.hpp"

namespace diffrates {

struct Stage;
struct StageBranch {
  std::vector<Stage> stages;
};
struct Stage {
  enum class Kind { Map, Noise, Mix };
  Kind kind = Kind::Map;
  std::vector<CompiledMove> moves = {};  ///< of a map
  std::size_t offset = 0;                ///< of the variance or the weights
  std::vector<StageBranch> branches = {};
};

struct Stages {
  std::vector<Stage> stages;
  bool remembers = false;  ///< a vector goes through a noise or a mixture, or is kept
  bool noisy = false;      ///< adds noise or mixes
};

Stages stages_of(const CompiledRecipe& recipe, const CompiledStep& step);

}  // namespace diffrates

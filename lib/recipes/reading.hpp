/// Recipes read from a tree of values, every problem collected with its place. docs/recipes.md is the language.
#pragma once

#include <vector>

#include "parameters/parameters.hpp"
#include "recipes/recipe.hpp"

namespace diffrates {

/// What the tree at `pointer` says, with formulas not yet looked at: one recipe, or one for each combination of the
/// lists in `let`, the last list fastest, named NAME(key=value;...). Empty after a problem. `defaults`, where given,
/// receives the keys that were absent, with their defaults.
std::vector<Recipe> read_recipes(const Value& tree, const std::string& pointer, Problems& problems,
                                 Members* defaults = nullptr);

/// The keys of a recipe, and those of each move, the one that names the move first.
const std::vector<Key>& recipe_keys();
const std::vector<std::vector<Key>>& move_keys();

}  // namespace diffrates

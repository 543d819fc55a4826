/// A sampler as data: the moves of a step, their coefficients as formulas. docs/recipes.md is the language; this is
/// what a reader makes of it. Knows no file format: every text carries the place (a JSON pointer, say) where its author
/// finds it again, and problems are reported there.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace diffrates {

/// A formula or a name as written, and where.
struct Written {
  std::string text;
  std::string place;
};

/// What an evaluation gives of the score s at x: s, eps = -sigma s, or the data (x + sigma^2 s)/signal.
enum class Prediction { Score, Noise, Data };

/// How a noise level is told: the index of a level of the schedule, or a number that lies between.
enum class LevelBy { Index, L, Abar, Lambda, NoiseRatio };

struct NoiseMove {
  Written variance;
};
struct EvaluationMove {
  Prediction prediction = Prediction::Score;
  Written to, of;
  LevelBy by = LevelBy::Index;
  Written at;
};
struct SetMove {
  Written to, formula;
};
struct RecipeMove;
struct MixBranch {
  Written weight;
  std::vector<RecipeMove> step;
};
struct MixMove {
  std::vector<MixBranch> branches;
  std::string place;
};
struct RecipeMove {
  std::variant<NoiseMove, EvaluationMove, SetMove, MixMove> what;
};

/// A list of moves, Y_t -> Y_{t-1}.
struct RecipeStep {
  std::vector<RecipeMove> moves;
  std::string place;
};

struct Recipe {
  std::string name, meaning, source;
  double order = 1;          ///< declared, as of every sampler: TV falls like T^-order
  double path_kl_order = 0;  ///< declared; 0 where path KL has none
  struct Let {
    Written name, formula;
  };
  std::vector<Let> let;  ///< each may use those before it
  struct Keep {
    Written name, from;  ///< at the next step `name` is what `from` was at the end of this one
  };
  std::vector<Keep> keep;
  RecipeStep step;
  std::optional<RecipeStep> first;  ///< for t = T; required where something is kept
  std::optional<RecipeStep> last;   ///< for t = 2
};

/// What a recipe may hold at most.
namespace most_of_recipe {
constexpr int characters = 4096;  ///< in one formula
constexpr int all_characters = 65'536, moves = 500, nested = 4, branches = 16, lets = 100, keeps = 32, name = 40;
}  // namespace most_of_recipe

}  // namespace diffrates

/// A recipe with its names resolved: vectors are slots, formulas are bound to their scalars, and what a step needs of
/// numbers has a place in a row.
#pragma once

#include <memory>
#include <set>

#include "parameters/parameters.hpp"
#include "recipes/linear.hpp"

namespace diffrates {

struct CompiledBranch;

/// One move. Slot 0 is y.
struct CompiledMove {
  enum class Kind { Noise, Evaluate, Set, Mix };
  Kind kind = Kind::Noise;
  int to = 0, of = 0;
  Prediction prediction = Prediction::Score;
  LevelBy by = LevelBy::Index;
  int formula = -1;                      ///< of the variance, the level or the combination
  std::vector<int> from = {};            ///< of a combination: the slots, in the order of the coefficients
  std::vector<CompiledBranch> branches;  ///< of a mix
  std::size_t offset = 0;  ///< in the row: the variance, the index or L of the level, the coefficients, or the weights
  std::string place = {};  ///< of a mix
};
struct CompiledBranch {
  int weight = -1;  ///< formula
  std::vector<CompiledMove> moves;
};

/// A list of moves and what it needs.
struct CompiledStep {
  std::vector<CompiledMove> moves;
  std::vector<int> lets;  ///< named numbers that its formulas use, in their order
  std::size_t width = 0;  ///< of its row
  int evaluations = 0;    ///< of a point; where branches differ, the most
};

class CompiledRecipe {
 public:
  /// Every problem is recorded; null after one.
  static std::unique_ptr<CompiledRecipe> compile(const Recipe& recipe, Problems& problems);

  const std::vector<std::string>& vectors() const { return vectors_; }  ///< names of the slots
  struct Kept {
    int name, from;  ///< slots
  };
  const std::vector<Kept>& kept() const { return kept_; }
  /// What is done at t of a run of T steps. Where t is both T and 2: the first.
  const CompiledStep& step(int t, int T) const;
  const CompiledStep& usual() const { return step_; }
  const std::optional<CompiledStep>& first() const { return first_; }
  const std::optional<CompiledStep>& last() const { return last_; }
  std::size_t width() const;  ///< of the widest row
  /// What the numbers of a step cost: of all formulas, letters (and 40, for the call) times evaluations.
  double work() const { return work_; }
  std::size_t formulas() const { return lets_.size() + scalar_.size() + linear_.size(); }

  /// The numbers of step t into `row`. Throws std::runtime_error, naming the place, where a formula has no usable
  /// value. Not for use by several threads at once.
  void numbers(const Schedule& schedule, int t, double* row);
  /// Evaluates every formula at every t and checks it: values usable, levels and indices in range, variances not
  /// negative, weights summing to 1, sets linear. Each formula is reported once, whatever the number of calls.
  void check(const Schedule& schedule, Problems& problems);
  /// Whether check() met a positive variance of this noise (any, before the first check).
  bool ever_noisy(const CompiledMove& noise) const;

 private:
  friend class RecipeCompiler;
  CompiledRecipe() = default;
  void evaluate_lets(const CompiledStep& step);
  void evaluate(const CompiledMove& move, double* row, bool check, bool thorough);
  double weight(const CompiledBranch& branch);
  void evaluate_weights(const CompiledMove& mix, double* row);
  double level(const CompiledMove& move);
  template <class Action>
  bool report(const std::string& place, Problems& problems, const Action& action);
  void check_moves(const std::vector<CompiledMove>& moves, double* row, bool thorough, Problems& problems);

  Scalars scalars_;
  std::vector<std::pair<std::string, ScalarFormula>> lets_;
  std::vector<ScalarFormula> scalar_;
  std::vector<LinearFormula> linear_;
  std::vector<std::string> vectors_{"y"};
  std::vector<Kept> kept_;
  CompiledStep step_;
  std::optional<CompiledStep> first_, last_;
  double work_ = 0;
  bool checked_ = false;
  std::set<int> noisy_;             ///< formulas of variances met positive
  std::set<std::string> reported_;  ///< places
};

}  // namespace diffrates

#include <fmt/format.h>

#include <cmath>

#include "numerics/formula.hpp"
#include "recipes/compiled.hpp"

namespace diffrates {
namespace {

constexpr double weights_round = 1e-12;

/// What a formula gave, where it is of no use.
[[noreturn]] void refuse(const ScalarFormula& formula, const Scalars& scalars, double value,
                         std::string_view accepted) {
  throw FormulaError(formula.at_column(1, fmt::format("is {} at {}; accepted: {}", value, scalars.moment(), accepted)));
}

/// -log abar of a level that lies between those of the schedule; not positive where there is none.
double L_of(LevelBy by, double x) {
  switch (by) {
    case LevelBy::L:
      return x;
    case LevelBy::Abar:
      return x > 0 ? -std::log(x) : 0;
    case LevelBy::Lambda:
      return std::isfinite(x) ? NoiseLevel::of_lambda(x).L : 0;
    case LevelBy::NoiseRatio:
      return x > 0 && std::isfinite(x) ? NoiseLevel::of_lambda(-std::log(x)).L : 0;
    case LevelBy::Index:
      break;
  }
  return 0;
}

std::string_view accepted_level(LevelBy by) {
  switch (by) {
    case LevelBy::L:
      return "L = -log abar > 0 and <= 600";
    case LevelBy::Abar:
      return "abar > 0 and < 1, with -log abar <= 600";
    case LevelBy::Lambda:
      return "lambda = log(signal/sigma), finite, with -log abar <= 600";
    case LevelBy::NoiseRatio:
      return "sigma/signal > 0, with -log abar <= 600";
    case LevelBy::Index:
      break;
  }
  return {};
}

}  // namespace

void CompiledRecipe::evaluate_lets(const CompiledStep& step) {
  for (const int i : step.lets) {
    const auto& [name, formula] = lets_[static_cast<std::size_t>(i)];
    const double value = formula();
    if (!std::isfinite(value)) refuse(formula, scalars_, value, "a finite number");
    scalars_.variable(name) = value;
  }
}

double CompiledRecipe::level(const CompiledMove& move) {
  const ScalarFormula& formula = scalar_[static_cast<std::size_t>(move.formula)];
  const double value = formula();
  if (move.by == LevelBy::Index) {
    const int last = scalars_.steps() + 1;
    if (!(value >= 1 && value <= last) || value != std::floor(value))
      refuse(formula, scalars_, value, fmt::format("a level's index, a whole number from 1 to T + 1 = {}", last));
    return value;
  }
  const double L = L_of(move.by, value);
  if (!(L > 0 && L <= largest_level)) refuse(formula, scalars_, value, accepted_level(move.by));
  return L;
}

void CompiledRecipe::evaluate(const CompiledMove& move, double* row, bool check, bool thorough) {
  const auto formula = static_cast<std::size_t>(move.formula);
  switch (move.kind) {
    case CompiledMove::Kind::Noise: {
      const double variance = scalar_[formula]();
      if (!(variance >= 0) || !std::isfinite(variance))
        refuse(scalar_[formula], scalars_, variance, "a variance, a finite number >= 0");
      row[move.offset] = variance;
      if (check && variance > 0) noisy_.insert(move.formula);
      break;
    }
    case CompiledMove::Kind::Evaluate:
      row[move.offset] = level(move);
      break;
    case CompiledMove::Kind::Set:
      linear_[formula].coefficients(row + move.offset);
      if (check) linear_[formula].must_be_linear(thorough);
      break;
    case CompiledMove::Kind::Mix:
      evaluate_weights(move, row);
      for (const CompiledBranch& branch : move.branches)
        for (const CompiledMove& inside : branch.moves) evaluate(inside, row, check, thorough);
      break;
  }
}

double CompiledRecipe::weight(const CompiledBranch& branch) {
  const ScalarFormula& formula = scalar_[static_cast<std::size_t>(branch.weight)];
  const double value = formula();
  if (!(value >= 0 && value <= 1)) refuse(formula, scalars_, value, "a probability, a number from 0 to 1");
  return value;
}

void CompiledRecipe::evaluate_weights(const CompiledMove& mix, double* row) {
  double sum = 0;
  for (std::size_t k = 0; k < mix.branches.size(); ++k) sum += row[mix.offset + k] = weight(mix.branches[k]);
  if (!(std::abs(sum - 1) <= weights_round))
    throw FormulaError(
        fmt::format("has weights that sum to {} at {}; accepted: weights with sum 1", sum, scalars_.moment()));
}

void CompiledRecipe::numbers(const Schedule& schedule, int t, double* row) {
  scalars_.move_to(schedule, t);
  const CompiledStep& now = step(t, schedule.steps());
  try {
    evaluate_lets(now);
    for (const CompiledMove& move : now.moves) evaluate(move, row, false, false);
  } catch (const FormulaError& error) {
    throw std::runtime_error(fmt::format("a formula of the recipe {}", error.what()));
  }
}

/// False where the action has or had a problem: a place is told of once, and not evaluated again.
template <class Action>
bool CompiledRecipe::report(const std::string& place, Problems& problems, const Action& action) {
  if (reported_.count(place) > 0) return false;
  try {
    action();
    return true;
  } catch (const FormulaError& error) {
    reported_.insert(place);
    problems.add(place, error.what());
    return false;
  }
}

void CompiledRecipe::check_moves(const std::vector<CompiledMove>& moves, double* row, bool thorough,
                                 Problems& problems) {
  for (const CompiledMove& move : moves) {
    if (move.kind != CompiledMove::Kind::Mix) {
      const auto formula = static_cast<std::size_t>(move.formula);
      const Written& written =
          move.kind == CompiledMove::Kind::Set ? linear_[formula].formula().written() : scalar_[formula].written();
      report(written.place, problems, [&] { evaluate(move, row, true, thorough); });
      continue;
    }
    bool good = true;
    for (const CompiledBranch& branch : move.branches) {
      const Written& written = scalar_[static_cast<std::size_t>(branch.weight)].written();
      good = report(written.place, problems, [&] { weight(branch); }) && good;
    }
    if (good) report(move.place, problems, [&] { evaluate_weights(move, row); });
    for (const CompiledBranch& branch : move.branches) check_moves(branch.moves, row, thorough, problems);
  }
}

void CompiledRecipe::check(const Schedule& schedule, Problems& problems) {
  checked_ = true;
  std::vector<double> row(width());
  const int T = schedule.steps();
  for (int t = T; t >= 2; --t) {
    scalars_.move_to(schedule, t);
    const CompiledStep& now = step(t, T);
    bool good = true;
    for (const int i : now.lets) {
      const CompiledStep one{.moves = {}, .lets = {i}};
      good = good &&
             report(lets_[static_cast<std::size_t>(i)].second.written().place, problems, [&] { evaluate_lets(one); });
    }
    const bool thorough = t >= T - 1 || t <= 3 || (t & (t - 1)) == 0;
    if (good) check_moves(now.moves, row.data(), thorough, problems);
  }
}

bool CompiledRecipe::ever_noisy(const CompiledMove& noise) const {
  return !checked_ || noisy_.count(noise.formula) > 0;
}

}  // namespace diffrates

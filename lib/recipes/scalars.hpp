/// The scalars of a recipe: formulas in t, T, pi, named numbers and the levels of a schedule, evaluated by muParser.
///
/// Functions of a level's index k in 1 .. T + 1: alpha beta abar L lambda signal sigma. Besides muParser's own: expm1,
/// log1p, phi(j, z) (samplers/stride.hpp; j = 0 .. 20, phi(0, z) = e^z).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "recipes/recipe.hpp"
#include "schedules/schedule.hpp"

namespace diffrates {

/// The numbers that formulas see. Formulas keep a reference; not for use by several threads at once.
class Scalars {
 public:
  Scalars() = default;
  Scalars(const Scalars&) = delete;
  Scalars& operator=(const Scalars&) = delete;

  /// All formulas now speak of this step. Keeps a reference to the schedule.
  void move_to(const Schedule& schedule, int t);
  int t() const { return static_cast<int>(t_); }
  int steps() const { return static_cast<int>(steps_); }
  /// "t = 5, T = 8"
  std::string moment() const;

  /// The number of that name, made when first asked; its address stays.
  double& variable(const std::string& name);

  /// A call that had no answer since forget_call(): the first.
  struct Call {
    std::string name;
    double argument = 0;
    std::string accepted;
  };
  const Call* bad_call() const { return bad_ ? &call_ : nullptr; }
  void forget_call() { bad_ = false; }

  const Schedule& schedule() const { return *schedule_; }
  /// k as an index, or 0 after noting the call of `function`.
  int index(std::string_view function, double k);
  void note(std::string_view function, double argument, std::string accepted);

 private:
  const Schedule* schedule_ = nullptr;
  double t_ = 0, steps_ = 0;
  std::map<std::string, double> variables_;
  bool bad_ = false;
  Call call_;
};

/// Words that name a scalar or a function, which therefore nothing else may be called.
bool reserved_in_recipes(std::string_view word);

/// What a formula may use.
struct FormulaNames {
  std::vector<std::string> variables;
  /// Why a name that is not among them cannot be used here; empty if nothing is known of it.
  std::function<std::string(const std::string& name)> why_not;
};

/// A formula bound to its scalars.
class ScalarFormula {
 public:
  /// Throws FormulaError: the formula, the column, what is wrong and what would be accepted.
  ScalarFormula(Scalars& scalars, const Written& written, const FormulaNames& names);
  ~ScalarFormula();
  ScalarFormula(ScalarFormula&&) noexcept;

  /// The value now; NaN or infinite where the formula is. Throws FormulaError where a function was asked outside its
  /// domain. Cost about 0.1 us.
  double operator()() const;

  const Written& written() const { return written_; }
  /// The variables it contains, in the order of FormulaNames.
  const std::vector<std::string>& variables() const { return used_; }
  /// The column of the first place where `name` stands as a word, from 1.
  std::size_t column_of(const std::string& name) const;
  /// FORMULA: column N: WHAT
  std::string at_column(std::size_t column, const std::string& what) const;

 private:
  struct Parsed;
  std::size_t column_of_call(const Scalars::Call& call) const;

  Scalars* scalars_;
  Written written_;
  FormulaNames names_;
  std::unique_ptr<Parsed> parsed_;
  std::vector<std::string> used_;
};

}  // namespace diffrates

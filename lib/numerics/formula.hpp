/// A formula in named variables, parsed by muParser: + - * / ^, comparisons, ?:, sin, cos, exp, log (natural), sqrt,
/// abs, min, max, ...; constants pi and e. At most 4096 characters and 200 nested brackets.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace diffrates {

/// What is wrong with a formula, with the column (from 1) where the parser noticed.
class FormulaError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Refuses what muParser would accept or run into and a formula should not contain: characters outside ASCII, strings,
/// assignments, too many characters or brackets. Throws FormulaError.
void check_formula_text(const std::string& text);

/// Not for use by several threads at once.
class Formula {
 public:
  /// Throws FormulaError.
  Formula(const std::string& text, const std::vector<std::string>& variables);
  ~Formula();
  Formula(const Formula&) = delete;
  Formula& operator=(const Formula&) = delete;

  /// The value at one number a variable; NaN or infinite where the formula is. Cost about 0.1 us.
  double operator()(std::initializer_list<double> values) const;

 private:
  struct Parsed;
  std::unique_ptr<Parsed> parsed_;
};

}  // namespace diffrates

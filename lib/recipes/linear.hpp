/// A formula that is linear in vectors: V = sum_i c_i V_i, the c_i functions of scalars alone.
///
/// The coefficients come from evaluating: with a number in place of each vector, c_i = F(1 for vector i, 0 for the
/// others). In double precision a sum of vectors times scalars has three properties, exactly and whatever its brackets:
/// F(0) = 0, F(-v) = -F(v), F(2^k v) = 2^k F(v), because powers of two and signs pass through every rounding. And F(u)
/// = sum_i c_i u_i to the rounding that F(r u)/r shows for several r that are no powers of two. Evaluating tells in
/// which vectors a formula is bent; that it is bent nowhere between the numbers tried is told by its form (form.hpp).
#pragma once

#include <string>
#include <vector>

#include "recipes/form.hpp"
#include "recipes/scalars.hpp"

namespace diffrates {

class LinearFormula {
 public:
  /// `vectors` are the names that stand for vectors. Throws FormulaError: as ScalarFormula, and where no vector stands
  /// in the formula.
  LinearFormula(Scalars& scalars, const Written& written, const FormulaNames& names,
                const std::vector<std::string>& vectors);

  const ScalarFormula& formula() const { return formula_; }
  const std::vector<std::string>& vectors() const { return vectors_; }  ///< those it contains
  /// The coefficients now, one a vector, into `out`. Throws FormulaError where one is not finite.
  void coefficients(double* out) const;
  /// Throws FormulaError, naming the vectors, where the formula is not linear in them now.
  /// `thorough` tries values where the form is straight too. Cost: one evaluation; where it is not, a millisecond.
  void must_be_linear(bool thorough) const;

 private:
  double at(const std::vector<double>& values) const;
  bool turns(const std::vector<double>& v) const;
  bool scales(const std::vector<double>& v) const;
  bool adds(const std::vector<double>& v) const;
  void try_values() const;
  [[noreturn]] void refuse(const std::vector<std::size_t>& which) const;

  Scalars* scalars_;
  ScalarFormula formula_;
  std::vector<std::string> vectors_;
  std::vector<double*> places_;
  std::optional<Bend> bend_;
};

}  // namespace diffrates

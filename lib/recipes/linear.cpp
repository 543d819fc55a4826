#include "recipes/linear.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "numerics/formula.hpp"

namespace diffrates {
namespace {

/// Numbers without pattern, of both signs and between 1/2 and 3/2 in size.
std::vector<double> probe(std::size_t n, int which) {
  std::vector<double> v(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double golden = 0.6180339887498949 * static_cast<double>(i + 1) + 0.7548776662466927 * which;
    const double part = golden - std::floor(golden);
    v[i] = ((i + static_cast<std::size_t>(which)) % 2 == 0 ? 1 : -1) * (0.5 + part);
  }
  return v;
}

std::vector<double> times(double factor, std::vector<double> v) {
  for (double& x : v) x *= factor;
  return v;
}

/// Factors whose products with anything round differently.
constexpr double factors[] = {0.71, 1.37, 2.93, 5.11, 7.77, 13.3, 23.1, 57.9};

/// Beyond so many vectors, values are not tried one vector and pair after the other.
constexpr std::size_t most_tried = 16;

/// 0 except at `which`.
std::vector<double> only(const std::vector<double>& v, const std::vector<std::size_t>& which) {
  std::vector<double> result(v.size(), 0.0);
  for (const std::size_t i : which) result[i] = v[i];
  return result;
}

}  // namespace

LinearFormula::LinearFormula(Scalars& scalars, const Written& written, const FormulaNames& names,
                             const std::vector<std::string>& vectors)
    : scalars_(&scalars), formula_(scalars, written, names) {
  for (const std::string& name : formula_.variables())
    if (std::find(vectors.begin(), vectors.end(), name) != vectors.end()) vectors_.push_back(name);
  for (const std::string& name : vectors_) places_.push_back(&scalars.variable(name));
  bend_ = bend_of(written.text, vectors_);
  if (vectors_.empty())
    throw FormulaError(formula_.at_column(
        1, fmt::format("holds no vector; accepted: a sum of vectors times scalars, of {}", fmt::join(vectors, ", "))));
}

double LinearFormula::at(const std::vector<double>& values) const {
  for (std::size_t i = 0; i < places_.size(); ++i) *places_[i] = values[i];
  return formula_();
}

void LinearFormula::coefficients(double* out) const {
  std::vector<double> unit(vectors_.size(), 0.0);
  for (std::size_t i = 0; i < unit.size(); ++i) {
    unit[i] = 1;
    out[i] = at(unit);
    unit[i] = 0;
    if (!std::isfinite(out[i]))
      throw FormulaError(formula_.at_column(formula_.column_of(vectors_[i]),
                                            fmt::format("the coefficient of {} is {} at {}; accepted: a finite number",
                                                        vectors_[i], out[i], scalars_->moment())));
  }
}

bool LinearFormula::scales(const std::vector<double>& v) const {
  const double value = at(v);
  if (at(times(-1, v)) != -value) return false;
  for (int k = -64; k <= 64; ++k)
    if (at(times(std::ldexp(1.0, k), v)) != std::ldexp(value, k)) return false;
  return true;
}

bool LinearFormula::adds(const std::vector<double>& v) const {
  const double value = at(v);
  double sum = 0, size = 0, rounding = 0;
  for (std::size_t i = 0; i < v.size(); ++i) {
    if (v[i] == 0) continue;
    const double part = at(only(v, {i}));
    for (const double n : factors) rounding = std::max(rounding, std::abs(at(times(n, only(v, {i}))) / n - part));
    sum += part;
    size += std::abs(part);
  }
  for (const double n : factors) rounding = std::max(rounding, std::abs(at(times(n, v)) / n - value));
  return std::abs(value - sum) <= 1e-13 * size + 100 * rounding;
}

void LinearFormula::refuse(const std::vector<std::size_t>& which) const {
  std::vector<std::string> names;
  for (const std::size_t i : which) names.push_back(vectors_[i]);
  const std::string together = names.size() > 1 ? " together" : "";
  throw FormulaError(
      formula_.at_column(formula_.column_of(names.front()),
                         fmt::format("is not linear in {}{} (at {}); accepted: a sum of vectors times scalars, such as "
                                     "(y + b*s)/sqrt(a)",
                                     fmt::join(names, " and "), together, scalars_->moment())));
}

void LinearFormula::must_be_linear(bool thorough) const {
  const std::size_t n = vectors_.size();
  if (const double constant = at(std::vector<double>(n, 0.0)); constant != 0)
    throw FormulaError(formula_.at_column(
        1, fmt::format("is not linear: with all vectors 0 it is {} (at {}); accepted: a sum of vectors times scalars, "
                       "without a term of its own",
                       constant, scalars_->moment())));
  if (!bend_ && (!thorough || turns(probe(n, 1)))) return;
  if (n <= most_tried) try_values();
  if (bend_)
    throw FormulaError(formula_.at_column(
        bend_->column, fmt::format("is not linear in {}, which {}; accepted: a sum of vectors times scalars, such as "
                                   "(y + b*s)/sqrt(a)",
                                   bend_->vector, bend_->how)));
}

bool LinearFormula::turns(const std::vector<double>& v) const { return at(times(-0x1p20, v)) == -0x1p20 * at(v); }

void LinearFormula::try_values() const {
  const std::size_t n = vectors_.size();
  for (int which = 0; which < 3; ++which) {
    const std::vector<double> v = probe(n, which);
    std::vector<std::size_t> all;
    for (std::size_t i = 0; i < n; all.push_back(i++))
      if (!scales(only(v, {i}))) refuse({i});
    if (scales(v) && adds(v)) continue;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i + 1; j < n; ++j)
        if (!scales(only(v, {i, j})) || !adds(only(v, {i, j}))) refuse({i, j});
    refuse(all);
  }
}

}  // namespace diffrates

/// gaussian: N(mean, diag(variances)) in R^d, d up to a million: no d x d matrix is ever made.
///
/// Variances are listed, or all the same, or a formula in i = 1 .. d and d (a spectrum such as "i^-2"), or a column of
/// a file. Variance 0 is allowed: that coordinate of X_0 is a constant. Score (signal mean - x)/(abar variance +
/// noise); cost O(d) a point and tangent.
#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "numerics/formula.hpp"
#include "targets/target.hpp"

namespace diffrates {
namespace {

constexpr int most_dimension = 1'000'000;
constexpr Bounds variance_bounds = Bounds::at_least(0, 1e100);

const Key mean_key{"mean", "a number, or a list of d numbers; 0 by default",
                   Shape::numbers({-1e50, 1e50}, most_dimension, true)};
const Key variances_key{
    "variances", "a list of d numbers >= 0; or with dimension a number, or a formula in i = 1 .. d and d",
    Shape::either({Shape::number(variance_bounds), Shape::text(1), Shape::numbers(variance_bounds, most_dimension)})};
const Key dimension_key{"dimension", "d, where variances is not a list", Shape::whole(1, most_dimension)};
const Key file_key{"file", "in place of variances: a CSV file of them, one a line; relative to the configuration",
                   Shape::text(1)};
const Key header_key{"header", "whether the first line names the columns; by default where it holds no number",
                     Shape::boolean()};
const Key decimal_key{"decimal", "what stands before decimals in the file, \".\" (default) or \",\"",
                      Shape::word({".", ","})};
const Key column_key{"column", "the name of the file's column; by default its only one", Shape::text()};
const Either either{variances_key.name, file_key.name};

class Gaussian : public Target {
 public:
  Gaussian(Eigen::VectorXd mean, Eigen::VectorXd variances)
      : mean_(std::move(mean)), variances_(std::move(variances)) {}

  int dimension() const override { return static_cast<int>(mean_.size()); }

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const Eigen::ArrayXd variance = at.abar * variances_.array() + at.noise;
    if (score != nullptr) *score = Points(x.size(), x.dimension(), x.tangents());
    if (log_density != nullptr)
      log_density->setConstant(x.size(), -0.5 * (variance.log().sum() + dimension() * std::log(2 * std::numbers::pi)));
    for (int i = 0; i < dimension(); ++i) {
      const double centre = at.signal * mean_[i], precision = 1 / variance[i];
      if (log_density != nullptr) *log_density -= (x.coordinate(i) - centre).square() * (0.5 * precision);
      if (score == nullptr) continue;
      score->coordinate(i) = (centre - x.coordinate(i)) * precision;
      for (int j = 0; j < x.tangents(); ++j) score->tangent(j).col(i) = x.tangent(j).col(i) * -precision;
    }
  }

  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach = normal_tail_point(tail) * std::sqrt(at.abar * variances_[0] + at.noise),
                 centre = at.signal * mean_[0];
    return {centre - reach, centre + reach};
  }

  Moments moments() const override { return {mean_, variances_.asDiagonal()}; }
  std::optional<DiagonalMoments> diagonal_moments() const override { return DiagonalMoments{mean_, variances_}; }

  void draw(Stream& stream, Points& x) const override {
    for (Points::Index n = 0; n < x.size(); ++n)
      for (int i = 0; i < dimension(); ++i) x.coordinate(i)[n] = mean_[i] + std::sqrt(variances_[i]) * stream.normal();
  }

  Assumptions assumptions() const override {
    const bool density = variances_.minCoeff() > 0;
    return {.density = density, .smooth = density, .log_concave = true, .bounded_support = variances_.maxCoeff() == 0};
  }

  std::optional<std::complex<double>> characteristic(const Eigen::VectorXd& w) const override {
    return std::exp(-0.5 * w.cwiseAbs2().dot(variances_)) * std::polar(1.0, w.dot(mean_));
  }

  std::unique_ptr<Target> moved(const Eigen::VectorXd& by) const override {
    return std::make_unique<Gaussian>(mean_ + by, variances_);
  }

  bool gaussian() const override { return true; }

 private:
  Eigen::VectorXd mean_, variances_;
};

Eigen::VectorXd vector_of(const std::vector<double>& numbers) {
  return Eigen::Map<const Eigen::VectorXd>(numbers.data(), std::ssize(numbers));
}

/// The formula's values at i = 1 .. d; empty after a problem.
Eigen::VectorXd spectrum(Parameters& p, const std::string& text, int d) {
  try {
    const Formula formula(text, {"i", "d"});
    Eigen::VectorXd result(d);
    for (int i = 1; i <= d; ++i) {
      const double value = result[i - 1] = formula({double(i), double(d)});
      if (value >= 0 && value <= 1e100) continue;
      p.problem(variances_key.name,
                fmt::format("is \"{}\", which is {} at i = {}; accepted: numbers >= 0 and <= 1e+100",
                            text.substr(0, 60), std::isnan(value) ? NAN : value, i));
      return {};
    }
    return result;
  } catch (const FormulaError& error) {
    p.problem(variances_key.name,
              fmt::format("is \"{}\": {}; accepted: a formula in i = 1 .. d and d", text.substr(0, 60), error.what()));
    return {};
  }
}

/// The column of the file; empty after a problem.
Eigen::VectorXd column_of_file(Parameters& p) {
  const std::string name = p.has(column_key) ? p.text(column_key) : "";
  const Table table = p.table(file_key);
  if (!p.good() || table.values.size() == 0) return {};
  Eigen::Index column = 0;
  if (p.has(column_key)) {
    if (std::count(table.columns.begin(), table.columns.end(), name) != 1) {
      p.problem(column_key.name, fmt::format("is {}; accepted: the name of one of the file's {} columns",
                                             describe(Value{name}), table.values.cols()));
      return {};
    }
    column = std::find(table.columns.begin(), table.columns.end(), name) - table.columns.begin();
  } else if (table.values.cols() != 1) {
    p.problem(file_key.name,
              fmt::format("has {} columns; accepted: one, or the name of one as the key column", table.values.cols()));
    return {};
  }
  Eigen::VectorXd values = table.values.col(column);
  if (table.stand_in) values = values.cwiseAbs();
  for (Eigen::Index i = 0; i < values.size(); ++i)
    if (!(values[i] >= 0 && values[i] <= 1e100)) {
      p.problem(file_key.name, fmt::format("holds {} in record {}; accepted: variances, numbers >= 0 and <= 1e+100",
                                           values[i], i + 1));
      return {};
    }
  return values;
}

/// Empty after a problem.
Eigen::VectorXd read_variances(Parameters& p) {
  for (const Key& key : {dimension_key, header_key, decimal_key, column_key}) p.raw(key);
  if (!p.has_one(either)) return {};
  for (const Key& key : {header_key, decimal_key, column_key})
    if (p.has(key) && !p.has(file_key)) p.problem(key.name, "goes with file, not with variances");
  if (p.has(file_key)) return column_of_file(p);
  const Value& given = *p.raw(variances_key);
  if (given.list() != nullptr) {
    if (p.has(dimension_key)) p.problem(dimension_key.name, "goes with one variance or a formula, not with a list");
    return vector_of(p.numbers(variances_key, variance_bounds, most_dimension));
  }
  const int d = p.integer(dimension_key);
  if (const std::string* text = given.text()) return p.good() ? spectrum(p, *text, d) : Eigen::VectorXd();
  return Eigen::VectorXd::Constant(d, p.number(variances_key, variance_bounds));
}

std::unique_ptr<Target> make(Parameters& p) {
  const Eigen::VectorXd variances = read_variances(p);
  const Bounds accepted{-1e50, 1e50};
  const Value* mean = p.raw(mean_key);
  Eigen::VectorXd centre;
  if (mean == nullptr || mean->list() == nullptr)
    centre.setConstant(variances.size(), p.number(mean_key, accepted, 0.0));
  else
    centre = vector_of(p.numbers(mean_key, accepted, most_dimension));
  if (!p.good() || variances.size() == 0) return nullptr;
  if (centre.size() != variances.size()) {
    p.problem(mean_key.name, fmt::format("has {} entries; accepted: as many as there are variances, {}", centre.size(),
                                         variances.size()));
    return nullptr;
  }
  if (variances.size() > most_dimension) {
    p.problem(file_key.name, fmt::format("has {} records; accepted: at most {}", variances.size(), most_dimension));
    return nullptr;
  }
  return std::make_unique<Gaussian>(std::move(centre), variances);
}

}  // namespace

extern const Kind<Target> target_gaussian;
const Kind<Target> target_gaussian{
    "gaussian",
    "independent normal coordinates given by their variances, in up to a million dimensions",
    {mean_key, variances_key, dimension_key, file_key, header_key, decimal_key, column_key},
    make,
    R"("mean": [0, 1], "variances": [0.25, 1])",
    false,
    either};

}  // namespace diffrates

/// samples: the empirical measure of a table's n records in R^d, smoothed by N(0, bandwidth^2 I).
///
/// In this order: the named columns are chosen, or all of a table whose names leave no doubt; `standardise` centres
/// every column and divides it by its standard deviation (over n; columns that are constant, or constant to rounding,
/// become zero); `principal_components: k` centres and keeps the coordinates along the k leading eigenvectors of the
/// covariance, each eigenvector's largest entry positive.
#include "targets/samples.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "numerics/dense.hpp"
#include "targets/cloud.hpp"

namespace diffrates {

namespace {

/// A column whose numbers differ by rounding alone says nothing of their spread. 64 units in the last place: numbers
/// read from a file are off by one, sums of a few hundred terms by some more; real differences as small would keep less
/// than two digits.
bool constant(const Eigen::VectorXd& column) {
  constexpr double rounding = 64 * std::numeric_limits<double>::epsilon();
  return column.maxCoeff() - column.minCoeff() <= rounding * column.cwiseAbs().maxCoeff();
}

}  // namespace

Eigen::MatrixXd standardised(const Eigen::MatrixXd& records) {
  Eigen::MatrixXd result = records.rowwise() - records.colwise().mean();
  for (Eigen::Index j = 0; j < result.cols(); ++j) {
    if (constant(records.col(j)))
      result.col(j).setZero();
    else
      result.col(j) /= std::sqrt(result.col(j).squaredNorm() / static_cast<double>(result.rows()));
  }
  return result;
}

Eigen::MatrixXd principal_components(const Eigen::MatrixXd& records, int count) {
  const Eigen::MatrixXd centred = records.rowwise() - records.colwise().mean();
  const Eigen::MatrixXd covariance = transposed_times(centred, centred) / static_cast<double>(records.rows());
  Eigen::MatrixXd axes = symmetric_eigenbasis(covariance).vectors.rightCols(count).rowwise().reverse();
  for (Eigen::Index j = 0; j < axes.cols(); ++j) {
    Eigen::Index largest = 0;
    axes.col(j).cwiseAbs().maxCoeff(&largest);
    if (axes(largest, j) < 0) axes.col(j) *= -1;
  }
  return product(centred, axes);
}

namespace {

constexpr Eigen::Index most_records = 100'000;
constexpr Eigen::Index most_columns = 256;

const Key file_key{"file", "a CSV file of numbers, one record a line; relative to the configuration",
                   Shape::text(1).needed()};
const Key header_key{"header", "whether the first line names the columns; by default where it holds no number",
                     Shape::boolean()};
const Key decimal_key{"decimal", "what stands before decimals in the file, \".\" (default) or \",\"",
                      Shape::word({".", ","})};
const Key columns_key{"columns", "names of the columns to keep, in order; by default all",
                      Shape::list(Shape::text(1), 1, most_columns).unequal()};
const Key bandwidth_key{"bandwidth", "standard deviation of the smoothing, >= 0, by default 0",
                        Shape::number(Bounds::at_least(0, 1e50)).otherwise({0.0})};
const Key standardise_key{"standardise",
                          "centre and scale every column, by default false; columns constant to rounding become 0",
                          Shape::boolean().otherwise({false})};
const Key components_key{"principal_components",
                         "keep only the leading k principal components; by default all columns as they are",
                         Shape::whole(1, most_columns)};

/// Every column is a coordinate: one without a name is most likely a count of the records, and of two with the same
/// name one is too many.
void check_names(Parameters& p, const std::vector<std::string>& names) {
  const std::string* file = p.raw(file_key)->text();
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto first = std::find(names.begin(), names.end(), names[i]) - names.begin();
    if (names[i].empty())
      p.problem(file_key.name,
                fmt::format("{}: column {} has no name in the first line, like the index that pandas and R write; "
                            "accepted: a file written without it (index=False, row.names=FALSE), or the columns to "
                            "take as the key columns",
                            *file, i + 1));
    else if (static_cast<std::size_t>(first) != i)
      p.problem(file_key.name, fmt::format("{}: columns {} and {} are both named {}; accepted: a name of its own for "
                                           "each column",
                                           *file, first + 1, i + 1, describe(Value{names[i]})));
  }
}

/// What is wrong with a name as the i-th of those chosen; empty if nothing is.
std::string choice_problem(const List& chosen, std::size_t i, const std::vector<std::string>& known) {
  const std::string* name = chosen[i].text();
  if (known.empty()) return "names a column, and the file names none";
  const auto count = name == nullptr ? 0 : std::count(known.begin(), known.end(), *name);
  if (count == 0 || name->empty()) {
    const std::vector<std::string_view> views(known.begin(), known.end());
    return fmt::format("is {}; accepted: a column of the file{}", describe(chosen[i]),
                       name != nullptr ? did_you_mean(*name, views) : "");
  }
  if (count > 1)
    return fmt::format("is {}, the name of {} columns of the file; accepted: a name of one column", describe(chosen[i]),
                       count);
  for (std::size_t j = 0; j < i; ++j)
    if (chosen[j].text() != nullptr && *chosen[j].text() == *name)
      return fmt::format("is {} again; accepted: each column once", describe(chosen[i]));
  return {};
}

/// The chosen columns; empty after a problem.
Eigen::MatrixXd choose(Parameters& p, const Table& table) {
  if (!p.has(columns_key)) {
    check_names(p, table.columns);
    return table.values;
  }
  const Value& given = *p.raw(columns_key);
  const List* names = given.list();
  if (names == nullptr || names->empty() || names->size() > static_cast<std::size_t>(most_columns)) {
    p.problem(columns_key.name,
              fmt::format("is {}; accepted: a list of 1 to {} names of columns", describe(given), most_columns));
    return {};
  }
  Eigen::MatrixXd chosen(table.values.rows(), static_cast<Eigen::Index>(names->size()));
  for (std::size_t i = 0; i < names->size(); ++i) {
    if (const std::string why = choice_problem(*names, i, table.columns); !why.empty()) {
      p.problems().add(pointer_to(p.pointer(columns_key.name), std::to_string(i)), why);
      continue;
    }
    const auto found = std::find(table.columns.begin(), table.columns.end(), *(*names)[i].text());
    chosen.col(static_cast<Eigen::Index>(i)) = table.values.col(found - table.columns.begin());
  }
  return chosen;
}

std::unique_ptr<Target> make(Parameters& p) {
  for (const Key& key : {header_key, decimal_key}) p.raw(key);  // read by whoever reads the file
  const Table table = p.table(file_key);
  const double bandwidth = p.number(bandwidth_key);
  const bool standardise = p.boolean(standardise_key);
  if (table.values.size() == 0) return nullptr;
  if (table.values.rows() < 2 || table.values.rows() > most_records)
    p.problem(file_key.name, fmt::format("has {} record{}; accepted: 2 to {}", table.values.rows(),
                                         table.values.rows() == 1 ? "" : "s", most_records));
  Eigen::MatrixXd records = choose(p, table);
  if (records.cols() > most_columns)
    p.problem(file_key.name,
              fmt::format("has {} columns; accepted: at most {} (see columns)", records.cols(), most_columns));
  if (p.good() && records.cwiseAbs().maxCoeff() > 1e50) p.problem(file_key.name, "holds a number beyond 1e50");
  if (!p.good()) return nullptr;
  if (standardise) records = standardised(records);
  if (p.has(components_key)) {
    const int count = p.integer(components_key, 1, static_cast<int>(records.cols()));
    if (!p.good()) return nullptr;
    records = principal_components(records, count);
  }
  return make_cloud(std::move(records), Eigen::VectorXd::Ones(table.values.rows()), bandwidth);
}

}  // namespace

extern const Kind<Target> target_samples;
const Kind<Target> target_samples{
    "samples",
    "the records of a CSV file, each smoothed by a Gaussian",
    {file_key, header_key, decimal_key, columns_key, bandwidth_key, standardise_key, components_key},
    make,
    R"("file": "samples.csv", "bandwidth": 0.2)",
    true};

}  // namespace diffrates

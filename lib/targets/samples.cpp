/// samples: the empirical measure of a table's n records in R^d, smoothed by N(0, bandwidth^2 I).
///
/// In this order: the named columns are chosen; `standardise` centres every column and divides it by its standard
/// deviation (over n; constant columns are centred only); `principal_components: k` centres and keeps the coordinates
/// along the k leading eigenvectors of the covariance, each eigenvector's largest entry positive.
#include "targets/samples.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "numerics/dense.hpp"
#include "targets/cloud.hpp"

namespace diffrates {

Eigen::MatrixXd standardised(const Eigen::MatrixXd& records) {
  Eigen::MatrixXd result = records.rowwise() - records.colwise().mean();
  for (Eigen::Index j = 0; j < result.cols(); ++j) {
    const bool constant = (records.col(j).array() == records(0, j)).all();
    if (constant)
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

const Key file_key{"file", "a CSV file of numbers, one record a line; relative to the configuration"};
const Key columns_key{"columns", "names of the columns to keep, in order; by default all"};
const Key bandwidth_key{"bandwidth", "standard deviation of the smoothing, >= 0, by default 0"};
const Key standardise_key{"standardise", "centre and scale every column, by default false"};
const Key components_key{"principal_components",
                         "keep only the leading k principal components; by default all columns as they are"};

/// The chosen columns; empty after a problem.
Eigen::MatrixXd choose(Parameters& p, const Table& table) {
  if (!p.has(columns_key)) return table.values;
  const Value& given = *p.raw(columns_key);
  const List* names = given.list();
  if (names == nullptr || names->empty() || names->size() > static_cast<std::size_t>(most_columns)) {
    p.problem(columns_key.name,
              fmt::format("is {}; accepted: a list of 1 to {} names of columns", describe(given), most_columns));
    return {};
  }
  const std::vector<std::string_view> known(table.columns.begin(), table.columns.end());
  Eigen::MatrixXd chosen(table.values.rows(), static_cast<Eigen::Index>(names->size()));
  for (std::size_t i = 0; i < names->size(); ++i) {
    const std::string* name = (*names)[i].text();
    const auto found = name == nullptr ? known.end() : std::find(known.begin(), known.end(), *name);
    if (found == known.end()) {
      p.problems().add(pointer_to(p.pointer(columns_key.name), std::to_string(i)),
                       known.empty() ? "names a column, and the file names none"
                                     : fmt::format("is {}; accepted: a column of the file{}", describe((*names)[i]),
                                                   name != nullptr ? did_you_mean(*name, known) : ""));
      continue;
    }
    chosen.col(static_cast<Eigen::Index>(i)) = table.values.col(found - known.begin());
  }
  return chosen;
}

std::unique_ptr<Target> make(Parameters& p) {
  const Table table = p.table(file_key);
  const double bandwidth = p.number(bandwidth_key, Bounds::at_least(0, 1e50), 0.0);
  const bool standardise = p.boolean(standardise_key, false);
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
const Kind<Target> target_samples{"samples",
                                  "the records of a CSV file, each smoothed by a Gaussian",
                                  {file_key, columns_key, bandwidth_key, standardise_key, components_key},
                                  make,
                                  true};

}  // namespace diffrates

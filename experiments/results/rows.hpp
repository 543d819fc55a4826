/// points.csv: one row per number.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "numerics/estimate.hpp"

namespace diffrates {

constexpr std::string_view points_header =
    "target,dimension,schedule,start,score_error,epsilon,sampler,steps,nfe,metric,law,value,error,status,seconds";

struct Row {
  std::string target;
  int dimension = 1;
  std::string schedule;     ///< canonical label
  std::string start;        ///< normal or exact
  std::string score_error;  ///< canonical label, or none
  double epsilon = 0;
  std::string sampler;
  int steps = 0;  ///< T
  int nfe = 0;    ///< score evaluations of the whole run
  std::string metric;
  std::string law;
  Estimate estimate;
  Status status = Status::Failed;
  double seconds = 0;  ///< of the cell this number came from
  std::string remark;  ///< why the status is not ok; not a column of points.csv
};

/// The coordinates agree: everything but the number, its status, its seconds and its remark.
bool same_place(const Row& a, const Row& b);
/// The place in words, for messages.
std::string place(const Row& row);

std::string points_csv(const std::vector<Row>& rows);

/// Throws CsvError naming line and column of what is wrong. A value that is not finite is read as such.
std::vector<Row> read_points(std::string_view text);

}  // namespace diffrates

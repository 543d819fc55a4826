/// Numbers with their places: what an experiment of laws computes, and the text it is kept in, points.csv.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/place.hpp"
#include "formats/csv.hpp"
#include "numerics/estimate.hpp"

namespace diffrates {

constexpr std::string_view points_header =
    "target,dimension,schedule,start,score_error,epsilon,sampler,steps,nfe,metric,law,value,error,status,seconds";
/// The first of them, which say where a number lies.
constexpr std::size_t point_place_columns = 11;

struct Row {
  Place place;
  int nfe = 0;              ///< score evaluations of the whole run
  bool counted = false;     ///< nfe is counted as the number is computed, not known before
  std::string law{"none"};  ///< by name; none where no law gives the number
  Estimate estimate;
  Status status = Status::Failed;
  double seconds = 0;                ///< of the cell this number came from
  std::string remark;                ///< why the status is not ok; not a column of points.csv
  std::vector<double> by_replicate;  ///< the values of its replicates, if it has any; kept in replicates.csv
  std::uint64_t stream = 0;          ///< key of its cell's random numbers
};

/// A line of the file: the place as text (the columns up to `law`) and the number.
struct PointLine {
  CsvRecord place;
  Estimate estimate;
  Status status = Status::Failed;
  double seconds = 0;

  /// The text in a column of the place. Throws std::out_of_range where there is none of that name.
  const std::string& at(std::string_view column) const;
};

PointLine line_of(const Row& row);

/// Whether the last column, seconds, is in the text: it is not the same in two runs.
enum class Seconds { Written, LeftOut };

std::string points_csv(const std::vector<PointLine>& lines, Seconds seconds = Seconds::Written);
std::string points_csv(const std::vector<Row>& rows, Seconds seconds = Seconds::Written);

/// Throws CsvError naming line and column of what is not such a text. A value that is not finite is read as such.
std::vector<PointLine> read_points(std::string_view text, Seconds seconds = Seconds::Written);

/// The numbers of the text into the rows that were asked for. Throws CsvError naming the first line that is not at the
/// place of its row; rows keep their remarks.
void take_points(std::string_view text, std::vector<Row>& rows, Seconds seconds = Seconds::Written);

}  // namespace diffrates

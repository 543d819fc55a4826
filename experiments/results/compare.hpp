/// A result against a baseline: every number, exponent and constant, and everything missing on either side.
///
/// A number has changed when |a - b| > 5 hypot(ea, eb) + rounding, with the stated errors ea, eb of both runs: errors
/// that are independent standard errors exceed 5 by chance once in 1.7 million numbers, and errors that are bounds
/// never do. That much is one number's: seeds are fixed, so that elsewhere the same numbers come out to rounding, but
/// for the few where a choice between two resolutions falls the other way. So a series has changed, too, when half of
/// its numbers (three at least) have moved by more than half of hypot(ea, eb) beyond rounding, within what each is
/// allowed. An error has changed when it has grown tenfold, or threefold in half of a series, beyond rounding; a number
/// that is `ok` and not finite always has. A count has neither: it has changed when it differs. An exponent (or
/// constant) has changed when the intervals of the two runs are disjoint.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/csv.hpp"
#include "numerics/estimate.hpp"
#include "parameters/value.hpp"
#include "results/rows.hpp"

namespace diffrates {

/// One number of a table.
struct ComparedNumber {
  CsvRecord key;          ///< no other number of the table has it
  std::string where, at;  ///< in words: its series, and where in it: "T = 64"
  Estimate estimate;
  Status status = Status::Ok;
  double rounding = 0;  ///< what other compilers and instruction sets may do to it
  std::vector<std::pair<std::string, std::string>> same = {};  ///< what must not change besides: law, evaluations
};

/// Those of points.csv. rounding = 16 epsilon sqrt(T) (value / size of the log ratio): T roundings of a log density;
/// the log ratio is as large as a total variation, or as the square root of a divergence.
std::vector<ComparedNumber> compared_points(const std::vector<PointLine>& lines);

/// One line of fits.csv.
struct FitLine {
  CsvRecord key;
  std::string where;  ///< its series, in words
  std::string model;  ///< against what, with which log power
  bool conclusive = false;
  double exponent = 0, low = 0, high = 0;
  double constant = 0, constant_low = 0, constant_high = 0;
};

/// What is compared: the numbers, the fits, and the configuration but for its title, description and statements.
struct Snapshot {
  Value config;
  std::vector<ComparedNumber> numbers;
  std::vector<FitLine> fits;
};

class Experiment;

/// The files of a baseline, name and text: the table with all seconds zero, fits.csv where there is one, and
/// config.json with data files by their names alone.
std::vector<std::pair<std::string, std::string>> baseline_files(const Experiment& experiment);

/// Of a result, whatever numbers its table holds: one that is missing is a finding. Throws ResultError.
Snapshot read_snapshot(const std::filesystem::path& folder);
/// Of a baseline, also one whose configuration is of another schema version. Throws ResultError.
Snapshot read_baseline(const std::filesystem::path& folder);

struct Difference {
  std::string where;  ///< configuration, or a series
  std::string words;
};
std::vector<Difference> compare(const Snapshot& baseline, const Snapshot& run);

/// "exponent 1.0003 [1.0001, 1.0005]"
std::string exponent_words(const FitLine& fit);

}  // namespace diffrates

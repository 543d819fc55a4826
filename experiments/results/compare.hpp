/// A result against a baseline: every number, exponent and constant, and everything missing on either side.
///
/// A number has changed when |a - b| > 5 hypot(ea, eb) + rounding, with the stated errors ea, eb of both runs: errors
/// that are independent standard errors exceed 5 by chance once in 1.7 million numbers, and errors that are bounds
/// never do. rounding = 16 epsilon sqrt(T) (value / size of the log ratio): what other compilers and instruction sets
/// may do to T roundings of a log density; the log ratio is as large as a total variation, or as the square root of a
/// divergence. An exponent (or constant) has changed when the intervals of the two runs are disjoint.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/result_folder.hpp"
#include "showing/junit.hpp"

namespace diffrates {

/// One line of fits.csv.
struct FitLine {
  std::string series;  ///< where it lies, in words
  std::string model;   ///< against what, with which log power
  bool conclusive = false;
  double exponent = 0, low = 0, high = 0;
  double constant = 0, constant_low = 0, constant_high = 0;
};

/// What is compared: the numbers, the fits, and the configuration but for its title, description and statements.
struct Snapshot {
  Value config;
  std::vector<Row> rows;
  std::vector<FitLine> fits;
};

/// The file names of a baseline: config.json, points.csv and fits.csv, with all seconds zero and data files by their
/// names alone.
std::vector<std::pair<std::string, std::string>> baseline_files(const Result& result);
Snapshot snapshot(const Result& result);
/// Reads a baseline, also one whose configuration is of another schema version. Throws ResultError.
Snapshot read_baseline(const std::filesystem::path& folder);

struct Difference {
  std::string where;  ///< configuration, or a series
  std::string words;
};

std::vector<Difference> compare(const Snapshot& baseline, const Snapshot& run);

/// One case for the configuration and one per series.
JunitSuite comparison_suite(const std::string& name, const Snapshot& baseline, const Snapshot& run,
                            const std::vector<Difference>& differences);

}  // namespace diffrates

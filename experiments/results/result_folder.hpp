/// The folder of one result: its files, written whole and in an order that leaves no half-truth, and read back with
/// suspicion.
///
///   points.csv       one row a number (of another kind of experiment: the table that its kind names)
///   replicates.csv   the values of their replicates, where numbers have any
///   fits.csv, ...    what else the kind writes
///   verdicts.json    one entry a claim
///   inputs.json      digests of the data files read, if any
///   config.json      the configuration, resolved
///   provenance.json  what made them, and the size of each data file; written last
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "results/experiment.hpp"
#include "results/provenance.hpp"

namespace diffrates {

/// A folder that holds no usable result; the message names the file and what is wrong.
struct ResultError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// How a run came about, for provenance.json.
struct RunRecord {
  std::string command_line;
  int jobs = 1;
  double seconds = 0;  ///< wall clock of the whole run
};

/// The file that keeps why numbers did not resolve, where an experiment writes one.
inline const std::string remarks_file = "fit_points.csv";

/// The file that keeps what replicates gave, where numbers have any.
inline const std::string replicates_file = "replicates.csv";

/// In a folder where a run has begun and not finished (computing/journal.hpp).
inline const std::string unfinished_file = "unfinished.json";

/// Writes all files of the result.
void write_result(const std::filesystem::path& folder, const Experiment& experiment, const RunRecord& record);

/// Of the complete result in the folder, its files being what was written; nothing if there is none. `intact` is false
/// when a file is missing or was changed since.
struct Stored {
  Identity identity;
  bool intact = false;
};
std::optional<Stored> stored(const std::filesystem::path& folder);

/// What of the experiment is not as it was when its result was computed, to standard error.
void say_remarks(const Experiment& experiment);

/// A result read back, whether its data files are still there or not; where one has changed, that is said. Throws
/// ResultError unless config.json is a valid configuration and the table holds exactly the numbers it asks for.
std::unique_ptr<Experiment> read_result(const std::filesystem::path& folder);
/// The same without its numbers, and without a word.
std::unique_ptr<Experiment> read_question(const std::filesystem::path& folder);
/// The file of replicates beside a result's table into the experiment; nothing where there is none. Throws ResultError.
void read_replicates(const std::filesystem::path& folder, Experiment& experiment);

/// provenance.json; empty where there is none to read.
Members read_provenance(const std::filesystem::path& folder);

/// The folder itself if it is a result (finished or not), else its subfolders that are, by name. Throws ResultError
/// when there is no such folder.
std::vector<std::filesystem::path> result_folders(const std::filesystem::path& folder);

}  // namespace diffrates

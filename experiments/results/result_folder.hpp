/// The folder of one result: its files, written whole and in an order that leaves no half-truth, and read back with
/// suspicion.
///
///   config.json      the configuration, resolved            points.csv      one row per number
///   fits.csv         one row per series                     fit_points.csv  every point of every fit, kept or dropped
///   verdicts.json    one entry per claim                    score_errors.csv realised sizes of injected score errors,
///   if any inputs.json      digests of the data files read, if any provenance.json  what made them; written last
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "computing/journal.hpp"
#include "configuration/config.hpp"
#include "results/findings.hpp"

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

/// Name and text of each file, in the order of writing.
using ResultFiles = std::vector<std::pair<std::string, std::string>>;

/// Writes the files, then provenance.json with their digests.
void write_files(const std::filesystem::path& folder, const std::string& name, std::uint64_t seed,
                 const ResultFiles& files, const RunRecord& record);

/// Writes all files of the result.
void write_result(const std::filesystem::path& folder, const Config& config, const std::vector<Row>& rows,
                  const RunRecord& record);

/// Of the complete result in the folder, its files being what was written; nothing if there is none. `intact` is false
/// when a file is missing or was changed since.
struct Stored {
  Identity identity;
  bool intact = false;
};
std::optional<Stored> stored(const std::filesystem::path& folder);

struct Result {
  std::unique_ptr<Config> config;
  std::vector<Row> rows;
};
/// A result read back. Throws ResultError unless config.json is a valid configuration and points.csv holds exactly the
/// numbers it asks for.
Result read_result(const std::filesystem::path& folder);
/// The same with whatever numbers points.csv holds: for comparing, where one that is missing is a finding.
Result read_result_as_is(const std::filesystem::path& folder);

/// The folder itself if it is a result (finished or not), else its subfolders that are, by name. Results of self-tests
/// are not among them (self_test_folder.hpp). Throws ResultError when there is no such folder.
std::vector<std::filesystem::path> result_folders(const std::filesystem::path& folder);

/// The folder itself if `wanted`, else its subfolders that are, by name. Throws ResultError when there is no such
/// folder.
std::vector<std::filesystem::path> folders_of(const std::filesystem::path& folder,
                                              const std::function<bool(const std::filesystem::path&)>& wanted);

}  // namespace diffrates

/// The folder of a self-test's result:
///
///   config.json      the configuration, resolved      gate.csv (named as the experiment)  the table
///   verdicts.json    one entry per claim              provenance.json                     what made them; written last
#pragma once

#include <filesystem>

#include "kinds/self_test.hpp"
#include "results/result_folder.hpp"

namespace diffrates {

void write_self_result(const std::filesystem::path& folder, const SelfTest& test, const std::vector<CsvRecord>& table,
                       const RunRecord& record);

struct SelfResult {
  std::unique_ptr<SelfTest> test;
  SelfFindings findings;
};
/// Throws ResultError unless config.json is a valid configuration and the table is one of its making.
SelfResult read_self_result(const std::filesystem::path& folder);

/// The folder holds a self-test's result, finished or not.
bool is_self_result(const std::filesystem::path& folder);
/// The folder itself if it is such a result, else its subfolders that are, by name. Throws ResultError when there is no
/// such folder.
std::vector<std::filesystem::path> self_result_folders(const std::filesystem::path& folder);

}  // namespace diffrates

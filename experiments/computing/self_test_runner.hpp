/// Computes self-tests part by part, each part safe on disk before the next begins.
#pragma once

#include <filesystem>
#include <functional>

#include "kinds/self_test.hpp"

namespace diffrates {

/// Computes what the journal in the folder (journal_file.hpp), which must have been begun, does not hold yet, hands the
/// whole table to `finished`, and removes the journal. On Ctrl-C or SIGTERM the process ends with exit code 130 and a
/// word on how to resume.
void compute_self_test(const SelfTest& test, const std::filesystem::path& folder, int jobs,
                       const std::function<void(const std::vector<CsvRecord>&)>& finished);

}  // namespace diffrates

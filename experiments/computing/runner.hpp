/// Computes the cells of any number of configurations on a pool of threads, the dearest first.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "computing/journal.hpp"
#include "computing/plan.hpp"

namespace diffrates {

/// One configuration on its way to a result.
struct Run {
  const Config* config = nullptr;
  std::filesystem::path folder;
  Plan plan;
  std::unique_ptr<Journal> journal;
  std::atomic<std::size_t> left = 0;  ///< cells not finished
};

/// Computes what the journals do not hold yet, writing each finished cell to its journal. `finished` is called, on the
/// calling thread, for every run as its last cell is done. The numbers are the same bits for any number of jobs.
/// On Ctrl-C or SIGTERM closes the journals and ends the process with 130.
void compute_all(const std::vector<std::unique_ptr<Run>>& runs, int jobs, const std::function<void(Run&)>& finished);

}  // namespace diffrates

/// Computes the cells of any number of experiments on a pool of threads, the dearest first.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "computing/journal.hpp"
#include "results/experiment.hpp"

namespace diffrates {

/// One experiment on its way to a result.
struct Run {
  /// Opens the folder's journal and takes what it holds.
  Run(Experiment& experiment, std::filesystem::path folder);

  Experiment& experiment;
  const std::filesystem::path folder;
  const std::vector<Cell> cells;
  std::vector<bool> finished;  ///< cell by cell, as the journal holds them
  Journal journal;
  std::atomic<std::size_t> left = 0;  ///< cells not finished
};

/// What the journal keeps of a computed cell: its number, then what it holds.
CsvRecord record_of(const Experiment& experiment, std::size_t cell);

/// Computes what the journals do not hold yet, writing each finished cell to its journal. `finished` is called, on the
/// calling thread, for every run as its last cell is done. The numbers are the same bits for any number of jobs.
/// On Ctrl-C or SIGTERM closes the journals and ends the process with 130.
void compute_all(const std::vector<std::unique_ptr<Run>>& runs, int jobs, const std::function<void(Run&)>& finished);

}  // namespace diffrates

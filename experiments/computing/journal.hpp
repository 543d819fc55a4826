/// The journal of a run: every finished cell, safe on disk before the next begins, so that a run killed at any moment
/// continues where it was.
#pragma once

#include <vector>

#include "computing/journal_file.hpp"
#include "computing/plan.hpp"

namespace diffrates {

class Journal {
 public:
  /// Begins an empty journal in the folder, replacing any other.
  static void begin(const std::filesystem::path& folder, const Identity& identity) {
    JournalFile::begin(folder, identity);
  }

  /// Opens the folder's journal: fills the rows of the cells it holds and drops a torn line. Throws FileError.
  Journal(const std::filesystem::path& folder, const Plan& plan, std::vector<Row>& rows);

  const std::vector<bool>& finished() const { return finished_; }  ///< per cell, as found on opening

  /// Adds a finished cell and waits until it is on disk. Safe from any thread.
  void append(std::size_t cell, const Plan& plan, const std::vector<Row>& rows);
  /// Lets nobody append any more; a line being written is waited for.
  void close() { file_.close(); }
  /// Deletes the journal: its results are in their final files.
  void remove() { file_.remove(); }

 private:
  std::vector<bool> finished_;
  JournalFile file_;
};

}  // namespace diffrates

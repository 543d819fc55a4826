/// The journal of a run: every finished cell, safe on disk before the next begins, so that a run killed at any moment
/// continues where it was.
///
/// unfinished.json says what is being computed and by which build; unfinished.csv holds one line per finished cell,
/// each with a checksum: a line torn by the end of the process is not there.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "plan.hpp"
#include "provenance.hpp"

namespace diffrates {

/// What a result is of: any difference makes it another result.
struct Identity {
  Value config;  ///< resolved
  Build build;
};

/// Of the unfinished run in the folder; nothing if there is none (or its header cannot be read).
std::optional<Identity> unfinished(const std::filesystem::path& folder);

class Journal {
 public:
  /// Begins an empty journal in the folder, replacing any other.
  static void begin(const std::filesystem::path& folder, const Identity& identity);

  /// Opens the folder's journal: fills the rows of the cells it holds and drops a torn line. Throws FileError.
  Journal(const std::filesystem::path& folder, const Plan& plan, std::vector<Row>& rows);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  const std::vector<bool>& finished() const { return finished_; }  ///< per cell, as found on opening

  /// Adds a finished cell and waits until it is on disk. Safe from any thread.
  void append(std::size_t cell, const Plan& plan, const std::vector<Row>& rows);
  /// Lets nobody append any more; a line being written is waited for.
  void close();
  /// Deletes the journal: its results are in their final files.
  void remove();

 private:
  std::filesystem::path folder_;
  std::vector<bool> finished_;
  std::mutex mutex_;
  int descriptor_ = -1;
};

}  // namespace diffrates

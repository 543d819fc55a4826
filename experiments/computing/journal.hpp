/// The journal of a run: a record a finished cell, safe on disk once appended, each with a checksum, so that a line
/// torn by the end of the process is not there and a run killed at any moment continues where it was.
///
/// unfinished.json says what is being computed and by which build; unfinished.csv holds the records.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "formats/csv.hpp"
#include "results/provenance.hpp"

namespace diffrates {

/// Of the unfinished run in the folder; nothing if there is none (or its header cannot be read).
std::optional<Identity> unfinished(const std::filesystem::path& folder);

class Journal {
 public:
  /// Begins an empty journal in the folder, replacing any other.
  static void begin(const std::filesystem::path& folder, const Identity& identity);

  /// Opens the folder's journal. Each whole record goes to `take`; those it does not accept are dropped, as are torn
  /// lines. Throws FileError.
  Journal(const std::filesystem::path& folder, const std::function<bool(const CsvRecord&)>& take);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Adds a record and waits until it is on disk. Safe from any thread.
  void append(const CsvRecord& record);
  /// Lets nobody append any more; a record being written is waited for.
  void close();
  /// Deletes the journal: its results are in their final files.
  void remove();

 private:
  std::filesystem::path folder_;
  std::mutex mutex_;
  int descriptor_ = -1;
};

}  // namespace diffrates

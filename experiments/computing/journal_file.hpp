/// The file behind the journal of a run: records that are safe on disk once appended, each with a checksum, so that a
/// line torn by the end of the process is not there.
///
/// unfinished.json says what is being computed and by which build; unfinished.csv holds the records.
#pragma once

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>

#include "formats/csv.hpp"
#include "parameters/value.hpp"
#include "results/provenance.hpp"

namespace diffrates {

/// What a result is of: any difference makes it another result.
struct Identity {
  Value config;  ///< resolved
  Build build;
  Members inputs = {};  ///< as Config::inputs
};

/// Of the unfinished run in the folder; nothing if there is none (or its header cannot be read).
std::optional<Identity> unfinished(const std::filesystem::path& folder);

class JournalFile {
 public:
  /// Begins an empty journal in the folder, replacing any other.
  static void begin(const std::filesystem::path& folder, const Identity& identity);

  /// Opens the folder's journal. Each whole record goes to `take`; those it does not accept are dropped, as are torn
  /// lines. Throws FileError.
  JournalFile(const std::filesystem::path& folder, const std::function<bool(const CsvRecord&)>& take);
  ~JournalFile();
  JournalFile(const JournalFile&) = delete;
  JournalFile& operator=(const JournalFile&) = delete;

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

/// An experiment: one configuration's question, cell by cell computed, and what its numbers say. Every command takes
/// any.
///
/// To add a kind: a class derived from Experiment in kinds/, a `const ExperimentKind experiment_NAME` beside it, and
/// NAME in kinds/meson.build. Nothing else names kinds: run, resume, check, plot, report, compare and JUnit come with
/// it.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/heading.hpp"
#include "formats/csv.hpp"
#include "results/compare.hpp"
#include "results/findings.hpp"

namespace diffrates {

/// One piece of work, computed whole or not at all.
struct Cell {
  std::string words;  ///< what it computes, for the line of progress
  std::string group;  ///< cells of a group run at one pace against their cost: those of a law, sampler and target
  double cost = 0;    ///< CPU seconds expected
};

/// A file of a result; its text is made when it is asked for.
struct ResultFile {
  std::string name;
  std::function<std::string()> text;
};

/// A data file that was read.
struct DataFile {
  std::string pointer;  ///< of the key that names it
  std::string file;     ///< as it was opened
  std::string digest;   ///< of its bytes
  std::string words;    ///< records, columns, their names
  std::size_t records = 0, columns = 0;
  std::vector<std::string> names = {};  ///< of the columns; empty where the file names none
};

/// One line a file: "  /targets/0/file: iris.csv: 150 records, 4 columns: sepal_length, ...".
std::string words(const std::vector<DataFile>& data);

/// Which of the schedules that a result asks for.
struct ScheduleWanted {
  std::string sampler, target;      ///< may be empty where there is only one
  bool least_divergence = false;    ///< the one of least KL, not that of equal parts
  std::string schedule{}, start{};  ///< that the budget was taken on; may be empty likewise
};

/// There is no such schedule; the message says what the result has instead.
struct ScheduleError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ExperimentKind;

class Experiment {
 public:
  virtual ~Experiment() = default;

  const ExperimentKind* kind = nullptr;
  Heading heading;
  Value resolved;  ///< everything read, defaults filled in
  Members inputs;  ///< the data files read: JSON pointer of the key that names one, and a digest of its bytes
  std::vector<DataFile> data;        ///< the same files, with what was found in them
  std::vector<std::string> remarks;  ///< for people: what is not as it was when the numbers were computed

  /// What it computes, in words.
  virtual std::string extent() const = 0;
  virtual std::vector<Cell> cells() const = 0;
  /// Computes a cell and keeps its numbers, the same bits for any number of threads and any order. Different cells may
  /// be computed at once. What is thrown in a law is a status of its numbers, not an exception here.
  virtual void compute(std::size_t cell) = 0;
  /// The numbers of a computed cell as a record of the journal, and back; false where the record does not fit the cell.
  virtual CsvRecord journal(std::size_t cell) const = 0;
  virtual bool restore(std::size_t cell, const CsvRecord& record) = 0;

  /// The table of all numbers, and back. Throws CsvError where the text is not such as this experiment makes. Where the
  /// table has a column of seconds, they are zero unless `timed`.
  virtual std::string table(bool timed = true) const = 0;
  virtual void read_table(std::string_view text) = 0;

  /// The values of the numbers' replicates, from the file that keeps them (replicates.csv). Throws CsvError where the
  /// text is not such as this experiment writes.
  virtual void read_replicates(std::string_view text) { (void)text; }

  /// Why numbers did not resolve, from the file that keeps it (fit_points.csv). What cannot be read is left out.
  virtual void read_remarks(std::string_view text) { (void)text; }

  /// Where programs are named that computing would start, each a problem that says how to allow it.
  virtual std::vector<Problem> programs() const { return {}; }

  /// Files beside the table that are read back where they are there, in this order. Throws CsvError where one's text is
  /// not such as this experiment writes.
  virtual std::vector<std::string> side_files() const { return {}; }
  virtual void read_side_file(const std::string& name, std::string_view text) { (void)name, (void)text; }

  /// A schedule that the result asks for, as a table with the column L. Throws ScheduleError where it has none.
  virtual std::string asked_schedule(const ScheduleWanted& wanted) const;

  virtual Findings find() const = 0;
  /// Files beside the table, verdicts.json, config.json and inputs.json.
  virtual std::vector<ResultFile> files() const { return {}; }
  /// What was derived of what the configuration defines itself, in lines of text.
  virtual std::string derived() const { return {}; }
  /// What speaks against a verdict before anything is computed, in lines of text; empty if nothing does.
  virtual std::string outlook() const { return {}; }
  /// How many numbers could not be computed and why the first was not, in words; empty if all were.
  virtual std::string failures() const { return {}; }
  /// How many of the numbers do not stand, and why, by law and reason, in lines of text; empty if all do.
  virtual std::string unresolved() const { return {}; }
};

/// What reading a configuration needs besides its keys.
struct ConfigSource {
  std::string file;  ///< as given; data files are looked for beside it
  bool quick = false;
  bool finished = false;  ///< a result is: what files held is known from its resolved configuration
  /// The text of a data file that the key at `pointer` names; records a problem where there is none. Empty after a
  /// problem, and where a finished result's file is no longer there as it was.
  std::function<std::string(const std::string& name, const std::string& pointer, Problems& problems)> text_of;
};

struct ExperimentKind {
  std::string_view name, meaning;
  std::string_view table;  ///< the file of its numbers
  /// Reads what follows the heading, recording every problem. What was read, defaults filled in, is added to
  /// `resolved`.
  std::unique_ptr<Experiment> (*read)(Parameters& p, const ConfigSource& source, const Heading& heading,
                                      Members& resolved);
  /// The numbers of a table, for comparing it with that of another run; those of fits.csv are always compared.
  std::vector<ComparedNumber> (*numbers)(std::string_view table);
  /// The keys that `read` reads, for the schema of configurations.
  std::vector<Key> (*keys)() = nullptr;
};

/// The first is the default.
const std::vector<const ExperimentKind*>& experiment_kinds();
/// The kind that a configuration names; the default where it names none that is known.
const ExperimentKind& kind_named_in(const Value& configuration);

/// All problems in one pass; null after a problem. `sets` are "key=value" overrides; `quick` asks for a result in
/// seconds. `finished`: what a finished result was computed from. Its data files need not be there any more: one that
/// is missing, or has changed (which `remarks` then says), is stood in for by a table of its size, which serves to know
/// the cells and not to compute them.
std::unique_ptr<Experiment> read_experiment(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                            Problems& problems, const std::vector<DataFile>* finished = nullptr);
/// The same from text; files named in it are looked for beside `file`.
std::unique_ptr<Experiment> parse_experiment(const std::string& text, const std::string& file,
                                             const std::vector<std::string>& sets, bool quick, Problems& problems,
                                             const std::vector<DataFile>* finished = nullptr);

}  // namespace diffrates

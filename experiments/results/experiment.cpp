#include "results/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "configuration/config_parts.hpp"
#include "configuration/overrides.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/printable.hpp"
#include "formats/table_reader.hpp"
#include "numerics/random.hpp"

namespace diffrates {
namespace {

const Key header_key{"header", "whether the first line names the columns"};
const Key decimal_key{"decimal", "what stands before decimals"};

/// The value at a JSON pointer whose parts hold no escapes, less its last part; null where there is none.
const Value* holder_of(const Value& root, std::string_view pointer) {
  const Value* place = &root;
  pointer = pointer.substr(0, pointer.rfind('/'));
  while (place != nullptr && !pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string part(pointer.substr(0, pointer.find('/')));
    pointer.remove_prefix(part.size());
    const List* list = place->list();
    const std::size_t entry = list != nullptr ? std::strtoul(part.c_str(), nullptr, 10) : 0;
    place = list == nullptr ? place->find(part) : entry < list->size() ? &(*list)[entry] : nullptr;
  }
  return place;
}

/// What the keys beside a file's name say of it.
TableFormat format_beside(const Value& holder, const std::string& pointer, Problems& problems) {
  TableFormat format;
  Parameters p(holder, pointer.substr(0, pointer.rfind('/')), problems);
  if (p.has(header_key)) format.header = p.boolean(header_key);
  if (p.has(decimal_key)) format.decimal = p.word(decimal_key, {".", ","}).front();
  return format;
}

/// Of the bytes of a file; empty where there is none to read.
std::string digest_of(const std::string& file) {
  try {
    const std::optional<std::string> text = read_file(file);
    return text ? digest(*text) : "";
  } catch (const FileError&) {
    return {};
  }
}

/// A lone schedule is written in a result as a list of one.
std::string as_written_in_results(const std::string& pointer) {
  static const std::string lone = "/schedule/", listed = "/schedule/0/";
  const bool names_a_key = pointer.starts_with(lone) && pointer.find_first_of("0123456789", lone.size()) != lone.size();
  return names_a_key ? listed + pointer.substr(lone.size()) : pointer;
}

/// A table of the size of one that is no longer there. Its numbers are none of it, but like data: they differ.
Table stand_in(const DataFile& known) {
  Table table{known.names, Eigen::MatrixXd(known.records, known.columns), true};
  Stream stream(1, "stand-in for a data file");
  stream.normals(table.values);
  return table;
}

/// Reads the data files that a configuration names, within bounds, and keeps what it read.
class Tables {
 public:
  Tables(const Value& root, const std::string& file, const std::vector<DataFile>* finished)
      : root_(root), file_(file), finished_(finished) {}

  Table load(const std::string& name, const std::string& pointer, Problems& problems) {
    const std::string path = beside(file_, name);
    Table table = gone(path, pointer);
    if (table.values.size() == 0) table = read(path, pointer, problems);
    loaded_ += static_cast<double>(table.values.size());
    if (loaded_ <= most::table_numbers) return table;
    problems.add(pointer, fmt::format("brings the numbers in all tables to {}; accepted: at most {}", loaded_,
                                      most::table_numbers));
    return {};
  }
  std::string text(const std::string& name, const std::string& pointer, Problems& problems) {
    const std::string path = beside(file_, name);
    if (known_but_gone(path, pointer) != nullptr) return {};
    const std::optional<std::string> found = read_data_file(path, most_text, problems, pointer);
    if (!found) return {};
    data.push_back({pointer, path, digest(*found), fmt::format("{} bytes", found->size())});
    return *found;
  }
  std::vector<DataFile> data;
  std::vector<std::string> remarks;

 private:
  static constexpr std::size_t most_text = 8'000'000;

  Table read(const std::string& path, const std::string& pointer, Problems& problems) {
    const std::size_t before = problems.size();
    const Value* holder = holder_of(root_, pointer);
    const TableFormat format = holder != nullptr ? format_beside(*holder, pointer, problems) : TableFormat{};
    if (problems.size() > before) return {};
    Table table = read_table(path, problems, pointer, {}, format);
    if (table.values.size() > 0)
      data.push_back({pointer, path, digest_of(path), table_words(table), static_cast<std::size_t>(table.values.rows()),
                      static_cast<std::size_t>(table.values.cols()), table.columns});
    return table;
  }
  /// A file that a finished result was computed from and that is not there as it was; null where it is to be read.
  const DataFile* known_but_gone(const std::string& path, const std::string& pointer) {
    if (finished_ == nullptr) return nullptr;
    const auto known = std::find_if(finished_->begin(), finished_->end(), [&](const DataFile& file) {
      return as_written_in_results(file.pointer) == as_written_in_results(pointer);
    });
    if (known == finished_->end()) return nullptr;
    const std::string now = digest_of(path);
    if (now == known->digest) return nullptr;
    if (!now.empty())
      remarks.push_back(
          fmt::format("{} has changed since the result was computed from it: its digest was {} and is {}; "
                      "the numbers are those of the file as it was",
                      printable(path, 500), known->digest, now));
    data.push_back(*known);
    return &*known;
  }
  /// What stands in for such a table.
  Table gone(const std::string& path, const std::string& pointer) {
    const DataFile* known = known_but_gone(path, pointer);
    return known != nullptr ? stand_in(*known) : Table{};
  }

  const Value& root_;
  const std::string& file_;
  const std::vector<DataFile>* finished_;
  double loaded_ = 0;
};

std::vector<std::string_view> names_of_kinds() {
  std::vector<std::string_view> names;
  for (const ExperimentKind* kind : experiment_kinds()) names.push_back(kind->name);
  return names;
}

std::unique_ptr<Experiment> read_root(const Value& root, ConfigSource source, Problems& problems,
                                      const std::vector<DataFile>* finished) {
  Members resolved;
  Tables tables(root, source.file, finished);
  source.finished = finished != nullptr;
  source.text_of = [&](const std::string& name, const std::string& pointer, Problems& found) {
    return tables.text(name, pointer, found);
  };
  const TableLoader loader = [&](const std::string& name, const std::string& pointer, Problems& found) {
    return tables.load(name, pointer, found);
  };
  Parameters p(root, "", problems, &loader);
  if (!p.good()) return nullptr;
  const ExperimentKind& kind = kind_named_in(root);
  const Heading heading = read_heading(p, names_of_kinds(), resolved);
  std::unique_ptr<Experiment> experiment = kind.read(p, source, heading, resolved);
  p.finish();
  experiment->kind = &kind;
  experiment->heading = heading;
  experiment->resolved = Value{std::move(resolved)};
  for (const DataFile& file : tables.data) experiment->inputs.emplace_back(file.pointer, Value{file.digest});
  experiment->data = std::move(tables.data);
  experiment->remarks = std::move(tables.remarks);
  return experiment;
}

}  // namespace

std::string Experiment::asked_schedule(const ScheduleWanted&) const {
  throw ScheduleError(
      "is no budget, and asks for no schedule; accepted: the result of a configuration with experiment = budget");
}

std::string words(const std::vector<DataFile>& data) {
  std::string text;
  std::set<std::string> told;  // a file that several keys name is told of once
  for (const DataFile& file : data)
    if (told.insert(file.file).second)
      text += fmt::format("  {}: {}: {}\n", printable(file.pointer, 200), printable(file.file, 500), file.words);
  return text;
}

const ExperimentKind& kind_named_in(const Value& configuration) {
  const Value* written = configuration.find(std::string(experiment_key.name));
  const std::string* name = written != nullptr ? written->text() : nullptr;
  for (const ExperimentKind* kind : experiment_kinds())
    if (name != nullptr && kind->name == *name) return *kind;
  return *experiment_kinds().front();
}

std::unique_ptr<Experiment> parse_experiment(const std::string& text, const std::string& file,
                                             const std::vector<std::string>& sets, bool quick, Problems& problems,
                                             const std::vector<DataFile>* finished) {
  std::optional<Value> root = parse_json(text, problems);
  if (!root) return nullptr;
  Problems found;
  const std::vector<Override> overrides = apply_overrides(*root, sets, found);
  if (quick) shrink_steps(*root);
  std::unique_ptr<Experiment> experiment = read_root(*root, {file, quick, false, nullptr}, found, finished);
  add_with_origin(found, overrides, problems);
  return found.empty() ? std::move(experiment) : nullptr;
}

std::unique_ptr<Experiment> read_experiment(const std::string& file, const std::vector<std::string>& sets, bool quick,
                                            Problems& problems, const std::vector<DataFile>* finished) {
  const std::optional<std::string> text = read_text_file(file, JsonLimits{}.bytes, problems);
  return text ? parse_experiment(*text, file, sets, quick, problems, finished) : nullptr;
}

}  // namespace diffrates

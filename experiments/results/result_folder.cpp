#include "results/result_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "formats/terminal.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

using NamedTexts = std::vector<std::pair<std::string, std::string>>;

/// Everything but provenance.json.
NamedTexts files_of(const Experiment& experiment) {
  NamedTexts files{{std::string(experiment.kind->table), experiment.table()}};
  for (const ResultFile& file : experiment.files()) files.emplace_back(file.name, file.text());
  files.emplace_back("verdicts.json", json_text(verdicts(experiment.heading.name, experiment.find().claims)));
  if (!experiment.inputs.empty()) files.emplace_back("inputs.json", json_text({experiment.inputs}));
  files.emplace_back("config.json", json_text(experiment.resolved));
  return files;
}

/// What was read of each data file: enough to know the cells of the result without it.
List inputs_of(const std::vector<DataFile>& data) {
  List inputs;
  for (const DataFile& file : data) {
    List names;
    for (const std::string& name : file.names) names.push_back({name});
    inputs.push_back({Members{{"pointer", {file.pointer}},
                              {"file", {file.file}},
                              {"sha256", {file.digest}},
                              {"records", {static_cast<double>(file.records)}},
                              {"columns", {static_cast<double>(file.columns)}},
                              {"names", {names}}}});
  }
  return inputs;
}

std::string text_at(const Value& value, const char* key) {
  const Value* member = value.find(key);
  return member != nullptr && member->text() != nullptr ? *member->text() : "";
}

std::size_t count_at(const Value& value, const char* key) {
  const Value* member = value.find(key);
  const double* number = member != nullptr ? member->number() : nullptr;
  return number != nullptr && *number >= 0 && *number <= 1e6 ? static_cast<std::size_t>(*number) : 0;
}

/// The same read back; what is not such is left out.
std::vector<DataFile> data_of(const Members& provenance) {
  std::vector<DataFile> data;
  const Value tree{provenance};
  const Value* inputs = tree.find("inputs");
  if (inputs == nullptr || inputs->list() == nullptr) return data;
  for (const Value& input : *inputs->list()) {
    DataFile file{text_at(input, "pointer"),
                  text_at(input, "file"),
                  text_at(input, "sha256"),
                  {},
                  count_at(input, "records"),
                  count_at(input, "columns"),
                  {}};
    const Value* names = input.find("names");
    if (names != nullptr && names->list() != nullptr)
      for (const Value& name : *names->list()) file.names.push_back(name.text() != nullptr ? *name.text() : "");
    const bool named = file.names.empty() || file.names.size() == file.columns;
    if (file.records * file.columns > 0 && file.records * file.columns <= 30'000'000 && named)
      data.push_back(std::move(file));
  }
  return data;
}

Value provenance(const Experiment& experiment, const RunRecord& record, const NamedTexts& files) {
  const Heading& heading = experiment.heading;
  Members digests;
  for (const auto& [file, text] : files) digests.emplace_back(file, Value{digest(text)});
  Members members{{"schema_version", {1.0}}, {"name", {heading.name}}};
  for (auto& member : provenance_of_build()) members.push_back(std::move(member));
  members.insert(members.end(), {{"seed", {static_cast<double>(heading.seed)}},
                                 {"command", {record.command_line}},
                                 {"jobs", {static_cast<double>(record.jobs)}},
                                 {"seconds", {record.seconds}},
                                 {"digests", {digests}}});
  if (!experiment.data.empty()) members.emplace_back("inputs", Value{inputs_of(experiment.data)});
  return {members};
}

std::optional<Value> read_tree(const fs::path& file) {
  const std::optional<std::string> text = read_file(file);
  Problems problems;
  return text ? parse_json(*text, problems) : std::nullopt;
}

bool untouched(const fs::path& folder, const Value* digests) {
  if (digests == nullptr || digests->members() == nullptr || digests->members()->empty()) return false;
  return std::all_of(digests->members()->begin(), digests->members()->end(), [&](const auto& member) {
    const std::optional<std::string> text = read_file(folder / member.first);
    return text && member.second.text() != nullptr && *member.second.text() == digest(*text);
  });
}

std::string words(const Problems& problems) {
  std::string text;
  for (const Problem& problem : problems.list()) text += fmt::format("\n  {}: {}", problem.pointer, problem.message);
  return text;
}

bool is_result(const fs::path& folder) {
  std::vector<std::string> files{"config.json", "provenance.json", unfinished_file};
  for (const ExperimentKind* kind : experiment_kinds()) files.emplace_back(kind->table);
  return std::any_of(files.begin(), files.end(), [&](const std::string& file) { return fs::exists(folder / file); });
}

void read_side_files(const fs::path& folder, Experiment& experiment) {
  for (const std::string& name : experiment.side_files()) {
    const std::optional<std::string> text = read_file(folder / name);
    try {
      if (text) experiment.read_side_file(name, *text);
    } catch (const CsvError& error) {
      throw ResultError(fmt::format("{}: {}", (folder / name).string(), error.what()));
    }
  }
}

}  // namespace

void write_result(const fs::path& folder, const Experiment& experiment, const RunRecord& record) {
  const NamedTexts files = files_of(experiment);
  // One of an earlier result would be read as this one's.
  std::error_code none_there;
  fs::remove(folder / replicates_file, none_there);
  for (const auto& [file, text] : files) write_file(folder / file, text);
  write_file(folder / "provenance.json", json_text(provenance(experiment, record, files)));
}

std::optional<Stored> stored(const fs::path& folder) {
  const std::optional<Value> config = read_tree(folder / "config.json");
  if (!config) return {};
  Stored found{{*config, {}}, false};
  const std::optional<Value> record = read_tree(folder / "provenance.json");
  if (!record) return found;
  const Value* version = record->find("version");
  const Value* build = record->find("build");
  if (version != nullptr && version->text() != nullptr) found.identity.build.version = *version->text();
  if (build != nullptr && build->text() != nullptr) found.identity.build.id = *build->text();
  const std::optional<Value> inputs = read_tree(folder / "inputs.json");
  if (inputs && inputs->members() != nullptr) found.identity.inputs = *inputs->members();
  found.intact = untouched(folder, record->find("digests"));
  return found;
}

std::unique_ptr<Experiment> read_question(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  if (!fs::exists(config) && fs::exists(folder / unfinished_file))
    throw ResultError(fmt::format("{}: its run was interrupted; finish it with run --resume", folder.string()));
  if (!fs::exists(config)) throw ResultError(fmt::format("{}: has no config.json", folder.string()));
  Problems problems;
  const std::vector<DataFile> finished = data_of(read_provenance(folder));
  std::unique_ptr<Experiment> experiment = read_experiment(config.string(), {}, false, problems, &finished);
  if (!experiment) throw ResultError(fmt::format("{}: is not valid:{}", config.string(), words(problems)));
  return experiment;
}

void say_remarks(const Experiment& experiment) {
  for (const std::string& remark : experiment.remarks) say("{}: {}\n", experiment.heading.name, remark);
}

std::unique_ptr<Experiment> read_result(const fs::path& folder) {
  std::unique_ptr<Experiment> experiment = read_question(folder);
  say_remarks(*experiment);
  const fs::path table = folder / experiment->kind->table;
  try {
    const std::optional<std::string> text = read_file(table);
    if (!text) throw ResultError(fmt::format("{}: has no {}", folder.string(), experiment->kind->table));
    experiment->read_table(*text);
    read_replicates(folder, *experiment);
    if (const std::optional<std::string> remarks = read_file(folder / remarks_file)) experiment->read_remarks(*remarks);
    read_side_files(folder, *experiment);
    return experiment;
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", table.string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
}

void read_replicates(const fs::path& folder, Experiment& experiment) {
  const fs::path file = folder / replicates_file;
  try {
    if (const std::optional<std::string> text = read_file(file)) experiment.read_replicates(*text);
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", file.string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
}

Members read_provenance(const fs::path& folder) {
  const std::optional<Value> tree = read_tree(folder / "provenance.json");
  return tree && tree->members() != nullptr ? *tree->members() : Members{};
}

std::vector<fs::path> result_folders(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw ResultError(fmt::format("{}: is not a folder", folder.string()));
  if (is_result(folder)) return {folder};
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (entry.is_directory() && is_result(entry.path())) folders.push_back(entry.path());
  if (error) throw ResultError(fmt::format("{}: {}", folder.string(), error.message()));
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace diffrates

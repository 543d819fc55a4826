#include "results/result_folder.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/csv.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "numerics/random.hpp"
#include "results/score_sizes.hpp"
#include "results/self_test_folder.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

/// Everything but provenance.json.
ResultFiles files_of(const Config& config, const std::vector<Row>& rows) {
  const Findings findings = find(config, rows);
  ResultFiles files{{"points.csv", points_csv(rows)},
                    {"fits.csv", fits_csv(findings)},
                    {"fit_points.csv", fit_points_csv(findings, rows)},
                    {"verdicts.json", json_text(verdicts(config, findings))}};
  if (std::string sizes = score_sizes_csv(config); !sizes.empty())
    files.emplace_back("score_errors.csv", std::move(sizes));
  if (!config.inputs.empty()) files.emplace_back("inputs.json", json_text({config.inputs}));
  files.emplace_back("config.json", json_text(config.resolved));
  return files;
}

Value provenance(const std::string& name, std::uint64_t seed, const RunRecord& record, const ResultFiles& files) {
  Members digests;
  for (const auto& [file, text] : files) digests.emplace_back(file, Value{digest(text)});
  Members members{{"schema_version", {1.0}}, {"name", {name}}};
  for (auto& member : provenance_of_build()) members.push_back(std::move(member));
  members.insert(members.end(), {{"seed", {static_cast<double>(seed)}},
                                 {"command", {record.command_line}},
                                 {"jobs", {static_cast<double>(record.jobs)}},
                                 {"seconds", {record.seconds}},
                                 {"digests", {digests}}});
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
  if (is_self_result(folder)) return false;
  for (const char* file : {"config.json", "points.csv", "provenance.json", "unfinished.json"})
    if (fs::exists(folder / file)) return true;
  return false;
}

}  // namespace

void write_files(const fs::path& folder, const std::string& name, std::uint64_t seed, const ResultFiles& files,
                 const RunRecord& record) {
  for (const auto& [file, text] : files) write_file(folder / file, text);
  write_file(folder / "provenance.json", json_text(provenance(name, seed, record, files)));
}

void write_result(const fs::path& folder, const Config& config, const std::vector<Row>& rows, const RunRecord& record) {
  write_files(folder, config.name, config.seed, files_of(config, rows), record);
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

Result read_result_as_is(const fs::path& folder) {
  try {
    if (!fs::exists(folder / "config.json") && fs::exists(folder / "unfinished.json"))
      throw ResultError(fmt::format("{}: its run was interrupted; finish it with run --resume", folder.string()));
    if (!fs::exists(folder / "config.json")) throw ResultError(fmt::format("{}: has no config.json", folder.string()));
    Result result;
    Problems problems;
    result.config = read_config((folder / "config.json").string(), {}, false, problems);
    if (!result.config)
      throw ResultError(fmt::format("{}: is not valid:{}", (folder / "config.json").string(), words(problems)));
    const std::optional<std::string> text = read_file(folder / "points.csv");
    if (!text) throw ResultError(fmt::format("{}: has no points.csv", folder.string()));
    result.rows = read_points(*text);
    return result;
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", (folder / "points.csv").string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
}

Result read_result(const fs::path& folder) {
  Result result = read_result_as_is(folder);
  const std::vector<Row> asked = make_plan(*result.config).rows;
  for (std::size_t i = 0; i < std::max(asked.size(), result.rows.size()); ++i) {
    if (i < asked.size() && i < result.rows.size() && same_place(asked[i], result.rows[i])) continue;
    throw ResultError(fmt::format("{}: does not hold the numbers of its config.json: line {} is {} instead of {}",
                                  (folder / "points.csv").string(), i + 2,
                                  i < result.rows.size() ? place(result.rows[i]) : "missing",
                                  i < asked.size() ? place(asked[i]) : "the end"));
  }
  return result;
}

std::vector<fs::path> result_folders(const fs::path& folder) { return folders_of(folder, is_result); }

std::vector<fs::path> folders_of(const fs::path& folder, const std::function<bool(const fs::path&)>& wanted) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) throw ResultError(fmt::format("{}: is not a folder", folder.string()));
  if (wanted(folder)) return {folder};
  std::vector<fs::path> folders;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    if (entry.is_directory() && wanted(entry.path())) folders.push_back(entry.path());
  if (error) throw ResultError(fmt::format("{}: {}", folder.string(), error.message()));
  std::sort(folders.begin(), folders.end());
  return folders;
}

}  // namespace diffrates

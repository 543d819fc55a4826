#include "results/self_test_folder.hpp"

#include <fmt/format.h>

#include "configuration/problem_printing.hpp"
#include "formats/files.hpp"
#include "formats/json_writer.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

std::string table_name(const SelfTest& test) { return fmt::format("{}.csv", test.experiment); }

std::string table_text(const SelfTest& test, const std::vector<CsvRecord>& table) {
  std::string text = csv_line(test.columns());
  for (const CsvRecord& line : table) text += csv_line(line);
  return text;
}

Value verdicts(const SelfTest& test, const SelfFindings& findings) {
  List claims;
  for (const SelfClaim& claim : findings.claims)
    claims.push_back({Members{{"id", {claim.id}},
                              {"statement", {claim.statement}},
                              {"verdict", {std::string(name(claim.verdict))}},
                              {"words", {claim.words}}}});
  return {Members{{"schema_version", {1.0}}, {"name", {test.heading.name}}, {"claims", {claims}}}};
}

std::vector<CsvRecord> read_table(const SelfTest& test, const std::string& text) {
  std::vector<CsvRecord> table = parse_csv(text);
  if (table.empty() || table.front() != test.columns()) throw CsvError("line 1: is not the header of this table");
  table.erase(table.begin());
  std::size_t asked = 0;
  for (std::size_t part = 0; part < test.parts().size(); ++part) asked += test.lines(part);
  if (table.size() != asked)
    throw CsvError(fmt::format("holds {} lines instead of the {} of its config.json", table.size(), asked));
  for (std::size_t i = 0; i < table.size(); ++i)
    if (table[i].size() != test.columns().size())
      throw CsvError(
          fmt::format("line {}: has {} fields instead of {}", i + 2, table[i].size(), test.columns().size()));
  return table;
}

}  // namespace

void write_self_result(const fs::path& folder, const SelfTest& test, const std::vector<CsvRecord>& table,
                       const RunRecord& record) {
  write_files(folder, test.heading.name, test.heading.seed,
              {{table_name(test), table_text(test, table)},
               {"verdicts.json", json_text(verdicts(test, test.find(table)))},
               {"config.json", json_text(test.resolved)}},
              record);
}

SelfResult read_self_result(const fs::path& folder) {
  const fs::path config = folder / "config.json";
  if (!fs::exists(config))
    throw ResultError(fmt::format("{}: its run was interrupted; finish it with run --resume", folder.string()));
  Problems problems;
  SelfResult result;
  result.test = read_self_test(config.string(), {}, false, problems);
  if (!result.test)
    throw ResultError(fmt::format("{}: is not valid:\n{}", config.string(), problems_text(config.string(), problems)));
  const fs::path file = folder / table_name(*result.test);
  try {
    const std::optional<std::string> text = read_file(file);
    if (!text) throw ResultError(fmt::format("{}: is missing", file.string()));
    result.findings = result.test->find(read_table(*result.test, *text));
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", file.string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
  return result;
}

bool is_self_result(const fs::path& folder) {
  if (fs::exists(folder / "config.json")) return self_test_kind_of_file((folder / "config.json").string()) != nullptr;
  const std::optional<Identity> part = unfinished(folder);
  return part && self_test_kind(json_text(part->config)) != nullptr;
}

std::vector<fs::path> self_result_folders(const fs::path& folder) { return folders_of(folder, is_self_result); }

}  // namespace diffrates

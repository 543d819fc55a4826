#include <fmt/core.h>
#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "showing/report.hpp"

namespace diffrates {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> figures_of(const fs::path& folder) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder / "plots"))
    for (const auto& entry : fs::directory_iterator(folder / "plots"))
      if (entry.path().extension() == ".svg") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::vector<std::string> texts;
  for (const fs::path& file : files) texts.push_back(read_file(file).value_or(""));
  return texts;
}

Members provenance_of(const fs::path& folder) {
  Problems problems;
  const std::string file = (folder / "provenance.json").string();
  const std::optional<std::string> text = read_file(file);
  if (!text) return {};
  const std::optional<Value> value = parse_json(*text, problems);
  return value && value->members() != nullptr ? *value->members() : Members{};
}

std::string command_of(const Members& provenance) {
  for (const auto& [key, value] : provenance)
    if (key == "command" && value.text() != nullptr) return *value.text();
  return {};
}

}  // namespace

int report_command(const std::vector<std::string>& folders, const std::string& output, bool markdown) {
  std::vector<ReportPart> parts;
  std::vector<SelfReport> tests;
  try {
    for (const std::string& given : folders) {
      for (const fs::path& folder : self_result_folders(given)) {
        const Members provenance = provenance_of(folder);
        tests.push_back({read_self_result(folder), command_of(provenance), provenance, figures_of(folder)});
      }
      for (const fs::path& folder : result_folders(given)) {
        ReportPart& part = parts.emplace_back();
        part.result = read_result(folder);
        part.name = part.result.config->name;
        part.findings = find(*part.result.config, part.result.rows);
        part.provenance = provenance_of(folder);
        part.command = command_of(part.provenance);
        part.figures = figures_of(folder);
      }
    }
    if (parts.empty() && tests.empty())
      throw ResultError("no result in the folders given; accepted: folders that `diffrates run` wrote");
    if (markdown) std::cout << report_markdown(parts, tests);
    if (!output.empty()) write_file(output, report_html(parts, tests));
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "report: {}\n", error.what());
    return bad_usage;
  }
  if (!output.empty()) fmt::print(stderr, "wrote {}\n", output);
  return all_good;
}

}  // namespace diffrates

#include <fmt/format.h>

#include <iostream>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "formats/terminal.hpp"
#include "results/result_folder.hpp"
#include "showing/report.hpp"

namespace diffrates {
namespace {

namespace fs = std::filesystem;

ReportPart part_of(const fs::path& folder) {
  const std::unique_ptr<Experiment> experiment = read_result(folder);
  return {experiment->heading, experiment->extent(), experiment->find(), read_provenance(folder)};
}

}  // namespace

int report_command(const std::vector<std::string>& folders, const std::string& output, Printed printed) {
  std::vector<ReportPart> parts;
  try {
    for (const std::string& given : folders)
      for (const fs::path& folder : result_folders(given)) parts.push_back(part_of(folder));
    if (parts.empty())
      throw ResultError("no result in the folders given; accepted: folders that `diffrates run` wrote");
    if (printed == Printed::Markdown) std::cout << report_markdown(parts);
    if (printed == Printed::Latex) std::cout << report_latex(parts);
    if (!output.empty()) write_file(output, report_html(parts));
  } catch (const std::runtime_error& error) {
    say("report: {}\n", error.what());
    return bad_usage;
  }
  if (!output.empty()) say("wrote {}\n", output);
  return all_good;
}

}  // namespace diffrates

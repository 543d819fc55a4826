#include <fmt/format.h>

#include "claim_table.hpp"
#include "commands.hpp"
#include "files.hpp"
#include "junit.hpp"
#include "result_folder.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

struct Judged {
  std::string name;
  Result result;
  Findings findings;
  std::string error;  ///< why there is nothing to judge
};

Judged judged(const fs::path& folder) {
  Judged one;
  one.name = fs::weakly_canonical(folder).filename().string();
  try {
    one.result = read_result(folder);
    one.name = one.result.config->name;
    one.findings = find(*one.result.config, one.result.rows);
  } catch (const ResultError& error) {
    one.error = error.what();
  }
  return one;
}

/// The worst wins: nothing readable, violated, inconclusive, good. No claims anywhere is not good.
int exit_code(const std::vector<Judged>& all) {
  bool violated = false, inconclusive = false;
  std::size_t claims = 0;
  for (const Judged& one : all) {
    if (!one.error.empty()) return bad_usage;
    claims += one.findings.claims.size();
    const int code = exit_code(one.findings);
    violated = violated || code == claim_violated;
    inconclusive = inconclusive || (code == inconclusive_or_empty && !one.findings.claims.empty());
  }
  if (violated) return claim_violated;
  return inconclusive || claims == 0 ? inconclusive_or_empty : all_good;
}

std::vector<Judged> judge_all(const std::vector<std::string>& folders) {
  std::vector<Judged> all;
  for (const std::string& folder : folders) {
    try {
      for (const fs::path& found : result_folders(folder)) all.push_back(judged(found));
    } catch (const ResultError& error) {
      all.push_back({folder, {}, {}, error.what()});
    }
  }
  return all;
}

void write_junit(const std::string& file, const std::vector<Judged>& all) {
  std::vector<JunitSuite> suites;
  for (const Judged& one : all) {
    suites.push_back(junit_suite(one.name, one.findings));
    suites.back().error = one.error;
  }
  write_file(file, junit_xml(suites));
}

}  // namespace

int check_command(const std::vector<std::string>& folders, const std::string& junit_file) {
  const std::vector<Judged> all = judge_all(folders);
  std::vector<std::pair<std::string, const Findings*>> tables;
  for (const Judged& one : all) {
    if (one.error.empty()) tables.emplace_back(one.name, &one.findings);
    else fmt::print(stderr, "{}\n", one.error);
  }
  fmt::print("{}", claim_table(tables));
  if (all.empty()) fmt::print(stderr, "{}: no results to check\n", fmt::join(folders, ", "));
  try {
    if (!junit_file.empty()) write_junit(junit_file, all);
  } catch (const FileError& error) {
    fmt::print(stderr, "{}\n", error.what());
    return bad_usage;
  }
  return exit_code(all);
}

}  // namespace diffrates

#include <fmt/format.h>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "formats/terminal.hpp"
#include "results/result_folder.hpp"
#include "showing/claim_table.hpp"
#include "showing/junit.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

struct Judged {
  std::string name;
  Findings findings;
  std::string error;       ///< why there is nothing to judge
  std::string unresolved;  ///< numbers that do not stand, and why
};

Judged judged(const fs::path& folder) {
  Judged one{fs::weakly_canonical(folder).filename().string(), {}, {}, {}};
  try {
    const std::unique_ptr<Experiment> experiment = read_result(folder);
    one.name = experiment->heading.name;
    one.findings = experiment->find();
    one.unresolved = experiment->unresolved();
  } catch (const ResultError& error) {
    one.error = error.what();
  }
  return one;
}

/// The worst wins: nothing readable, violated, inconclusive, good. No claims anywhere is not good.
int exit_code(const std::vector<Judged>& all) {
  std::vector<JudgedClaim> claims;
  for (const Judged& one : all) {
    if (!one.error.empty()) return bad_usage;
    claims.insert(claims.end(), one.findings.claims.begin(), one.findings.claims.end());
  }
  const std::optional<Verdict> verdict = worst(claims);
  if (verdict == Verdict::Violated) return claim_violated;
  return !verdict || verdict == Verdict::Inconclusive ? inconclusive_or_empty : all_good;
}

std::vector<Judged> judge_all(const std::vector<std::string>& folders) {
  std::vector<Judged> all;
  for (const std::string& folder : folders) {
    try {
      for (const fs::path& found : result_folders(folder)) all.push_back(judged(found));
    } catch (const ResultError& error) {
      all.push_back({folder, {}, error.what(), {}});
    }
  }
  return all;
}

void print(const std::vector<Judged>& all) {
  NamedFindings readable;
  for (const Judged& one : all) {
    if (one.error.empty())
      readable.emplace_back(one.name, &one.findings);
    else
      say("{}\n", one.error);
  }
  fmt::print("{}", claim_table(readable));
  for (const Judged& one : all)
    if (!one.unresolved.empty()) fmt::print("{}: {}", one.name, one.unresolved);
}

void write_junit(const std::string& file, const std::vector<Judged>& all) {
  std::vector<JunitSuite> suites;
  for (const Judged& one : all) {
    suites.push_back(junit_suite(one.name, one.findings.claims));
    suites.back().error = one.error;
  }
  write_file(file, junit_xml(suites));
}

}  // namespace

int check_command(const std::vector<std::string>& folders, const std::string& junit_file) {
  const std::vector<Judged> all = judge_all(folders);
  print(all);
  if (all.empty()) say("{}: no results to check\n", fmt::join(folders, ", "));
  try {
    if (!junit_file.empty()) write_junit(junit_file, all);
  } catch (const FileError& error) {
    say("{}\n", error.what());
    return bad_usage;
  }
  return exit_code(all);
}

}  // namespace diffrates

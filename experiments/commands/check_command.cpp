#include <fmt/format.h>

#include <optional>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "results/result_folder.hpp"
#include "results/self_test_folder.hpp"
#include "showing/claim_table.hpp"
#include "showing/junit.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

/// One result: of rates, or of a self-test.
struct Judged {
  std::string name;
  Result result;
  Findings findings;
  SelfResult self;    ///< its test is null where the result is one of rates
  std::string error;  ///< why there is nothing to judge
};

std::string name_of(const fs::path& folder) { return fs::weakly_canonical(folder).filename().string(); }

Judged judged(const fs::path& folder) {
  Judged one;
  one.name = name_of(folder);
  try {
    one.result = read_result(folder);
    one.name = one.result.config->name;
    one.findings = find(*one.result.config, one.result.rows);
  } catch (const ResultError& error) {
    one.error = error.what();
  }
  return one;
}

Judged self_judged(const fs::path& folder) {
  Judged one;
  one.name = name_of(folder);
  try {
    one.self = read_self_result(folder);
    one.name = one.self.test->heading.name;
  } catch (const ResultError& error) {
    one.error = error.what();
  }
  return one;
}

std::size_t claims(const Judged& one) { return one.findings.claims.size() + one.self.findings.claims.size(); }

/// Of its claims; nothing where it makes none.
std::optional<int> exit_code(const Judged& one) {
  if (claims(one) == 0) return {};
  if (one.self.test == nullptr) return exit_code(one.findings);
  switch (worst(one.self.findings)) {
    case Verdict::Violated:
      return claim_violated;
    case Verdict::Inconclusive:
      return inconclusive_or_empty;
    default:
      return all_good;
  }
}

/// The worst wins: nothing readable, violated, inconclusive, good. No claims anywhere is not good.
int exit_code(const std::vector<Judged>& all) {
  bool violated = false, inconclusive = false, any = false;
  for (const Judged& one : all) {
    if (!one.error.empty()) return bad_usage;
    const std::optional<int> code = exit_code(one);
    any = any || code;
    violated = violated || code == claim_violated;
    inconclusive = inconclusive || code == inconclusive_or_empty;
  }
  if (violated) return claim_violated;
  return inconclusive || !any ? inconclusive_or_empty : all_good;
}

std::vector<Judged> judge_all(const std::vector<std::string>& folders) {
  std::vector<Judged> all;
  for (const std::string& folder : folders) {
    try {
      for (const fs::path& found : result_folders(folder)) all.push_back(judged(found));
      for (const fs::path& found : self_result_folders(folder)) all.push_back(self_judged(found));
    } catch (const ResultError& error) {
      all.emplace_back().name = folder;
      all.back().error = error.what();
    }
  }
  return all;
}

void print(const std::vector<Judged>& all) {
  std::vector<std::pair<std::string, const Findings*>> tables;
  for (const Judged& one : all) {
    if (!one.error.empty())
      fmt::print(stderr, "{}\n", one.error);
    else if (one.self.test == nullptr)
      tables.emplace_back(one.name, &one.findings);
  }
  if (!tables.empty()) fmt::print("{}", claim_table(tables));
  for (const Judged& one : all) {
    if (one.self.test == nullptr) continue;
    fmt::print("{}: {}\n", one.name, summary(one.self.findings));
    for (const SelfClaim& claim : one.self.findings.claims)
      if (claim.verdict == Verdict::Violated || claim.verdict == Verdict::Inconclusive)
        fmt::print("{} {}: {}: {}\n", one.name, claim.id, name(claim.verdict), claim.words);
  }
}

void write_junit(const std::string& file, const std::vector<Judged>& all) {
  std::vector<JunitSuite> suites;
  for (const Judged& one : all) {
    suites.push_back(one.self.test == nullptr ? junit_suite(one.name, one.findings)
                                              : junit_suite(one.name, one.self.findings));
    suites.back().error = one.error;
  }
  write_file(file, junit_xml(suites));
}

}  // namespace

int check_command(const std::vector<std::string>& folders, const std::string& junit_file) {
  const std::vector<Judged> all = judge_all(folders);
  print(all);
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

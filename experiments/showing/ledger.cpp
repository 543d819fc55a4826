#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "formats/tables.hpp"
#include "showing/claim_table.hpp"
#include "showing/report.hpp"
#include "showing/work.hpp"

namespace diffrates {
namespace {

/// What is said of the assumptions of the claim's targets, each different answer once.
std::string assumptions_of(const Config& config, const ConfigClaim& claim) {
  std::vector<std::string> answers;
  for (const TargetChoice& choice : config.targets) {
    if (std::find(claim.targets.begin(), claim.targets.end(), choice.name) == claim.targets.end()) continue;
    const std::string words = assumption_words(choice.target->assumptions());
    if (std::find(answers.begin(), answers.end(), words) == answers.end()) answers.push_back(words);
  }
  return fmt::format("{}", fmt::join(answers, "; or "));
}

std::string target_words(const Config& config, const ConfigClaim& claim) {
  const std::string assumptions = assumptions_of(config, claim);
  if (claim.targets.size() == 1) return fmt::format("{} ({})", claim.targets.front(), assumptions);
  return fmt::format("{} to {} ({} targets: {})", claim.targets.front(), claim.targets.back(), claim.targets.size(),
                     assumptions);
}

}  // namespace

LedgerLine ledger_line(const Config& config, const ClaimFinding& finding) {
  const ConfigClaim& claim = *finding.claim;
  return {claim.statement.empty() ? claim.id : claim.statement,
          target_words(config, claim),
          fmt::format("{} of {}: {}", name(claim.metric), claim.sampler->name, rate_words(claim)),
          measured_words(finding),
          verdict_words(finding.judgement),
          finding.judgement.words};
}

std::string report_markdown(const std::vector<ReportPart>& parts, const std::vector<SelfReport>& tests) {
  WordTable table{{"result", "claim", "target", "proven", "measured exponent", "verdict"}, {}};
  std::string rest;
  for (const ReportPart& part : parts) {
    for (const ClaimFinding& finding : part.findings.claims) {
      const LedgerLine line = ledger_line(*part.result.config, finding);
      table.lines.push_back({part.name, line.claim, line.target, line.proven, line.measured, line.verdict});
    }
    if (part.findings.claims.empty()) rest += fmt::format("\n{} makes no claim.\n", markdown_cell(part.name));
  }
  for (const ReportPart& part : parts)
    for (const WorkTable& work : work_tables(*part.result.config, part.result.rows))
      rest += fmt::format("\nScore evaluations needed, {}:\n\n{}", markdown_cell(work.place),
                          markdown_table(work_words(work)));
  for (const SelfReport& test : tests)
    rest += fmt::format("\n{}: {}\n\n{}", markdown_cell(test.result.test->heading.title), summary(test.result.findings),
                        markdown_table(short_table(test.result.findings)));
  if (table.lines.empty()) return rest.empty() ? rest : rest.substr(1);
  return markdown_table(table) + rest;
}

}  // namespace diffrates

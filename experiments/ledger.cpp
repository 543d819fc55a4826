#include <fmt/format.h>

#include "claim_table.hpp"
#include "report.hpp"
#include "work.hpp"

namespace diffrates {
namespace {

std::string target_words(const Config& config, const ConfigClaim& claim) {
  if (claim.targets.size() > 1)
    return fmt::format("{} to {} ({} targets)", claim.targets.front(), claim.targets.back(), claim.targets.size());
  std::string words = claim.targets.empty() ? "" : claim.targets.front();
  for (const TargetChoice& choice : config.targets) {
    if (choice.name != words) continue;
    const std::string missing = lacking(choice.target->assumptions());
    if (!missing.empty()) words += " (lacks " + missing + ")";
    break;
  }
  return words;
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '<' || c == '*' || c == '_' || c == '`') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string work_markdown(const WorkTable& table) {
  std::string text = fmt::format("\nScore evaluations needed, {}:\n\n| sampler |", markdown_cell(table.place)), rule = "|---|";
  for (const double level : work_levels) {
    text += fmt::format(" TV <= {:g} |", level);
    rule += "---|";
  }
  text += "\n" + rule + "\n";
  for (const WorkLine& line : table.lines) {
    text += fmt::format("| `{}` |", line.sampler);
    for (const std::string& needed : line.needed) text += fmt::format(" {} |", needed);
    text += "\n";
  }
  return text;
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

std::string report_markdown(const std::vector<ReportPart>& parts) {
  std::string text = "| result | claim | target | proven | measured exponent | verdict |\n|---|---|---|---|---|---|\n";
  for (const ReportPart& part : parts) {
    for (const ClaimFinding& finding : part.findings.claims) {
      const LedgerLine line = ledger_line(*part.result.config, finding);
      text += "|";
      for (const std::string& cell : {part.name, line.claim, line.target, line.proven, line.measured, line.verdict})
        text += fmt::format(" {} |", markdown_cell(cell));
      text += "\n";
    }
  }
  for (const ReportPart& part : parts)
    if (part.findings.claims.empty()) text += fmt::format("\n{} makes no claim.\n", markdown_cell(part.name));
  for (const ReportPart& part : parts)
    for (const WorkTable& table : work_tables(*part.result.config, part.result.rows)) text += work_markdown(table);
  return text;
}

}  // namespace diffrates

#include "showing/claim_table.hpp"

#include <fmt/format.h>

namespace diffrates {
namespace {

constexpr std::size_t most_lines = 40;

bool open(const JudgedClaim& claim) {
  return claim.judgement.verdict == Verdict::Violated || claim.judgement.verdict == Verdict::Inconclusive;
}

std::string brief_tables(const Findings& findings) {
  std::string text;
  for (const FindingTable& table : findings.tables)
    if (table.brief) text += aligned_table(table.words);
  return text;
}

}  // namespace

std::string claim_table(const NamedFindings& results) {
  WordTable table{{"result", "claim", "proven", "measured", "verdict"}, {}};
  std::string notes, tables;
  for (const auto& [result, findings] : results) {
    const std::vector<JudgedClaim>& claims = findings->claims;
    const bool many = claims.size() > most_lines;
    if (many) tables += brief_tables(*findings);
    if (many || claims.empty()) notes += fmt::format("{}: {}\n", result, summary(claims));
    for (const JudgedClaim& claim : claims) {
      if (!many || open(claim))
        table.lines.push_back({result, claim.id, fmt::format("{} {}", claim.subject, claim.proven), claim.measured,
                               verdict_words(claim.judgement)});
      if (open(claim)) notes += fmt::format("{} {}: {}\n", result, claim.id, claim.judgement.words);
    }
  }
  return tables + (table.lines.empty() ? "" : aligned_table(table)) + notes;
}

}  // namespace diffrates

#include <fmt/format.h>

#include "showing/report.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_lines = 40;

}  // namespace

std::string report_markdown(const std::vector<ReportPart>& parts) {
  WordTable table{{"result", "claim", "target", "proven", "measured", "verdict"}, {}};
  std::string rest;
  for (const ReportPart& part : parts) {
    const std::vector<JudgedClaim>& claims = part.findings.claims;
    if (claims.empty() || claims.size() > most_lines)
      rest += fmt::format("\n{}: {}.\n", markdown_cell(part.heading.title), summary(claims));
    else
      for (const JudgedClaim& claim : claims)
        table.lines.push_back({part.heading.name, claim.statement.empty() ? claim.id : claim.statement, claim.target,
                               fmt::format("{}: {}", claim.subject, claim.proven), claim.measured,
                               verdict_words(claim.judgement)});
    for (const FindingTable& brief : part.findings.tables)
      if (brief.brief) rest += fmt::format("\n{}:\n\n{}", markdown_cell(brief.title), markdown_table(brief.words));
  }
  if (table.lines.empty()) return rest.empty() ? rest : rest.substr(1);
  return markdown_table(table) + rest;
}

}  // namespace diffrates

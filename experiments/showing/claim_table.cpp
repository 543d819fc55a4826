#include "showing/claim_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "formats/tables.hpp"

namespace diffrates {
namespace {

std::string symbol(Against against) {
  switch (against) {
    case Against::Steps:
      return "T";
    case Against::Epsilon:
      return "eps";
    case Against::Dimension:
      return "d";
    case Against::Frequency:
      return "w";
    case Against::Draws:
      return "n";
  }
  return {};
}

std::vector<std::string> line_of(const std::string& result, const ClaimFinding& finding) {
  const ConfigClaim& claim = *finding.claim;
  return {result, claim.id, fmt::format("{} {} {}", name(claim.metric), claim.sampler->name, rate_words(claim)),
          measured_words(finding), verdict_words(finding.judgement)};
}

}  // namespace

std::string rate_words(const ConfigClaim& claim) {
  const std::string x = symbol(claim.against);
  const bool growth = claim.against != Against::Steps;
  // A bound on a growing error is from above, so a growth claimed `at_least` reads differently from a decay.
  std::string words = claim.rate.relation == Relation::AtLeast ? "at least " : "";
  words += fmt::format("{}^{:g}", x, growth ? claim.rate.exponent : -claim.rate.exponent);
  if (claim.log_power != 0) words += fmt::format(" (log {})^{:g}", x, claim.log_power);
  return words;
}

std::string verdict_words(const Judgement& judgement) {
  std::string words(name(judgement.verdict));
  if (judgement.verdict == Verdict::Holds && !judgement.tight) words += ", not tight";
  return words;
}

int decimals_for(double width) {
  if (!(width > 0)) return 5;
  return std::clamp(static_cast<int>(std::ceil(-std::log10(width))) + 1, 3, 5);
}

std::string measured_words(const ClaimFinding& finding) {
  if (finding.series == nullptr || !finding.series->fit.conclusive) return "none";
  const Fit& fit = finding.series->fit;
  const int decimals = decimals_for(fit.high - fit.low);
  return fmt::format("{:.{}f} [{:.{}f}, {:.{}f}]", fit.exponent, decimals, fit.low, decimals, fit.high, decimals);
}

std::string claim_table(const std::vector<std::pair<std::string, const Findings*>>& results) {
  WordTable table{{"result", "claim", "proven", "measured exponent", "verdict"}, {}};
  std::string notes;
  for (const auto& [result, findings] : results) {
    if (findings->claims.empty()) notes += fmt::format("{}: makes no claim\n", result);
    for (const ClaimFinding& finding : findings->claims) {
      table.lines.push_back(line_of(result, finding));
      if (finding.judgement.verdict == Verdict::Violated || finding.judgement.verdict == Verdict::Inconclusive)
        notes += fmt::format("{} {}: {}\n", result, finding.claim->id, finding.judgement.words);
    }
  }
  return (table.lines.empty() ? "" : aligned_table(table)) + notes;
}

}  // namespace diffrates

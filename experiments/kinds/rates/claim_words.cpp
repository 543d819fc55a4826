#include "kinds/rates/claim_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {

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

std::string rate_words(const ConfigClaim& claim) {
  const std::string x = symbol(claim.against);
  const bool growth = claim.against != Against::Steps;
  // A bound on a growing error is from above, so a growth claimed `at_least` reads differently from a decay.
  std::string words = claim.rate.relation == Relation::AtLeast ? "at least " : "";
  words += fmt::format("{}^{:g}", x, growth ? claim.rate.exponent : -claim.rate.exponent);
  if (claim.log_power != 0) words += fmt::format(" (log {})^{:g}", x, claim.log_power);
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

}  // namespace diffrates

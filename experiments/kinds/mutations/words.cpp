#include "kinds/mutations/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {
namespace {

/// "x 2.38", "x 1.00042": three digits of what differs from 1; "does not stand" where the faulty sampler has no such
/// number.
std::string ratio_words(double ratio) {
  if (std::isnan(ratio)) return "does not stand";
  const double change = std::abs(ratio - 1);
  const int digits = change > 0 && change < 0.1 ? 2 - static_cast<int>(std::floor(std::log10(change))) : 3;
  return fmt::format("x {:.{}g}", ratio, std::min(digits, 15));
}

}  // namespace

std::string exponent_words(const Fit& fit) {
  if (!fit.conclusive) return "none";
  return fmt::format("{:.2f} [{:.2f}, {:.2f}]", fit.exponent, fit.low, fit.high);
}

std::string rate_words(const MutationFinding& finding) {
  if (finding.violated_from > 0) return fmt::format("violated from T = {:g}", finding.violated_from);
  return std::string(name(finding.judgement.verdict));
}

std::string constant_words(const MutationFinding& finding, double largest) {
  if (finding.differs_from == 0) return "same";
  const std::string from = fmt::format("differs from T = {:g}", finding.differs_from);
  if (std::isnan(finding.ratio)) return fmt::format("{}, {}", ratio_words(finding.ratio), from);
  return fmt::format("{} at T = {:g}, {}", ratio_words(finding.ratio), largest, from);
}

std::string expected_words(const MutationFinding& finding) {
  return finding.expected_in_rate() ? fmt::format("rate, order {:g} is left", finding.left)
                                    : std::string("constant, order stays");
}

std::string short_words(const MutationFinding& finding, bool right) {
  if (right)
    return fmt::format("T^{:.2f}, {}", -finding.fit.exponent,
                       finding.violated_from > 0 ? "flagged" : name(finding.judgement.verdict));
  const std::string change = ratio_words(finding.ratio);
  if (finding.violated_from > 0) return fmt::format("rate from T = {:g}, {}", finding.violated_from, change);
  if (finding.differs_from == 0) return "not seen";
  return change + (finding.expected_in_rate() && !std::isnan(finding.ratio) ? ", rate open" : "");
}

}  // namespace diffrates

#include "kinds/honesty/coverage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {

void Coverage::add(const NumberPair& pair) {
  ++asked;
  ok += pair.status == Status::Ok;
  if (!pair.both_ok()) return;
  ++pairs;
  const double deviation = pair.deviation();
  for (std::size_t i = 0; i < allowed.size(); ++i) beyond[i] += deviation > allowed[i].errors;
  far += deviation > never_beyond;
  worst = std::max(worst, deviation);
  if (!(3 * pair.other.error < pair.one.error) || !std::isfinite(deviation)) return;
  ++judged;
  signed_sum += pair.one.value > pair.other.value ? deviation : -deviation;
}

Verdict Coverage::verdict() const {
  if (far > 0) return Verdict::Violated;
  for (std::size_t i = 0; i < allowed.size(); ++i)
    if (share(i).low() > allowed[i].share) return Verdict::Violated;
  return pairs >= least_pairs ? Verdict::Confirmed : Verdict::Inconclusive;
}

std::string Coverage::words() const {
  std::string text = fmt::format("{} pairs, beyond 2, 3, 4 errors: ", pairs);
  for (std::size_t i = 0; i < allowed.size(); ++i) text += fmt::format("{}{:.2g}", i > 0 ? ", " : "", share(i).rate());
  text += fmt::format("; worst {:.2g}", worst);
  if (far > 0) text += fmt::format("; {} beyond {:g}", far, never_beyond);
  if (pairs < least_pairs) text += fmt::format("; {} pairs are needed", least_pairs);
  return text;
}

}  // namespace diffrates

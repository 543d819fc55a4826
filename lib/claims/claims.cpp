#include "claims/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "rates/plateau.hpp"

namespace diffrates {
namespace {

std::string measured(const Fit& fit) {
  return fmt::format("exponent {:.4g} [{:.4g}, {:.4g}]", fit.exponent, fit.low, fit.high);
}

/// What would help where the interval is too wide because of a drift: the x at which it would be as narrow as asked
/// for.
std::string advice(const RateClaim& claim, const Fit& fit) {
  const double wide = (fit.high - fit.low) / 2;
  if (!(fit.drift > 0) || !(claim.tolerance > 0) || !(wide > claim.tolerance) || fit.drift < wide / 64) return "";
  const double doublings = std::clamp(std::ceil(std::log2(wide / claim.tolerance)), 1.0, 20.0);
  return fmt::format("; the local order still moves by {:.2g} a doubling: go to x = {:g} or beyond", fit.drift,
                     fit.last * std::exp2(doublings));
}

/// No law says of a number that it stands where it is none: the table was changed, and its other numbers are not
/// believed.
std::string not_of_a_law(const std::vector<FittedPoint>& points) {
  const auto stands = [](double number) { return std::isfinite(number) && number >= 0; };
  for (const FittedPoint& p : points)
    if (const Estimate& e = p.point.error; p.point.status == Status::Ok && !(stands(e.value) && stands(e.error)))
      return fmt::format("the value at x = {:g} is ok with {} +- {}, which no law says", p.point.x, e.value, e.error);
  return "";
}

/// Why an exponent below the claim's says little: a growing part that a plateau hides is not measured, whatever the
/// exponent of both together is. Empty where nothing hides it.
std::string hidden(const RateClaim& claim, const Fit& fit) {
  const std::optional<double> plateau = fit.grows ? plateau_under(fit, claim.exponent) : std::nullopt;
  if (!plateau) return "";
  return fmt::format(
      ", but {:.3g} + C x^{:g} goes through the points as well: a part that does not grow hides the exponent; larger x "
      "would show it, against epsilon more steps too",
      *plateau, claim.exponent);
}

Judgement too_small(const RateClaim& claim, const Fit& fit, const std::string& words) {
  const std::string why = hidden(claim, fit);
  return {why.empty() ? Verdict::Violated : Verdict::Inconclusive, true, words + why};
}

/// What stands in the way of a verdict, and what would help.
std::string open(const RateClaim& claim, const Fit& fit) {
  const std::string why = fit.exponent < claim.exponent - claim.tolerance ? hidden(claim, fit) : "";
  return why.empty() ? advice(claim, fit) : why;
}

Judgement judge_equals(const RateClaim& claim, const Fit& fit) {
  const double low = claim.exponent - claim.tolerance, high = claim.exponent + claim.tolerance;
  const std::string what = measured(fit), band = fmt::format("{:g} +- {:g}", claim.exponent, claim.tolerance);
  if (fit.low >= low && fit.high <= high) return {Verdict::Confirmed, true, what + " lies within " + band};
  if (fit.low > high) return {Verdict::Violated, true, what + " lies outside " + band};
  if (fit.high < low) return too_small(claim, fit, what + " lies outside " + band);
  return {Verdict::Inconclusive, true, what + " is neither within nor outside " + band + open(claim, fit)};
}

Judgement judge_at_least(const RateClaim& claim, const Fit& fit) {
  const double least = claim.exponent - claim.tolerance;
  const std::string what = measured(fit);
  if (fit.low >= least) {
    const bool tight = fit.low <= claim.exponent + claim.tolerance;
    if (tight)
      return {Verdict::Holds, true,
              fmt::format("holds: {} is at least {:g} - {:g}", what, claim.exponent, claim.tolerance)};
    return {Verdict::Holds, false, fmt::format("holds, not tight: measured {}, proven {:g}", what, claim.exponent)};
  }
  if (fit.high < least)
    return too_small(claim, fit, fmt::format("{} is below {:g} - {:g}", what, claim.exponent, claim.tolerance));
  return {
      Verdict::Inconclusive, true,
      fmt::format("{} lies on both sides of {:g} - {:g}{}", what, claim.exponent, claim.tolerance, open(claim, fit))};
}

}  // namespace

std::string_view name(Relation relation) { return relation == Relation::Equals ? "equals" : "at_least"; }

std::string_view name(Verdict verdict) {
  constexpr std::string_view names[] = {"confirmed", "holds", "violated", "inconclusive"};
  return names[static_cast<int>(verdict)];
}

Judgement judge(const RateClaim& claim, const Fit& fit) {
  if (const std::string words = not_of_a_law(fit.points); !words.empty())
    return {Verdict::Inconclusive, true, "inconclusive: " + words};
  if (!fit.conclusive)
    return {Verdict::Inconclusive, true, "inconclusive: " + (fit.reason.empty() ? "there is no fit" : fit.reason)};
  if (!std::isfinite(fit.exponent) || !std::isfinite(fit.low) || !std::isfinite(fit.high))
    return {Verdict::Inconclusive, true, fmt::format("inconclusive: {} is not finite", measured(fit))};
  if (!(fit.low <= fit.exponent && fit.exponent <= fit.high))
    return {Verdict::Inconclusive, true, fmt::format("inconclusive: {} is no interval", measured(fit))};
  if (!std::isfinite(claim.exponent) || !std::isfinite(claim.tolerance) || claim.tolerance < 0)
    return {Verdict::Inconclusive, true,
            fmt::format("inconclusive: the claim {} +- {} is not finite", claim.exponent, claim.tolerance)};
  return claim.relation == Relation::Equals ? judge_equals(claim, fit) : judge_at_least(claim, fit);
}

}  // namespace diffrates

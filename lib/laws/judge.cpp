#include "laws/judge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace diffrates {
namespace {

constexpr double none = std::numeric_limits<double>::infinity();

/// The table. Each column, and why it stands where it does:
///   error      0.25  a bound (rounding, coefficients left out) or a standard error of 16 replicates: at four times its
///                    error a value has a logarithm that is known to a third, and a fit weighs it by that.
///              0.1   a standard error over paths, whose distribution has a heavy tail: below ten times the error it is
///                    itself not known well enough to weigh by.
///              0.01  a difference of two refinements, which bounds the error only where both have begun to converge:
///                    spectral convergence passes from 1e-2 to 1e-9 in one refinement or does not happen.
///   folded     1e-6  folded mass is known on a line and enters the error threefold: it may be small.
///              0     points cannot certify a small folded mass: one folded point is too many.
///   share      0.25  a mean with one point as a quarter has a standard error that means nothing.
///   curvature  0.25  likelihood ratios of one step have a finite variance below 1/2; half of that for their
///   fluctuation.
constexpr Limits table[] = {
    /* closed form */ {0.25, none, none, none, Status::Unresolved},
    /* line        */ {0.25, 1e-6, none, none, Status::Unresolved},
    /* scrambles   */ {0.25, 0, 0.25, none, Status::Unresolved},
    /* grid        */ {0.01, none, none, none, Status::Unresolved},
    /* paths       */ {0.1, none, none, none, Status::Failed},
    /* pairs       */ {0.1, none, none, 0.25, Status::Failed},
};

static_assert(std::size(table) == static_cast<std::size_t>(Method::Pairs) + 1);

struct Verdict {
  Status status = Status::Ok;
  std::string reason;
};

/// What a replicate gives is of no use where the number does not stand, and none is where one is no number.
std::vector<double> kept_replicates(const Evidence& e) {
  const auto finite = [](double value) { return std::isfinite(value); };
  return std::all_of(e.by_replicate.begin(), e.by_replicate.end(), finite) ? e.by_replicate : std::vector<double>{};
}

bool stated(double error) { return std::isfinite(error) && error >= 0; }

/// Folded mass above its limit, or a part that is folded.
bool folds(const Evidence& e, const Limits& limits) {
  if (e.part && e.part->status == Status::Folded) return true;
  const double allowed = limits.folded > 0 ? limits.folded * std::max(e.estimate.value, 0.0) : 0;
  return std::max(e.folded_x, e.folded_y) > allowed;
}

Verdict error_verdict(const Evidence& e, const Limits& limits) {
  const auto [value, error] = e.estimate;
  if (error <= limits.error * value) return {};
  if (!e.problem.empty()) return {Status::Unresolved, e.problem};
  return {Status::Unresolved,
          fmt::format("error {:.2g} of a value of {:.2g}, above {:.0f} percent", error, value, 100 * limits.error)};
}

Verdict verdict(const Evidence& e, const Limits& limits) {
  const auto [value, error] = e.estimate;
  if (e.part && e.part->status != Status::Ok && e.part->status != Status::Folded)
    return {e.part->status, "a factor: " + e.part->reason};
  if (folds(e, limits) && e.ended_y > e.folded_y / 2)
    return {Status::Unresolved,
            fmt::format("paths with mass up to {:.3g} come where the tail of a formula is cut off, and "
                        "end there; use more steps, or a finite support that holds them",
                        e.ended_y)};
  if (folds(e, limits))
    return {Status::Folded,
            fmt::format("the map folds: mass up to {:.3g} under Y and {:.3g} under X lies on folded characteristics",
                        e.folded_y, e.folded_x)};
  if (!std::isfinite(value))
    return {limits.not_finite, e.problem.empty() ? "infinite, or beyond the range of double precision" : e.problem};
  if (!stated(error)) return {Status::Unresolved, e.problem.empty() ? "no error is stated" : e.problem};
  if (e.curvature > limits.curvature) {
    if (!e.problem.empty()) return {Status::Unresolved, e.problem};
    return {Status::Unresolved,
            fmt::format("b_t lambda_max(-H_t) = {:.2g} is above {}, variances are not trustworthy; use more steps",
                        e.curvature, limits.curvature)};
  }
  const Verdict accuracy = error_verdict(e, limits);
  if (accuracy.status == Status::Ok && e.largest_share > limits.share)
    return {Status::Unresolved, fmt::format("one point carries {:.0f} % of the value", 100 * e.largest_share)};
  return accuracy;
}

}  // namespace

const Limits& limits_of(Method method) { return table[static_cast<std::size_t>(method)]; }

Measurement judge(std::string_view law, const Evidence& evidence) {
  const Verdict said = verdict(evidence, limits_of(evidence.method));
  Measurement measured{evidence.metric, evidence.estimate, said.status, evidence.remark};
  if (said.status == Status::Ok) {
    measured.by_replicate = kept_replicates(evidence);
    return measured;
  }
  measured.reason = fmt::format("{}: {}", law, said.reason);
  if (!evidence.remark.empty()) measured.reason += "; " + evidence.remark;
  return measured;
}

std::vector<Measurement> judge(std::string_view law, const std::vector<Evidence>& evidence) {
  std::vector<Measurement> measured;
  for (const Evidence& one : evidence) measured.push_back(judge(law, one));
  return measured;
}

std::string untold_words(double mass_of_y) {
  return fmt::format("Y has mass {:.1g} where the density of X is smaller than its formula can tell", mass_of_y);
}

}  // namespace diffrates

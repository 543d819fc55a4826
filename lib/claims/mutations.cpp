#include "claims/mutations.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace diffrates {
namespace {

/// The first T at which the series that ends there violates the claim, if every longer one does too; 0 if none.
double violated_from(const RateClaim& claim, const std::vector<RatePoint>& points) {
  double from = 0;
  for (std::size_t n = points.size(); n > 0; --n) {
    const std::vector<RatePoint> first(points.begin(), points.begin() + static_cast<std::ptrdiff_t>(n));
    if (judge(claim, fit_rate(first, {})).verdict != Verdict::Violated) break;
    from = points[n - 1].x;
  }
  return from;
}

bool ok(const RatePoint& point) { return point.status == Status::Ok; }

bool differ(const RatePoint& right, const RatePoint& wrong) {
  constexpr double z = 3.2905267314919255;
  if (!ok(right) || !ok(wrong)) return ok(right);
  return std::abs(right.error.value - wrong.error.value) > z * std::hypot(right.error.error, wrong.error.error);
}

}  // namespace

std::optional<double> declared_order(const SamplerKind& sampler, Metric metric) {
  switch (metric) {
    case Metric::Tv:
      return sampler.order;
    case Metric::PathKl:
      return sampler.path_kl_order > 0 ? std::optional(sampler.path_kl_order) : std::nullopt;
    case Metric::PathTv:
      return sampler.path_kl_order > 0 ? std::optional(sampler.path_kl_order / 2) : std::nullopt;
    default:
      return 2 * sampler.order;
  }
}

double order_left(const SamplerKind& sampler, Metric metric, const Mutation& mutation) {
  const double declared = declared_order(sampler, metric).value_or(0);
  switch (metric) {
    case Metric::Tv:
      return std::min(declared, mutation.order_left());
    case Metric::PathKl:
      return std::min(declared, mutation.path_kl_order_left());
    case Metric::PathTv:
      return std::min(declared, std::max(0.0, mutation.path_kl_order_left() / 2));
    default:
      return std::min(declared, 2 * mutation.order_left());
  }
}

Verdict MutationFinding::verdict() const {
  const bool in_rate = violated_from > 0, in_constant = differs_from > 0;
  if (in_rate == expected_in_rate()) return in_rate || in_constant ? Verdict::Confirmed : Verdict::Violated;
  return in_constant && !in_rate ? Verdict::Holds : Verdict::Violated;
}

MutationFinding find_mutation(double declared, double left, double tolerance, const std::vector<RatePoint>& right,
                              const std::vector<RatePoint>& wrong) {
  const RateClaim claim{declared, Relation::Equals, tolerance};
  MutationFinding finding;
  finding.declared = declared;
  finding.left = left;
  finding.fit = fit_rate(wrong, {});
  finding.judgement = judge(claim, finding.fit);
  finding.violated_from = violated_from(claim, wrong);
  finding.ratio = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < wrong.size(); ++i) {
    if (ok(right[i]) && ok(wrong[i])) finding.ratio = wrong[i].error.value / right[i].error.value;
    if (finding.differs_from == 0 && differ(right[i], wrong[i])) finding.differs_from = wrong[i].x;
  }
  return finding;
}

}  // namespace diffrates

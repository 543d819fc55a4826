#include "kinds/budget/constants.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace diffrates {
namespace {

constexpr double near_a_multiple = 0.1;  // of the exponent that theory allows

/// lim y(T), y = Y + a/T + ...; errors of the values spread as they are combined. Needs three. Values at the end whose
/// errors say more than their difference tell nothing, and are left out. The interval holds the last value too: where y
/// does not yet approach like 1/T (two terms cross, or a floor is near), two limits may agree on what is none.
std::optional<Limit> limit_of(const std::vector<double>& T, const std::vector<Estimate>& y) {
  const auto left = [&](std::size_t i) { return (T[i] * y[i].value - T[i - 1] * y[i - 1].value) / (T[i] - T[i - 1]); };
  std::optional<Limit> found;
  for (std::size_t n = T.size(); n >= 3; --n) {
    const double last = left(n - 1), apart = std::abs(last - left(n - 2));
    const double spread = 2 * std::hypot(T[n - 1] * y[n - 1].error, T[n - 2] * y[n - 2].error) / (T[n - 1] - T[n - 2]);
    const double error = std::max(apart, std::abs(y[n - 1].value - last)) + spread;
    if (!found || error < found->error) found = Limit{last, error};
    if (spread <= apart) break;
  }
  return found;
}

Fit fit_of(const std::vector<PredictedPoint>& points, const FitModel& model, Estimate PredictedPoint::* which) {
  std::vector<RatePoint> rates;
  for (const PredictedPoint& point : points)
    rates.push_back({point.T, point.*which, point.ok() ? Status::Ok : Status::Unresolved});
  return fit_rate(std::move(rates), model);
}

double relative(const Estimate& x) { return x.error / x.value; }

}  // namespace

PredictionFinding find_prediction(std::vector<PredictedPoint> points, const FitModel& model) {
  PredictionFinding found;
  found.points = std::move(points);
  std::vector<double> T;
  std::vector<Estimate> ratios, scaled;
  std::vector<RatePoint> off;
  const Fit predicted = fit_of(found.points, model, &PredictedPoint::predicted);
  found.own = fit_of(found.points, model, &PredictedPoint::own);
  const double q = std::round(predicted.exponent / model.unit) * model.unit;
  if (predicted.conclusive && q > 0 && std::abs(predicted.exponent - q) <= near_a_multiple) found.exponent = q;
  for (const PredictedPoint& point : found.points) {
    if (!point.ok()) continue;
    const double ratio = point.predicted.value / point.own.value;
    const double error = ratio * std::hypot(relative(point.predicted), relative(point.own));
    T.push_back(point.T);
    ratios.push_back({ratio, error});
    const double power = std::pow(point.T, found.exponent);
    scaled.push_back({point.predicted.value * power, point.predicted.error * power});
    off.push_back({point.T, {std::abs(ratio - 1), error}});
  }
  if (T.size() < 3) {
    found.problem = fmt::format("{} values of T have a predicted and a measured number; 3 are needed", T.size());
    return found;
  }
  found.ratio = limit_of(T, ratios);
  found.off = fit_rate(std::move(off), {});
  if (found.exponent > 0)
    found.constant = limit_of(T, scaled);
  else
    found.problem = predicted.conclusive
                        ? fmt::format("the predicted values fall like T^-{:.3g}, which is no power that theory allows",
                                      predicted.exponent)
                        : fmt::format("no power of T is seen in the predicted values: {}", predicted.reason);
  return found;
}

std::optional<bool> constants_agree(const PredictionFinding& finding, double tolerance) {
  if (!finding.constant || !finding.own.conclusive) return {};
  const double more = tolerance * finding.constant->value;
  return finding.constant->high() + more >= finding.own.constant_low &&
         finding.constant->low() - more <= finding.own.constant_high;
}

}  // namespace diffrates

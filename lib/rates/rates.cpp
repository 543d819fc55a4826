#include "rates/rates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "rates/above_floor.hpp"
#include "rates/drift.hpp"
#include "rates/interval.hpp"

namespace diffrates {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

constexpr Eigen::Index least_falling = 4;  // differences above a floor that show a drift

void drop(FittedPoint& p, Drop why, std::string reason) {
  p.drop = why;
  p.reason = std::move(reason);
}

/// Drops what is no number to fit, whatever the others are.
void drop_unusable(FittedPoint& p, const FitModel& model) {
  const double x = p.point.x, value = p.point.error.value, error = p.point.error.error;
  if (p.point.status == Status::Folded) return drop(p, Drop::Folded, "status folded: the map is not one-to-one");
  if (p.point.status == Status::Unresolved)
    return drop(p, Drop::Unresolved, fmt::format("status unresolved: {:.3g} +- {:.1g}", value, error));
  if (p.point.status == Status::Failed) return drop(p, Drop::Failed, "status failed: nothing was computed");
  if (!std::isfinite(x) || x <= 0) return drop(p, Drop::NonFinite, fmt::format("x = {} is not a positive number", x));
  if (model.log_power != 0 && x <= 1) return drop(p, Drop::NonFinite, fmt::format("x = {} has no power of log x", x));
  if (!std::isfinite(value) || value <= 0)
    return drop(p, Drop::NonFinite, fmt::format("value {} has no logarithm", value));
  if (!std::isfinite(error) || error < 0)
    return drop(p, Drop::NonFinite, fmt::format("stated error {} is not a number", error));
  if (error > largest_relative_error * value)
    return drop(p, Drop::Unresolved,
                fmt::format("stated error {:.2g} is above {:.0f} percent of the value {:.3g}", error,
                            100 * largest_relative_error, value));
  if (value > model.largest)
    drop(p, Drop::PreAsymptotic,
         fmt::format("value {:.3g} is above {:g}: the error is not small", value, model.largest));
}

std::vector<FittedPoint> sorted(std::vector<RatePoint> points, const FitModel& model) {
  std::stable_sort(points.begin(), points.end(), [](const RatePoint& a, const RatePoint& b) {
    return std::isnan(b.x) ? !std::isnan(a.x) : a.x < b.x;
  });
  std::vector<FittedPoint> all;
  for (const RatePoint& point : points) {
    FittedPoint p{point, Drop::None, "", nan_value, nan_value};
    drop_unusable(p, model);
    if (p.drop == Drop::None && !all.empty() && all.back().point.x == point.x)
      drop(p, Drop::Failed, fmt::format("x = {} is given twice", point.x));
    all.push_back(p);
  }
  return all;
}

std::vector<FittedPoint*> usable(std::vector<FittedPoint>& points) {
  std::vector<FittedPoint*> kept;
  for (FittedPoint& p : points)
    if (p.drop == Drop::None) kept.push_back(&p);
  return kept;
}

void local_orders(const std::vector<FittedPoint*>& kept, const FitModel& model) {
  const auto law = [&](const FittedPoint& p) {
    const double power = model.log_power == 0 ? 0 : model.log_power * std::log(std::log(p.point.x));
    return std::log(p.point.error.value) - power;
  };
  for (std::size_t i = 0; i + 1 < kept.size(); ++i) {
    const double order = (law(*kept[i + 1]) - law(*kept[i])) / std::log(kept[i + 1]->point.x / kept[i]->point.x);
    kept[i]->local_order = model.growth ? order : -order;
  }
}

CurveData data_of(const std::vector<FittedPoint*>& kept) {
  const Eigen::Index n = static_cast<Eigen::Index>(kept.size());
  CurveData data{Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  std::vector<RatePoint> points;
  for (Eigen::Index i = 0; i < n; ++i) {
    const Estimate& e = kept[i]->point.error;
    points.push_back(kept[i]->point);
    data.x(i) = kept[i]->point.x;
    data.y(i) = std::log(e.value);
    // At least a few roundings of the logarithm.
    const double rounding = 8 * std::numeric_limits<double>::epsilon() * std::max(1.0, std::abs(data.y(i)));
    data.sigma(i) = std::hypot(e.error / e.value, rounding);
  }
  data.replicates = Replicates(points, data.sigma);
  return data;
}

/// Why these points cannot give a rate; empty if they can.
std::string too_few(const std::vector<FittedPoint*>& kept) {
  if (kept.size() < least_points)
    return fmt::format("{} usable points; at least {} are needed", kept.size(), least_points);
  const double factor = kept.back()->point.x / kept.front()->point.x;
  if (factor < least_factor * (1 - 1e-12))
    return fmt::format("the usable points span a factor {:.3g}; at least {} is needed", factor, least_factor);
  return "";
}

void drop_before(const std::vector<FittedPoint*>& kept, const std::vector<Window>& windows, std::size_t chosen) {
  for (std::size_t i = 0; i < chosen; ++i) {
    const std::string with = windows[i].curve.identified
                                 ? fmt::format("the exponent is known to +- {:.2g}", windows[i].exponent.half())
                                 : "the correction is as large as the leading term everywhere";
    drop(*kept[i], Drop::PreAsymptotic,
         fmt::format("from x = {:g} on {}; from x = {:g} on the exponent is known to +- {:.2g}", kept[i]->point.x, with,
                     kept[chosen]->point.x, windows[chosen].exponent.half()));
  }
}

/// A plateau is seen where the errors fall to it: one that they rise to may belong to any exponent.
std::string from_below(const std::vector<FittedPoint*>& kept, const FitModel& model) {
  if (!model.floor || model.growth) return "";
  const auto lowest = std::min_element(kept.begin(), kept.end(), [](const FittedPoint* a, const FittedPoint* b) {
    return a->point.error.value < b->point.error.value;
  });
  const Estimate &least = (*lowest)->point.error, &last = kept.back()->point.error;
  constexpr double z = 3.2905267314919255;  // normal, two-sided 99.9 percent
  if (last.value - least.value <= z * std::hypot(least.error, last.error)) return "";
  return fmt::format(
      "the errors rise from {:.4g} at x = {:g} to {:.4g} at x = {:g}: the plateau is met from below, and the part that "
      "falls is not seen",
      least.value, (*lowest)->point.x, last.value, kept.back()->point.x);
}

/// Carries the drift of the local order to its limit; says so where there is none to be told.
void settle(const CurveData& data, const FitModel& model, Window& window, Fit& fit) {
  if (!window.curve.identified) return;
  const CurveData falling = model.floor ? above_floor(data, window.curve.exponent.value, model.growth) : data;
  const Range fitted{window.exponent.low(), window.exponent.high()};
  if (model.growth) {
    const Settling found = settle_growth(falling, model, fitted);
    fit.reason = found.reason;
    return widen(window, found.limit, data.x(data.size() - 1));
  }
  if (model.floor && falling.size() < least_falling) {
    const auto values = static_cast<Eigen::Index>(spaced(data.x, 2).size());
    if (values <= least_falling)
      fit.reason = fmt::format("above a plateau a drift is seen in {} values a doubling apart; these hold {}",
                               least_falling + 1, values);
    return;  // else noise hides a drift, if there is one, and is in the fit
  }
  const Settling found = settle(falling, model, window.curve, fitted);
  fit.drift = found.drift;
  fit.reason = found.reason;
  if (fit.reason.empty()) widen(window, found.limit, data.x(data.size() - 1));
}

void report(const Window& window, Fit& fit) {
  const Curve& curve = window.curve;
  fit.exponent = window.exponent.value;
  fit.low = window.exponent.low();
  fit.high = window.exponent.high();
  fit.constant = std::exp(window.log_constant.value);
  fit.constant_low = std::exp(window.log_constant.low());
  fit.constant_high = std::exp(window.log_constant.high());
  fit.correction = curve.correction;
  fit.floor = curve.floor;
  for (FittedPoint& p : fit.points)
    if (p.point.x > 0 && std::isfinite(p.point.x)) p.fitted = curve.at(p.point.x);
  if (!fit.reason.empty()) return;
  if (!curve.identified)
    fit.reason =
        fmt::format("no asymptotic regime up to x = {:g}: the correction is as large as the leading term", fit.last);
  else if (!std::isfinite(fit.low) || !std::isfinite(fit.high))
    fit.reason = "the interval of the exponent is not finite";
  fit.conclusive = fit.reason.empty();
}

}  // namespace

std::string_view name(Drop drop) {
  constexpr std::string_view names[] = {"none", "pre_asymptotic", "unresolved", "folded", "non_finite", "failed"};
  return names[static_cast<int>(drop)];
}

Fit fit_rate(std::vector<RatePoint> points, const FitModel& model) {
  Fit fit;
  fit.grows = model.growth && !model.floor;
  fit.exponent = fit.low = fit.high = fit.constant = fit.constant_low = fit.constant_high = nan_value;
  fit.correction = fit.floor = fit.first = fit.last = nan_value;
  fit.points = sorted(std::move(points), model);
  const std::vector<FittedPoint*> kept = usable(fit.points);
  local_orders(kept, model);
  fit.reason = too_few(kept);
  if (!fit.reason.empty()) return fit;
  const CurveData data = data_of(kept);
  std::vector<Window> windows = fit_windows(data, model);
  const std::size_t chosen = choose_window(windows);
  drop_before(kept, windows, chosen);
  fit.first = kept[chosen]->point.x;
  fit.last = kept.back()->point.x;
  fit.used = static_cast<int>(kept.size() - chosen);
  fit.reason = from_below(kept, model);
  if (fit.reason.empty()) settle(data, model, windows[chosen], fit);
  report(windows[chosen], fit);
  return fit;
}

}  // namespace diffrates

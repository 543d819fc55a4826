#include "rates/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

namespace diffrates {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

constexpr double z = 3.2905267314919255;  // normal, two-sided 99.9 percent

constexpr double unknown = std::numeric_limits<double>::infinity();

/// Student, two-sided 95 percent.
double student(int freedom) { return boost::math::quantile(boost::math::students_t(freedom), 0.975); }

/// Values more than one a doubling add nothing to what residuals say of a smooth misfit.
double density(const CurveData& points) {
  const double n = static_cast<double>(points.size()), span = std::log2(points.x(points.size() - 1) / points.x(0));
  return std::max(1.0, n / (span + 1));
}

/// How far the stated errors move a number. Without replicates nobody knows whether they are random, and a bound may
/// have any sign at each x.
double moved_by_errors(const Fitted& number, const CurveData& points) {
  const double noise = points.noise(number.influence);
  return points.replicates.empty() ? std::max(noise, (number.influence * points.sigma).abs().sum()) : noise;
}

/// k of the profile, from the linearised spread of a number of the curve.
double reach(const Fitted& number, const Curve& curve, const CurveData& points) {
  const double numerical = (number.influence * points.sigma).matrix().norm();
  const double misfit = curve.misfit * number.influence.matrix().norm();
  const bool corrected = curve.shape.correction != Correction::None;
  const double t = corrected ? z : std::max(z, student(curve.freedom));
  return std::hypot(moved_by_errors(number, points), t * misfit * std::sqrt(density(points))) /
         std::hypot(numerical, misfit);
}

/// How far a number fitted with one correction may be moved by a second: no more than one as large as the square of the
/// first would move it, and no more than the errors let the second be.
double hidden(const Fitted& number, const Fitted& next, const Curve& curve, const CurveData& points) {
  const double first = curve.correction / points.x(0);
  const double most = std::abs((number.influence * (points.x(0) / points.x).square()).sum()) * first * first;
  const double noise = points.noise(number.influence - next.influence);
  return std::min(most, std::abs(number.value - next.value) + noise);
}

void hide(Window& window, const Curve& next, const CurveData& points) {
  if (!next.identified) return;
  Known &q = window.exponent, &log_c = window.log_constant;
  q.systematic = std::max(q.systematic, hidden(window.curve.exponent, next.exponent, window.curve, points));
  log_c.systematic =
      std::max(log_c.systematic, hidden(window.curve.log_constant, next.log_constant, window.curve, points));
}

void spread(const CurveData& points, Window& window) {
  const Curve& curve = window.curve;
  CurveProfile found = profile(points, curve, reach(curve.exponent, curve, points));
  // What all x share moves the constant and not the exponent.
  if (!points.replicates.empty())
    found.log_constant = profile(points, curve, reach(curve.log_constant, curve, points)).log_constant;
  const double q = window.curve.exponent.value, log_c = window.curve.log_constant.value;
  window.exponent = {q, q - found.exponent.low, found.exponent.high - q};
  window.log_constant = {log_c, log_c - found.log_constant.low, found.log_constant.high - log_c};
}

/// Another fit of points offset .. offset + n - 1 of the window: how far it moves a number beyond numerical error.
void compare(const Fitted& here, const Fitted& other, Index offset, const CurveData& points, Known& known) {
  ArrayXd difference = here.influence;
  difference.segment(offset, other.influence.size()) -= other.influence;
  known.systematic = std::max(known.systematic, std::abs(here.value - other.value) - points.noise(difference));
}

void compare(Window& window, const Curve& other, Index offset, const CurveData& points) {
  if (!other.identified) return;
  compare(window.curve.exponent, other.exponent, offset, points, window.exponent);
  compare(window.curve.log_constant, other.log_constant, offset, points, window.log_constant);
}

/// Where a drift from one window to the next, falling like 1/log^2 x, would end.
Fitted drifted(const Fitted& before, const Fitted& last, double windows_to_go) {
  Fitted end{last.value + windows_to_go * (last.value - before.value), -windows_to_go * before.influence};
  end.influence.tail(last.influence.size()) += (1 + windows_to_go) * last.influence;
  return end;
}

/// Laws with powers of log x converge like 1/log x: the last two windows tell how far the exponent still is to go.
void compare_drift(const CurveData& data, std::vector<Window>& windows) {
  if (windows.size() < 2) return;
  const std::size_t last = windows.size() - 1;
  const Curve &end = windows[last].curve, &before = windows[last - 1].curve;
  if (!end.identified || !before.identified) return;
  const double to_go = std::log(end.start) / (2 * std::log(end.start / before.start));
  for (std::size_t k = 0; k < last; ++k) {
    Window& window = windows[k];
    if (!window.curve.identified) continue;
    const CurveData points = data.from(k);
    const Index offset = last - 1 - k;
    compare(window.curve.exponent, drifted(before.exponent, end.exponent, to_go), offset, points, window.exponent);
    compare(window.curve.log_constant, drifted(before.log_constant, end.log_constant, to_go), offset, points,
            window.log_constant);
  }
}

CurveShape shape_of(const FitModel& model) {
  const bool correct = !model.growth && !model.floor;
  return {model.log_power, model.growth, correct ? Correction::Power : Correction::None, false, model.floor};
}

/// Other curves that could as well have been fitted to the same points.
std::vector<CurveShape> other_shapes(const CurveShape& shape, Index points) {
  std::vector<CurveShape> others;
  const auto offer = [&](Correction correction, bool next_order) {
    const CurveShape other{shape.log_power, shape.growth, correction, next_order, shape.floor};
    if (other.parameters() < points) others.push_back(other);
  };
  if (!shape.growth) offer(shape.correction, true);
  if (shape.log_power == 0 || shape.correction == Correction::None) return others;
  offer(Correction::Logarithm, false);
  offer(Correction::Logarithm, true);
  return others;
}

std::size_t window_count(const CurveData& data, const FitModel& model) {
  if (model.growth) return 1;
  const Index n = data.size();
  std::size_t count = 1;
  while (n - static_cast<Index>(count) >= static_cast<Index>(least_points) &&
         data.x(n - 1) >= least_factor * (1 - 1e-12) * data.x(count))
    ++count;
  return count;
}

}  // namespace

std::vector<Window> fit_windows(const CurveData& data, const FitModel& model) {
  const CurveShape shape = shape_of(model);
  std::vector<Window> windows(window_count(data, model));
  for (std::size_t k = 0; k < windows.size(); ++k) windows[k].curve = fit_curve(data.from(k), shape);
  for (std::size_t k = 0; k < windows.size(); ++k) {
    Window& window = windows[k];
    const CurveData points = data.from(k);
    if (!window.curve.identified) {
      window.exponent = {window.curve.exponent.value, unknown, unknown};
      window.log_constant = {window.curve.log_constant.value, unknown, unknown};
      continue;
    }
    spread(points, window);
    for (std::size_t j = k + 1; j < windows.size(); ++j) compare(window, windows[j].curve, j - k, points);
    for (const CurveShape& other : other_shapes(shape, points.size()))
      compare(window, fit_curve(points, other, window.curve.misfit), 0, points);
    if (shape.correction == Correction::None) {
      compare(window, fit_curve(points.from(1), shape, window.curve.misfit), 1, points);
      compare(window, fit_curve(points.without_last(), shape, window.curve.misfit), 0, points);
    }
    const CurveShape next{shape.log_power, shape.growth, shape.correction, true, shape.floor};
    if (shape.correction != Correction::None && next.parameters() <= points.size())
      hide(window, fit_curve(points, next, window.curve.misfit), points);
  }
  if (model.log_power != 0) compare_drift(data, windows);
  return windows;
}

void widen(Window& window, const Range& exponent, double last) {
  Known &q = window.exponent, &log_c = window.log_constant;
  q.further_below = std::max(0.0, q.low() - exponent.low);
  q.further_above = std::max(0.0, exponent.high - q.high());
  log_c.further_below = q.further_below * std::abs(std::log(last));
  log_c.further_above = q.further_above * std::abs(std::log(last));
}

std::size_t choose_window(const std::vector<Window>& windows) {
  double best = unknown;
  for (const Window& w : windows)
    if (w.curve.identified) best = std::min(best, w.exponent.half());
  for (std::size_t k = 0; k < windows.size(); ++k)
    if (windows[k].curve.identified && windows[k].exponent.half() <= 1.5 * best) return k;
  return 0;
}

}  // namespace diffrates

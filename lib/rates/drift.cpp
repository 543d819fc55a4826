#include "rates/drift.hpp"

#include <fmt/format.h>

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace diffrates {
namespace {

using Eigen::ArrayXd;
using Eigen::Index;

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, 4, 4>;

constexpr double largest_drift = 0.1;       // a doubling
constexpr double largest_log_drift = 0.25;  // where powers of log x are declared
constexpr double flat = 0.05;               // a local order below it is that of a plateau
constexpr double slight = 0.02;             // a drift that turns and is smaller may be what falling terms leave
constexpr double steep = 0.05;              // a drift from which it may fall by fastest_fall ...
constexpr double fastest_fall = 8;          // ... in a doubling; one that falls faster passes through zero
constexpr double turns_leave = 16;          // in such drifts, how far the limit may then be
constexpr double carried_on = 1.5;   // of the last change of a growing order: a correction like 1/x leaves once as much
constexpr double least_ratio = 1.4;  // of two values that tell a local order

/// What a growing order has still to go, in last changes, where each is `ratio` times the one before: ratio/(1 - ratio)
/// if that went on, and twice as much, for it rises on the way to a limit that is reached slowly. Changes that do not
/// shrink belong to no limit near by (another term, of either sign, shows): then little is carried on.
double left_of(double ratio) {
  constexpr double slowest = 0.8;
  if (ratio >= 1) return carried_on;
  return std::max(carried_on, 2 * std::min(ratio, slowest) / (1 - std::min(ratio, slowest)));
}

/// Logarithms of the errors with the declared power of log x removed.
ArrayXd without_logs(const CurveData& data, const FitModel& model) {
  if (model.log_power == 0) return data.y;
  return data.y - model.log_power * data.x.log().log();
}

/// q of a - q log x + b/x + c/x^2 + ... through the values given.
class Extrapolation {
 public:
  Extrapolation(const CurveData& data, const FitModel& model, double ratio)
      : data_(data), y_(without_logs(data, model)), chosen_(spaced(data.x, ratio)) {}

  Index values() const { return static_cast<Index>(chosen_.size()); }

  /// Through `count` of the values chosen, leaving out the last `skipped`.
  Fitted exponent(Index count, Index skipped) const {
    const double end = data_.x(chosen_[skipped]);
    Square matrix(count, count);
    for (Index i = 0; i < count; ++i) {
      const double u = end / data_.x(chosen_[skipped + i]);
      matrix(i, 0) = 1;
      matrix(i, 1) = std::log(u);
      for (Index k = 2; k < count; ++k) matrix(i, k) = std::pow(u, k - 1) * std::exp2(1 - k);
    }
    const Square inverse = matrix.inverse();
    Fitted q{0, ArrayXd::Zero(data_.size())};
    for (Index i = 0; i < count; ++i) {
      const Index at = chosen_[skipped + i];
      q.influence(at) = inverse(1, i);
      q.value += inverse(1, i) * y_(at);
    }
    return q;
  }

  /// The change of the local order from one pair of neighbours to the next: a doubling's.
  Fitted change(Index skipped) const { return scaled_change(skipped, 1 / apart(skipped)); }
  /// The same, or the whole change where the values lie further apart.
  Fitted whole_change(Index skipped) const { return scaled_change(skipped, 1 / std::min(1.0, apart(skipped))); }

  double noise(const ArrayXd& influence) const { return data_.noise(influence); }
  double beyond_noise(const Fitted& f) const { return std::max(0.0, std::abs(f.value) - noise(f.influence)); }

  /// What a drift that falls like 1/x has left of an earlier change.
  double left_of(Index skipped) const {
    if (skipped + 3 > values()) return 0;
    return beyond_noise(whole_change(skipped)) * data_.x(chosen_[skipped + 1]) / data_.x(chosen_[1]);
  }

 private:
  /// Doublings between the middles of two pairs of neighbours.
  double apart(Index skipped) const { return std::log2(data_.x(chosen_[skipped]) / data_.x(chosen_[skipped + 2])) / 2; }
  Fitted scaled_change(Index skipped, double scale) const {
    const Fitted late = exponent(2, skipped), early = exponent(2, skipped + 1);
    return {scale * (late.value - early.value), scale * (late.influence - early.influence)};
  }

  const CurveData& data_;
  ArrayXd y_;
  std::vector<Index> chosen_;
};

/// By how much the local order of the fitted curve moves in the last doubling: that of 1 + c/x.
double curve_drift(const Curve& curve, double last) {
  const auto correction = [&](double x) { return std::log1p(std::max(-0.99, curve.correction / x)); };
  return std::abs(correction(last / 4) - 2 * correction(last / 2) + correction(last)) / std::log(2.0);
}

/// The next x that may do, if the drift falls like 1/x.
double enough(double last, double drift, double allowed) {
  return last * std::exp2(std::max(1.0, std::ceil(std::log2(drift / allowed))));
}

std::string moves(double last, double drift, double allowed) {
  return fmt::format(
      "the local order still moves by {:.2g} a doubling at x = {:g}, and at most {:.2g} tells its limit: go to x = "
      "{:g} or beyond",
      drift, last, allowed, enough(last, drift, allowed));
}

/// A drift that has not fallen in the last doubling, or has changed its sign, or falls so fast that it is about to: no
/// term that falls need be behind it.
struct Turning {
  double now = 0, before = 0,
         seen = 0;  ///< `seen`: of the present one, beyond noise (or of the one before); 0 where nothing turns
};

Turning turning(const Extrapolation& series) {
  const Fitted now = series.change(0), before = series.change(1);
  const double seen = series.beyond_noise(now);
  if (series.beyond_noise(before) > steep &&
      std::abs(now.value) + series.noise(now.influence) < std::abs(before.value) / fastest_fall)
    return {now.value, before.value, std::abs(before.value)};
  if (seen <= least_growth) return {};
  const double unsure = std::hypot(series.noise(now.influence), series.noise(before.influence));
  const bool grows = std::abs(now.value) - std::abs(before.value) > unsure;
  const bool turns = series.beyond_noise(before) > 0 && (now.value > 0) != (before.value > 0);
  return grows || turns ? Turning{now.value, before.value, seen} : Turning{};
}

std::string crossing(const Turning& drift, double last) {
  return fmt::format(
      "the local order moves by {:.2g} a doubling up to x = {:g} and by {:.2g} before: two terms cross, and larger x "
      "is needed (x = {:g} or beyond)",
      drift.now, last, drift.before, 8 * last);
}

/// Errors that may as well not fall, as far as noise tells. Without noise the width of the range is the drift's, and a
/// plateau is one.
std::string hardly_falls(const Extrapolation& series, const Range& fitted, double last) {
  if (series.noise(series.exponent(2, 0).influence) <= flat / 10) return "";
  if (fitted.low > 0 || fitted.high - fitted.low <= flat) return "";
  return fmt::format(
      "the errors may not have begun to fall up to x = {:g}: their exponent there is between {:.2g} and {:.2g}; "
      "smaller errors or larger x are needed",
      last, fitted.low, fitted.high);
}

/// `range` carried on to the nearest multiples of the unit outside it, by no more than `reach`.
Range to_multiples(const Range& range, double unit, double reach) {
  const double below = unit * std::floor(range.low / unit), above = unit * std::ceil(range.high / unit);
  return {std::max(below, range.low - reach), std::min(above, range.high + reach)};
}

bool holds_multiple(const Range& range, double unit) { return unit * std::floor(range.high / unit) >= range.low; }

/// Why no limit is told; empty where one is.
std::string why_open(const Extrapolation& series, const FitModel& model, const std::array<Turning, 2>& turns,
                     double of_curve, const Range& fitted, double last) {
  // A plateau is come down to; a small local order that rises is that of errors which hardly fall yet.
  const double order = std::abs(series.exponent(2, 0).value);
  const bool rises = order > std::abs(series.exponent(2, 1).value);
  const double most = model.log_power == 0 ? largest_drift : largest_log_drift;
  const double allowed = most * (rises ? std::clamp(order, flat, 1.0) : 1.0);
  const double moves_now = std::max(series.beyond_noise(series.change(0)), of_curve);
  for (const Turning& turn : turns)
    if (turn.seen > slight) return crossing(turn, last);
  if (moves_now > allowed) return moves(last, moves_now, allowed);
  return hardly_falls(series, fitted, last);
}

}  // namespace

std::vector<Eigen::Index> spaced(const Eigen::ArrayXd& x, double ratio) {
  std::vector<Index> chosen{x.size() - 1};
  for (;;) {
    const double here = x(chosen.back());
    Index best = -1;
    for (Index i = 0; i < chosen.back() && here / x(i) >= least_ratio; ++i)
      if (best < 0 || std::abs(std::log(here / x(i) / ratio)) < std::abs(std::log(here / x(best) / ratio))) best = i;
    if (best < 0) return chosen;
    chosen.push_back(best);
  }
}

Settling settle(const CurveData& data, const FitModel& model, const Curve& curve, const Range& fitted) {
  Settling settling;
  const Extrapolation series(data, model, 2), dense(data, model, std::sqrt(2.0));
  const double last = data.x(data.size() - 1);
  if (series.values() < 4) {
    settling.reason = fmt::format("the usable points hold {} values a factor {:g} or more apart; 4 are needed",
                                  series.values(), least_ratio);
    return settling;
  }
  const double moved = series.beyond_noise(series.whole_change(0)), of_curve = curve_drift(curve, last);
  settling.drift = std::max({moved, series.left_of(1), series.left_of(2), of_curve});
  const std::array<Turning, 2> turns{turning(series), dense.values() > series.values() ? turning(dense) : Turning{}};
  settling.reason = why_open(series, model, turns, of_curve, fitted, last);
  if (!settling.reason.empty()) return settling;

  const Fitted limit = series.exponent(3, 0), next = series.exponent(4, 0);
  const double correction = 3 * series.beyond_noise({next.value - limit.value, next.influence - limit.influence});
  const double centre = moved > 0 ? limit.value : curve.exponent.value;
  double half = correction + settling.drift / 2;
  for (const Turning& turn : turns)
    if (turn.seen > 0) half = std::max(half, turns_leave * std::max(std::abs(turn.now), std::abs(turn.before)));
  settling.limit = {std::min(fitted.low, centre - half), std::max(fitted.high, centre + half)};
  if (!holds_multiple(settling.limit, model.unit))
    settling.limit = to_multiples(settling.limit, model.unit, 32 * settling.drift);
  return settling;
}

Settling settle_growth(const CurveData& data, const FitModel& model, const Range& fitted) {
  Settling settling;
  settling.limit = fitted;
  const Extrapolation series(data, {}, 2);
  const Index pairs = series.values() - 1;
  if (pairs < 2) return settling;
  const auto order = [&](Index from_the_end) {
    return series.exponent(2, model.to_zero ? pairs - 1 - from_the_end : from_the_end);
  };
  const auto change = [&](Index k) {
    const Fitted here = order(k), before = order(k + 1);
    return Fitted{here.value - before.value, here.influence - before.influence};
  };
  const Fitted now = change(0);
  const double moved = series.beyond_noise(now);
  // Above a plateau few values are left, and what they scatter by is in the errors.
  if (model.floor && moved > largest_drift)
    settling.reason = fmt::format(
        "above the plateau the local order moves by {:.2g} between neighbours: two terms grow there", moved);
  if (pairs < 3 || moved == 0) return settling;
  const Fitted before = change(1);
  if (series.beyond_noise(before) == 0 || (now.value > 0) != (before.value > 0))
    return settling;  // scatter turns; a drift goes on
  const double end = -order(0).value, limit = end - left_of(now.value / before.value) * now.value;
  settling.limit = {std::min({fitted.low, end, limit}), std::max({fitted.high, end, limit})};
  return settling;
}

}  // namespace diffrates

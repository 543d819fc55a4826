/// Windows of a series and what each of them says of the exponent, with how well it is known.
///
/// Interval = profile likelihood at k standard errors, then widened by the systematic part.
///
/// k: such that k s = hypot(r, t s_misfit). r is how far the numerical errors reach: with replicates what those say
/// (replicates.hpp), else z s_numerical, or the sum of all if larger. s_numerical is the standard error of the exponent
/// that the stated errors give, taken as independent; s_misfit the one that the residuals beyond them give
/// (Curve::misfit); s the two together. z = 3.29, 99.9 percent: a gate built on the interval raises fewer than one
/// false alarm in a thousand at any size of the errors. t: Student, 95 percent, with the fit's degrees of freedom (12.7
/// for one), since the misfit is itself estimated from a few residuals.
///
/// Systematic part: the largest change of the exponent when the fit is done otherwise, beyond what numerical errors
/// explain (z times the standard deviation of the change). Otherwise means:
/// - every later window;
/// - one more order of correction;
/// - for laws with powers of log x, corrections in 1/log x, and where the drift of the last two windows would end if it
///   fell off like 1/log^2 x;
/// - where no correction is fitted, without an end point.
/// A smooth misfit is no random number: the systematic part carries it, and the two parts are added, not squared.
///
/// The correction c is always fitted, never tested for, except for growth and where a floor is declared (curve.hpp). A
/// test would choose c = 0 where c is small but not zero, and the interval would then miss the truth.
#pragma once

#include <vector>

#include "rates/curve.hpp"
#include "rates/rates.hpp"

namespace diffrates {

constexpr std::size_t least_points = 4;
constexpr double least_factor = 8;
/// Above it the logarithm of a value is not nearly normal, and its mean is biased by an eighth.
constexpr double largest_relative_error = 0.5;

/// A number with the parts of its interval.
struct Known {
  double value = 0, below = 0, above = 0;  ///< profile likelihood
  double systematic = 0;
  double further_below = 0, further_above = 0;  ///< what the drift of the local order adds (drift.hpp)
  double low() const { return value - below - systematic - further_below; }
  double high() const { return value + above + systematic + further_above; }
  double half() const { return (below + above) / 2 + systematic; }
};

struct Window {
  Curve curve;
  Known exponent, log_constant;
};

/// Window k leaves out the k smallest x; as many as keep least_points and least_factor. Growth is judged on the whole
/// range asked for: one window.
std::vector<Window> fit_windows(const CurveData& data, const FitModel& model);

/// Widens the exponent to the range given, and the constant by as much as that turns it about the last x.
void widen(Window& window, const Range& exponent, double last);

/// The longest window whose exponent is known within 1.5 times the best half-width: a half-width estimated from a few
/// residuals is itself uncertain by some 40 percent, and a point is not dropped for less.
std::size_t choose_window(const std::vector<Window>& windows);

}  // namespace diffrates

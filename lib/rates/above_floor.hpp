/// A series with a declared floor, told as one without.
///
/// Of e(x) = C x^-q (1 + c/x + ...) + F, differences of two values hold no F:
///   D = (e(x_a) - e(x_b)) / (2 sinh(q l/2)) = C x^-q (1 + O(1/x)),   l = log(x_b/x_a), x = sqrt(x_a x_b),
/// exact where c = 0 and q is the exponent, whatever the spacing. So the drift of their local order (drift.hpp) is that
/// of the part that falls.
#pragma once

#include "rates/curve.hpp"

namespace diffrates {

/// D of neighbours among the values nearest to x_n, x_n/2, x_n/4, ..., up to the first that is within ten errors of its
/// two values: there the plateau is reached, or noise hides what falls. Of growth, x^+q, from the first that is not.
/// `exponent`: about q.
CurveData above_floor(const CurveData& data, double exponent, bool growth = false);

}  // namespace diffrates

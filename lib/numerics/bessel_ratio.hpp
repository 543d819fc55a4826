/// The modified Bessel functions of orders 0 and 1 as isotropic laws on a circle need them, for any a >= 0:
/// A(a) = I_1(a)/I_0(a), the mean resultant length of a von Mises law of concentration a.
/// a <= 20: the power series of I_0 and Gauss's continued fraction of A, all terms positive; beyond: Hankel's
/// asymptotic series, whose smallest term is below e^-40. Source: DLMF 10.25.2, 10.33.1, 10.40.1. Relative error about
/// 1e-14.
#pragma once

#include <cmath>
#include <numbers>

namespace diffrates {

struct BesselRatio {
  double log_scaled;     ///< log(e^-a I_0(a))
  double one_minus;      ///< 1 - A
  double slope;          ///< A' = 1 - A/a - A^2
  double over_argument;  ///< A/a, 1/2 at a = 0
};

inline BesselRatio bessel_ratio(double a) {
  if (a <= 20) {
    double term = 1, sum = 1;
    for (int k = 1; term > 1e-17 * sum; ++k) sum += term *= a * a / (4.0 * k * k);
    double fraction = 100;
    for (int k = 49; k >= 1; --k) fraction = 2 * k + a * a / fraction;
    const double over = 1 / fraction, ratio = a * over;
    return {std::log(sum) - a, 1 - ratio, (1 - ratio) * (1 + ratio) - over, over};
  }
  double zeroth = 1, first = 1, sum = 1, difference = 0;
  for (int k = 0; k < 60 && zeroth > 1e-18; ++k) {
    const double odd = (2.0 * k + 1) * (2.0 * k + 1), scale = (k + 1) * 8 * a;
    zeroth *= odd / scale;
    first *= (odd - 4) / scale;
    sum += zeroth;
    difference += zeroth - first;
  }
  const double one_minus = difference / sum, over = (1 - one_minus) / a;
  return {std::log(sum) - 0.5 * std::log(2 * std::numbers::pi * a), one_minus, one_minus * (2 - one_minus) - over,
          over};
}

}  // namespace diffrates

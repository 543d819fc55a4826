/// Divergences as expectations of nonnegative functions of a log likelihood ratio: every term is as small as the error
/// itself, so that a quadrature or an average has relative error only and no floor.
///
/// Under Y (l = log p_X/p_Y, r = e^l):    TV = E (1 - r)_+,  KL(X||Y) = E[r l - r + 1],  KL(Y||X) = E[r - 1 - l],
///                                        chi2(Y||X) = E[(r - 1)^2 / r].
/// Under X (l = log p_Y/p_X):             TV = E (1 - e^l)_+, KL(X||Y) = E[e^l - 1 - l], KL(Y||X) = E[e^l l - e^l + 1],
///                                        chi2(Y||X) = E (e^l - 1)^2.
/// Domain: any real l; -inf and +inf give the limits. Relative error a few units in the last place for |l| > 1e-150.
#pragma once

#include <cmath>

#include "divergences/metric.hpp"

namespace diffrates {

/// e^l - 1 - l, without cancellation.
inline double exp_minus_linear(double l) {
  if (std::abs(l) > 0.5) return std::expm1(l) - l;
  // Taylor series; at |l| = 1/2 the first term left out is below 1e-17 of the sum.
  double term = l * l / 2, sum = term;
  for (int k = 3; k <= 16; ++k) sum += term *= l / k;
  return sum;
}

/// e^l l - e^l + 1 = e^l (e^-l - 1 + l), without cancellation.
inline double weighted_log(double l) {
  if (l == -INFINITY) return 1;
  if (l < -1) return std::exp(l) * (l - 1) + 1;
  return std::exp(l) * exp_minus_linear(-l);
}

/// The integrand under Y at l = log p_X/p_Y.
inline double under_y(Metric metric, double l) {
  switch (metric) {
    case Metric::Tv:
    case Metric::PathTv:
      return l < 0 ? -std::expm1(l) : 0;
    case Metric::Kl:
    case Metric::PathKl:
      return weighted_log(l);
    case Metric::KlReverse:
      return exp_minus_linear(l);
    case Metric::Chi2: {
      const double s = std::sinh(l / 2);
      return 4 * s * s;
    }
    case Metric::W1:
    case Metric::W2:
      break;  // no function of the log ratio
  }
  return NAN;
}

/// How much `under_y` changes with l, |d/dl|.
inline double slope_under_y(Metric metric, double l) {
  switch (metric) {
    case Metric::Tv:
      return l < 0 ? std::exp(l) : 0;
    case Metric::Kl:
      return std::abs(l) * std::exp(l);
    case Metric::KlReverse:
      return std::abs(std::expm1(l));
    case Metric::Chi2:
      return 2 * std::abs(std::sinh(l));
    default:
      return 0;
  }
}

/// The integrand under X at l = log p_Y/p_X.
inline double under_x(Metric metric, double l) {
  switch (metric) {
    case Metric::Tv:
    case Metric::PathTv:
      return l < 0 ? -std::expm1(l) : 0;
    case Metric::Kl:
    case Metric::PathKl:
      return exp_minus_linear(l);
    case Metric::KlReverse:
      return weighted_log(l);
    case Metric::Chi2: {
      const double e = std::expm1(l);
      return e * e;
    }
    case Metric::W1:
    case Metric::W2:
      break;
  }
  return NAN;
}

/// p f(q/p) at l = log q/p, without overflow where p underflows.
inline double density_term(Metric metric, double log_p, double l) {
  if (metric == Metric::Chi2 && l > 0) return std::exp(log_p + 2 * l) * std::expm1(-l) * std::expm1(-l);
  return l > 0 ? std::exp(log_p + l) * under_y(metric, -l) : std::exp(log_p) * under_x(metric, l);
}

/// What a metric may gain from Y's mass where X's density is too small to be known: a log ratio of 10^4 is taken for
/// possible, and of chi2 nothing is known.
inline double left_open_by_untold(Metric metric, double mass_of_y) {
  if (mass_of_y == 0 || (metric != Metric::KlReverse && metric != Metric::Chi2)) return 0;
  return metric == Metric::KlReverse ? 1e4 * mass_of_y : INFINITY;
}

}  // namespace diffrates

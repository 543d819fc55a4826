/// Integrals by 16 Gauss-Legendre nodes on intervals that are halved where that changes them.
///
/// An interval is kept when its halves agree with it to `allowed`, or to 1e-14 of itself, or after `deepest` halvings,
/// or when no halving is left of those that intervals share; the change is added to `open`. For functions that are
/// smooth but for a few jumps and kinks. Cost: 48 values of f where nothing has to be halved, 32 a halving.
#pragma once

#include <algorithm>
#include <cmath>

#include "numerics/legendre.hpp"

namespace diffrates {

inline const Legendre& halving_rule() {
  static const Legendre rule(16);
  return rule;
}

template <class Function>
double gauss_integral(const Function& f, double a, double b) {
  const Legendre& rule = halving_rule();
  double total = 0;
  const double half = (b - a) / 2, middle = (a + b) / 2;
  for (int i = 0; i < rule.size(); ++i) total += rule.weights()[i] * f(middle + half * rule.nodes()[i]);
  return half * total;
}

/// Halvings that integrals have together: where f is noise, every interval would be halved to the bottom.
struct Halvings {
  int left;
};

/// `whole` = gauss_integral(f, a, b).
template <class Function>
double halved_integral(const Function& f, double a, double b, double whole, double allowed, double& open,
                       Halvings& halvings, int deepest = 40) {
  const double middle = (a + b) / 2, left = gauss_integral(f, a, middle), right = gauss_integral(f, middle, b),
               change = std::abs(left + right - whole);
  if (change <= std::max(allowed, 1e-14 * std::abs(whole)) || deepest == 0 || halvings.left <= 0 ||
      !std::isfinite(change)) {
    open += change;
    return left + right;
  }
  --halvings.left;
  const double first = halved_integral(f, a, middle, left, allowed, open, halvings, deepest - 1);
  return first + halved_integral(f, middle, b, right, allowed, open, halvings, deepest - 1);
}

}  // namespace diffrates

/// Growth that begins from a plateau: F + C x^q in place of C x^q.
///
/// TV against epsilon is what the steps cost, F, and what the score error adds: at small epsilon it hardly changes, and
/// a fitted power of epsilon then says nothing of the part that grows. Both curves have two numbers, F and C for a
/// given q, or C and q: where the first goes through the points as well as the second, an exponent fitted too small
/// does not speak against q.
#pragma once

#include <optional>

#include "rates/rates.hpp"

namespace diffrates {

/// F of least squares in (F + C x^q)/e - 1 over the points used, where F is at least a tenth of the smallest value and
/// the residuals are no larger than those of the fitted power; else nothing. Where F is more
/// than half of it, also with a term x^{q/2}: KL near a plateau is a^2 + 2ab x + b^2 x^2, b of either sign. For growth
/// without a declared floor.
std::optional<double> plateau_under(const Fit& fit, double exponent);

}  // namespace diffrates

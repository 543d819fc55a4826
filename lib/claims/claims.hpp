/// What the theory says of a cell, and the verdict on it.
#pragma once

#include <string>
#include <string_view>

#include "rates/rates.hpp"

namespace diffrates {

enum class Relation { Equals, AtLeast };
enum class Verdict { Confirmed, Holds, Violated, Inconclusive };
std::string_view name(Relation relation);  ///< equals, at_least
std::string_view name(Verdict verdict);    ///< confirmed, holds, violated, inconclusive

struct RateClaim {
  double exponent = 0;
  Relation relation = Relation::Equals;
  double tolerance = 0.05;
};

struct Judgement {
  Verdict verdict = Verdict::Inconclusive;
  bool tight = true;  ///< false: an at_least bound that is beaten clearly (interval wholly above exponent + tolerance)
  std::string words;  ///< one sentence with the numbers
};

/// equals: confirmed if the whole interval lies within exponent +- tolerance, violated if wholly outside, else
/// inconclusive. at_least: holds if the lower end >= exponent - tolerance, violated if the upper end is below it, else
/// inconclusive. Growth whose exponent is too small is inconclusive where a plateau under it explains the points as
/// well (rates/plateau.hpp). A value that is ok and no number, no conclusive fit, or any number not finite:
/// inconclusive.
Judgement judge(const RateClaim& claim, const Fit& fit);

}  // namespace diffrates

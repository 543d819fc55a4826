/// Rates: local orders, windows with a reason for every dropped point, fits with log powers and intervals.
///
/// Model, fitted to log error with weights:
///   error(x) = C (log x)^p x^-q (1 + c/x)     or, where a floor is declared, C (log x)^p x^-q + F,
///   error(x) = C (log x)^p x^q                for growth, with or without + F.
/// p is declared, never fitted; c and F exclude each other. The correction enters inside the logarithm, log(1 + c/x):
/// path KL of accelerated_sde has c = 260 at T = 64.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "numerics/estimate.hpp"

namespace diffrates {

/// One measured error at one x (T, or epsilon, or d).
struct RatePoint {
  double x = 0;
  Estimate error;
  Status status = Status::Ok;
  std::vector<double> by_replicate{};  ///< the values of its replicates, if it has any (replicates.hpp)
  std::uint64_t stream = 0;            ///< replicates of equal streams are made of the same random numbers
};

/// Why a point does not enter a fit.
enum class Drop { None, PreAsymptotic, Unresolved, Folded, NonFinite, Failed };
std::string_view name(Drop drop);

struct FitModel {
  double log_power = 0;  ///< p
  bool growth = false;   ///< fit x^+q instead of x^-q (errors against epsilon or d); no correction is fitted then
  bool floor = false;    ///< a plateau F is declared and fitted; no correction then
  double unit = 0.5;     ///< exponents that theory allows are multiples of it; used where a drift is seen (drift.hpp)
  double largest = std::numeric_limits<double>::infinity();  ///< an error above it is not small, and has no part
  bool to_zero = false;  ///< growth whose exponent is that of x -> 0 (epsilon), not of x -> infinity
};

struct FittedPoint {
  RatePoint point;
  Drop drop = Drop::None;
  std::string reason;      ///< the drop in words, with numbers; empty if kept
  double local_order = 0;  ///< -d log error / d log x (+ for growth) towards the next larger usable x, log power
                           ///< removed; NaN at the last
  double fitted = 0;       ///< the model at x; NaN when there is no fit
};

struct Fit {
  bool grows = false;  ///< fitted as growth without a declared floor
  bool conclusive = false;
  std::string reason;        ///< why not conclusive, in words
  double exponent = 0;       ///< q
  double low = 0, high = 0;  ///< interval for q: numerical error and lack of fit
  double constant = 0;       ///< C
  double constant_low = 0, constant_high = 0;
  double correction = 0;       ///< c; 0 for growth and where a floor is declared
  double floor = 0;            ///< F; 0 unless declared
  double drift = 0;            ///< of the local order a doubling, in the end, of what lies above a floor; 0 for growth
  double first = 0, last = 0;  ///< the window, in x
  int used = 0;                ///< points in it
  std::vector<FittedPoint> points;  ///< all, in increasing x
};

/// Points in any order, distinct x > 0.
Fit fit_rate(std::vector<RatePoint> points, const FitModel& model);

}  // namespace diffrates

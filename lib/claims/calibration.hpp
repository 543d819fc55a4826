/// The gate's own errors: how often a verdict is wrong on series whose exponent is known.
///
/// A family draws series error(x) = C (log x)^p x^-q (1 + c/x + d/x^2) + F, each value off by a relative normal error
/// of the stated size, with c and d drawn anew each time. Every series is fitted once and judged against right and
/// wrong claims, at every tolerance:
///
///   claim                    it is        a false alarm is   a miss is
///   equals q                 right        violated
///   at_least q               right        violated
///   equals q +- shift        wrong                           confirmed
///   at_least q + shift       wrong                           holds
///
/// Inconclusive is neither; its share says how often the gate has no opinion. Frequencies come with exact (Clopper and
/// Pearson 1934) 95 percent intervals. Series are keyed by (seed, name of the family, draw): the same counts for any
/// number of threads. Cost: some 0.5 ms a draw and thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "claims/claims.hpp"

namespace diffrates {

struct GateFamily {
  std::string name;
  double exponent = 1;    ///< q
  double log_power = 0;   ///< p, declared to the fit
  double correction = 0;  ///< c is uniform in +- correction, in units of x; below `first`
  double second = 0;      ///< d is uniform in +- second, in units of x^2; below first^2 - correction first
  double noise = 0;       ///< relative standard deviation of each value
  double stated = 1;      ///< stated error / true standard deviation
  double floor = 0;       ///< F as a fraction of the last value without it, declared to the fit
  double first = 32;      ///< smallest x
  int points = 8;         ///< each at twice the x of the one before
};

/// One of the claims above.
struct GateCase {
  Relation relation = Relation::Equals;
  double claimed = 0;  ///< exponent
  bool right = true;
};

/// k of n with its exact 95 percent interval.
struct Frequency {
  std::int64_t count = 0, draws = 0;
  double rate() const { return draws > 0 ? static_cast<double>(count) / static_cast<double>(draws) : 0; }
  double low() const;
  double high() const;
};

struct GateResult {
  double tolerance = 0.05;
  GateCase claim;
  Frequency passed, violated, inconclusive;  ///< passed: confirmed or holds
  /// What must be rare: violated where the claim is right, passed where it is wrong.
  const Frequency& wrong() const { return claim.right ? violated : passed; }
};

/// One series of the family.
std::vector<RatePoint> draw_series(const GateFamily& family, std::uint64_t seed, std::uint64_t draw);

/// equals q, at_least q, equals q - shift, equals q + shift, at_least q + shift.
std::vector<GateCase> gate_cases(double exponent, double shift);

/// For every tolerance, in the order given, every case of gate_cases.
std::vector<GateResult> calibrate(const GateFamily& family, const std::vector<double>& tolerances, double shift,
                                  int draws, std::uint64_t seed);

}  // namespace diffrates

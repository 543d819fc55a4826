/// The gate's own errors: how often a verdict is wrong on series whose exponent is known.
///
/// A series is fitted once and judged against right and wrong claims, at every tolerance:
///
///   claim                    it is        a false alarm is   a miss is
///   equals q                 right        violated
///   at_least q               right        violated
///   equals q +- shift        wrong                           confirmed
///   at_least q + shift       wrong                           holds
///
/// Inconclusive is neither; its share says how often the gate has no opinion. Frequencies come with exact (Clopper and
/// Pearson 1934) 95 percent intervals. Series are drawn (GateFamily) or real (claims/real_series.hpp). A family draws
/// error(x) = C (log x)^p x^-q (1 + c/x + d/x^2) + F, each value off by a relative normal error of the stated size,
/// with c and d drawn anew each time. Series are keyed by (seed, name of the family, draw): the same counts for any
/// number of threads. Cost: some 0.5 ms a draw and thread.
#pragma once

#include <cstdint>
#include <functional>
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
  double offset = 0;  ///< of the claimed exponent from q
  bool right() const { return offset == 0; }
};

/// What a verdict needs of a fit, and the truth.
struct KnownFit {
  bool conclusive = false;
  double exponent = 0, low = 0, high = 0;
  double truth = 0;
};
KnownFit known_fit(const Fit& fit, double truth);
Verdict verdict_on(const GateCase& claim, double tolerance, const KnownFit& fit);

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
  const Frequency& wrong() const { return claim.right() ? violated : passed; }
};

/// One series of the family.
std::vector<RatePoint> draw_series(const GateFamily& family, std::uint64_t seed, std::uint64_t draw);

/// equals q, at_least q; for each shift equals q - shift, equals q + shift, at_least q + shift.
std::vector<GateCase> gate_cases(const std::vector<double>& shifts);

/// The fit of a draw; called from several threads.
using KnownFits = std::function<KnownFit(std::int64_t draw)>;
KnownFits fits_of(const GateFamily& family, std::uint64_t seed);

/// For every tolerance, in the order given, every case of gate_cases.
std::vector<GateResult> calibrate(const KnownFits& fits, std::int64_t draws, const std::vector<double>& tolerances,
                                  const std::vector<double>& shifts);

}  // namespace diffrates

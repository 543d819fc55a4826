/// The experiment "gate": how often a verdict is wrong on series whose exponent is known (lib/claims/calibration.hpp).
///
/// Its configuration names families of series with one or more levels of noise, the tolerance whose rates are claimed
/// and others to compare it with, the shift of the wrong claims, the number of draws, and the largest accepted rates of
/// false alarms and misses. A limit is kept (confirmed) where the whole 95 percent interval of a rate lies at or below
/// it, violated where the whole interval lies above, else inconclusive.
#pragma once

#include "claims/calibration.hpp"
#include "results/experiment.hpp"

namespace diffrates {

/// One kind of series at one level of noise.
struct GatePart {
  GateFamily series;
  std::string family;   ///< as the configuration names it; a part of several is named by its noise as well
  bool claimed = true;  ///< the limits are claimed of it; otherwise it is measured only
};

struct GateSetup {
  std::vector<GatePart> parts;
  std::vector<double> tolerances;  ///< increasing, the claimed one among them
  double tolerance = 0.05, shift = 0.1;
  double false_alarms = 1e-3, misses = 1e-2;  ///< limits
  int draws = 10'000;
};

/// One line of gate.csv.
struct GateLine {
  const GatePart* part = nullptr;
  double limit = 0;
  bool limited = true;  ///< the limit is claimed
  GateResult result;
  /// Inconclusive where no limit is claimed.
  Verdict verdict() const;
  std::string words() const;
};

/// Rates of wrong and of no verdicts, against noise where a family has three levels of it, and against tolerance.
std::vector<Figure> gate_figures(const GateSetup& setup, const std::vector<GateLine>& lines);

}  // namespace diffrates

/// The experiment "gate": how often a verdict is wrong on series whose exponent is known (lib/claims/calibration.hpp).
///
/// Its configuration names families of series: drawn ones with one or more levels of noise, and real ones from a table
/// (kinds/gate/series_table.hpp), whose windows are judged group by group. It names the tolerance whose rates are
/// claimed and others to compare it with, the shifts of the wrong claims, the number of draws, and the largest accepted
/// rates of false alarms and misses. A limit is kept (confirmed) where the whole 95 percent interval of a rate lies at
/// or below it, violated where the whole interval lies above, else inconclusive. Intervals take draws as independent,
/// which windows of one series are not.
#pragma once

#include <optional>

#include "claims/calibration.hpp"
#include "results/experiment.hpp"

namespace diffrates {

/// One kind of series at one level of noise, or one group of real windows.
struct GatePart {
  std::string family;                  ///< as the configuration names it
  std::string name;                    ///< a part of several is named by its noise or its group as well
  double noise = 0;                    ///< 0 for real series
  std::optional<double> exponent;      ///< nothing where every series has its own
  std::string density;                 ///< of real windows, if they are grouped by it
  double last = 0;                     ///< the largest x of real windows, if they are grouped by it
  std::vector<double> shifts, misses;  ///< of the wrong claims, and how often each may pass
  bool claimed = true;                 ///< the limits are claimed of it; otherwise it is measured only
  std::int64_t draws = 0;
  double seconds = 0;  ///< a draw
  KnownFits fits;      ///< none of a finished result
};

struct GateSetup {
  std::vector<GatePart> parts;
  std::vector<double> tolerances;  ///< increasing, the claimed one among them
  double tolerance = 0.05, shift = 0.1;
  double false_alarms = 1e-3, misses = 1e-2;  ///< limits
  int draws = 10'000;
  double drawn = 0;  ///< points of all series drawn
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

/// Rates of wrong and of no verdicts, against noise where a family has three levels of it, and against tolerance; of
/// real series against the last x.
std::vector<Figure> gate_figures(const GateSetup& setup, const std::vector<GateLine>& lines);

}  // namespace diffrates

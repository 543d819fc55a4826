/// The lines of the gate's table in short: of each kind of series and tolerance, the worst of right and of wrong
/// claims.
#pragma once

#include "kinds/gate/gate.hpp"

namespace diffrates {

struct GateSummary {
  const GatePart* part = nullptr;
  double tolerance = 0;
  Frequency false_alarms;  ///< of the right claim most often violated
  Frequency misses;        ///< of the wrong claim most often passed
  Frequency undecided;     ///< of the right claim most often without a verdict
};

/// In the order of the lines, which hold all claims on a kind of series at one tolerance one after the other.
std::vector<GateSummary> summarise(const std::vector<GateLine>& lines);

/// A row a kind of series; a column a tolerance, holding the three rates.
WordTable gate_digest(const std::vector<GateLine>& lines);

}  // namespace diffrates

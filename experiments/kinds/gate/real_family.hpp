/// A family of real series in the configuration of the experiment "gate":
///   {"name": "real", "series": "real-series.csv", "by": ["density", "last"], "every": 1, "shifts": [0.25, 0.5],
///    "misses": [0.01, 0.001], "claimed": true}
/// Its parts are the groups of windows that share what `by` names: sampler, schedule, metric, dimension, density (of
/// the list), last (in classes of the last T).
#pragma once

#include <map>
#include <memory>

#include "claims/real_series.hpp"
#include "kinds/gate/gate.hpp"
#include "parameters/parameters.hpp"

namespace diffrates {

/// Those of such a family, less its name.
std::vector<Key> real_family_keys();

class RealFamilies {
 public:
  explicit RealFamilies(const ConfigSource& source) : source_(source) {}
  /// Whether the family is of this kind.
  static bool is_one(const Parameters& p);
  /// After the name: reads its keys, and adds its parts to the setup.
  void read(Parameters& p, const std::string& name, GateSetup& setup, Members& resolved);

 private:
  using Windows = std::shared_ptr<const RealWindows>;
  /// Those of a file, fitted once for all families; null after a problem, or where a finished result's file is gone.
  Windows windows(Parameters& p, const std::string& file, int every);

  const ConfigSource& source_;
  std::map<std::pair<std::string, int>, Windows> known_;
};

}  // namespace diffrates

/// What every configuration says of itself: schema_version, name, title, description, experiment, seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "parameters/parameters.hpp"

namespace diffrates {

struct Heading {
  std::string name;   ///< the folder of its results
  std::string title;  ///< for people; the name by default
  std::uint64_t seed = 1;
};

inline const Key experiment_key{"experiment", "which kind of experiment; rates by default"};

/// Those of every configuration, less `experiment`.
std::vector<Key> heading_keys();

/// Reads them, recording problems; what was read, defaults filled in, is added to `resolved`. `experiments` are the
/// words that the key `experiment` may hold.
Heading read_heading(Parameters& p, const std::vector<std::string_view>& experiments, Members& resolved);

}  // namespace diffrates

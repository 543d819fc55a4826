/// What every configuration says of itself: schema_version, name, title, description, experiment, seed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "parameters/parameters.hpp"

namespace diffrates {

struct Heading {
  std::string name;   ///< the folder of its results
  std::string title;  ///< for people; the name by default
  std::uint64_t seed = 1;
};

/// Reads them, recording problems; what was read, defaults filled in, is added to `resolved`. `experiment` is the one
/// that the rest of the file is about to be read as.
Heading read_heading(Parameters& p, std::string_view experiment, Members& resolved);

}  // namespace diffrates

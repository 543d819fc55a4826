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

/// Reads them, recording problems, and adds what was read, defaults filled in, to `resolved`. `experiment`: as what the
/// rest of the file will be read; it is a problem if the file names another.
Heading read_heading(Parameters& p, std::string_view experiment, Members& resolved);

}  // namespace diffrates

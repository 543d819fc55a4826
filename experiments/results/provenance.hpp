/// What made a result: code, compiler, machine. Results of another build are never mixed with ours.
#pragma once

#include <string>

#include "parameters/value.hpp"

namespace diffrates {

/// Names the running program exactly: its release, and a hash of its own executable.
struct Build {
  std::string version;
  std::string id;
};
const Build& this_build();

/// What a result is of: any difference makes it another result.
struct Identity {
  Value config;  ///< resolved
  Build build;
  Members inputs = {};  ///< as Experiment::inputs
};

/// Compiler, flags, processor, library versions, and the commit the program was built from.
Members provenance_of_build();

}  // namespace diffrates

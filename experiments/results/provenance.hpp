/// What made a result: code, compiler, machine. Results of another build are never mixed with ours.
#pragma once

#include <string>

#include "parameters/value.hpp"

namespace diffrates {

/// Names what was compiled: the release, and a hash of the program's own executable less the text of the commit. The
/// same sources built in the same way have the same id at any commit.
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

/// The id of a program whose executable has these bytes.
std::string build_id(std::string executable);

/// Compiler, flags, processor, library versions, and the commit the program was built from.
Members provenance_of_build();

}  // namespace diffrates

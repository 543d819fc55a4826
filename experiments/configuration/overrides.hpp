/// Changes to a configuration from the command line, made before it is checked.
#pragma once

#include <string>
#include <vector>

#include "parameters/parameters.hpp"

namespace diffrates {

/// One `--set key=value`. The key is a path, dotted (schedule.l_min) or a JSON pointer (/targets/0/weights); numbers
/// select entries of a list; the last key may be new. The value is read as JSON where it is JSON, else taken as a text.
struct Override {
  std::string written;            ///< as given
  std::vector<std::string> path;  ///< schedule, l_min
  std::string pointer;            ///< /schedule/l_min
};

/// Applies them in order and returns those applied. Each of the others is a problem, at "--set KEY=VALUE".
std::vector<Override> apply_overrides(Value& root, const std::vector<std::string>& sets, Problems& problems);

/// Adds what was found in the changed configuration to `problems`. A problem inside a value that an override wrote
/// names that override.
void add_with_origin(const Problems& found, const std::vector<Override>& overrides, Problems& problems);

/// Shrinks the list `steps` for a quick run. Kept are the entries up to 256; more of the smallest, until there are 4
/// that span a factor of 8; and every T that a claim names. Anything malformed is left as it is.
void shrink_steps(Value& root);

}  // namespace diffrates

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

/// Applies them in order; a problem at "--set KEY=VALUE" for each that cannot be. Returns what was applied.
std::vector<Override> apply_overrides(Value& root, const std::vector<std::string>& sets, Problems& problems);

/// Adds what was found after the changes to `problems`; a problem inside what a change wrote says that it comes from
/// there.
void add_with_origin(const Problems& found, const std::vector<Override>& overrides, Problems& problems);

/// Shrinks the list `steps`: its entries up to 256, or as many of the smallest as make 4 entries and a factor of 8
/// where there are such, and every T that a claim names. Anything malformed is left as it is.
void shrink_steps(Value& root);

}  // namespace diffrates

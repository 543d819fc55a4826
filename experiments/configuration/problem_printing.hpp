/// Problems of an input, as a person reads them.
#pragma once

#include <string>

#include "parameters/parameters.hpp"

namespace diffrates {

/// One line each, "FILE: /pointer: message", at most 50 and then how many more; safe for a terminal.
std::string problems_text(const std::string& file, const Problems& problems);

/// The same to standard error.
void print_problems(const std::string& file, const Problems& problems);

}  // namespace diffrates

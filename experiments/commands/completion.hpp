/// What makes a shell complete the commands, options and words of an application: a script to be sourced.
#pragma once

#include <string>

#include "commands/declared.hpp"

namespace diffrates {

std::string bash_completion(const DeclaredCommand& app);
std::string zsh_completion(const DeclaredCommand& app);

}  // namespace diffrates

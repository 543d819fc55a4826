/// What makes a shell complete the commands, options and words of an application: a script to be sourced.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace diffrates {

std::string bash_completion(const CLI::App& app);
std::string zsh_completion(const CLI::App& app);

}  // namespace diffrates

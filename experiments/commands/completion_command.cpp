#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.hpp"
#include "commands/completion.hpp"

namespace diffrates {

int completion_command(const DeclaredCommand& app, const std::string& shell) {
  fmt::print("{}", shell == "zsh" ? zsh_completion(app) : bash_completion(app));
  return all_good;
}

}  // namespace diffrates

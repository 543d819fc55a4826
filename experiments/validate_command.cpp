#include <fmt/format.h>

#include <cstdio>

#include "commands.hpp"
#include "config.hpp"
#include "problem_printing.hpp"

namespace diffrates {

int validate_command(const std::vector<std::string>& configs) {
  int code = all_good;
  for (const std::string& file : configs) {
    Problems problems;
    const std::unique_ptr<Config> config = read_config(file, {}, false, problems);
    if (config == nullptr) {
      print_problems(file, problems);
      code = bad_usage;
      continue;
    }
    const std::size_t cells = config->targets.size() * config->schedules.size() * config->starts.size() * config->score_errors.size() *
                              config->samplers.size() * config->steps.size();
    fmt::print("{}: ok ({} cells, {} numbers, {} claims)\n", file, cells, cells * config->metrics.size(), config->claims.size());
  }
  return code;
}

}  // namespace diffrates

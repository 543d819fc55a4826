#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.hpp"
#include "configuration/config.hpp"
#include "configuration/problem_printing.hpp"
#include "kinds/self_test.hpp"

namespace diffrates {

int validate_command(const std::vector<std::string>& configs) {
  int code = all_good;
  for (const std::string& file : configs) {
    Problems problems;
    if (self_test_kind_of_file(file) != nullptr) {
      const std::unique_ptr<SelfTest> test = read_self_test(file, {}, false, problems);
      print_problems(file, problems);
      if (test == nullptr)
        code = bad_usage;
      else
        fmt::print("{}: ok ({})\n", file, test->extent());
      continue;
    }
    const std::unique_ptr<Config> config = read_config(file, {}, false, problems);
    if (config == nullptr) {
      print_problems(file, problems);
      code = bad_usage;
      continue;
    }
    const std::size_t cells = config->targets.size() * config->schedules.size() * config->starts.size() *
                              config->score_errors.size() * config->samplers.size() * config->steps.size();
    fmt::print("{}: ok ({} cells, {} numbers, {} claims)\n", file, cells, cells * config->metrics.size(),
               config->claims.size());
  }
  return code;
}

}  // namespace diffrates

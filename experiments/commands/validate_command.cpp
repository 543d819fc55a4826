#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.hpp"
#include "configuration/problem_printing.hpp"
#include "results/experiment.hpp"

namespace diffrates {

int validate_command(const std::vector<std::string>& configs) {
  int code = all_good;
  for (const std::string& file : configs) {
    Problems problems;
    const std::unique_ptr<Experiment> experiment = read_experiment(file, {}, false, problems);
    print_problems(file, problems);
    if (experiment == nullptr)
      code = bad_usage;
    else
      fmt::print("{}: ok ({})\n{}{}{}", file, experiment->extent(), words(experiment->data), experiment->derived(),
                 experiment->outlook());
  }
  return code;
}

}  // namespace diffrates

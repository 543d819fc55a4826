#include <fmt/format.h>

#include <cstdio>

#include "commands/commands.hpp"
#include "formats/json_writer.hpp"
#include "results/experiment_schema.hpp"

namespace diffrates {

int schema_command() {
  fmt::print("{}", json_text(schema_of_configurations()));
  return all_good;
}

}  // namespace diffrates

#include <fmt/format.h>

#include "commands/saying.hpp"

namespace diffrates {

int schedule_command(const std::string& folder, const ScheduleWanted& wanted, const std::string& output) {
  return saying_errors([&] {
    try {
      write_file(output, read_result(folder)->asked_schedule(wanted));
    } catch (const ScheduleError& error) {
      throw CommandError(fmt::format("{}: {}", folder, error.what()));
    }
    fmt::print("{}: use it as {{\"type\": \"table\", \"file\": {}, \"column\": \"L\", \"spacing\": \"interpolate\"}}\n",
               output, describe(Value{output}, output.size() + 2));
    return all_good;
  });
}

}  // namespace diffrates

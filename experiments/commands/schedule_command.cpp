#include <fmt/format.h>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "formats/terminal.hpp"
#include "results/result_folder.hpp"

namespace diffrates {

int schedule_command(const std::string& folder, const ScheduleWanted& wanted, const std::string& output) {
  try {
    const std::string levels = read_result(folder)->asked_schedule(wanted);
    write_file(output, levels);
    fmt::print(
        "{}: use it as {{\"type\": \"table\", \"file\": \"{}\", \"column\": \"L\", \"spacing\": \"interpolate\"}}\n",
        output, output);
    return all_good;
  } catch (const ScheduleError& error) {
    say("{}: {}\n", folder, error.what());
  } catch (const ResultError& error) {
    say("{}\n", error.what());
  } catch (const FileError& error) {
    say("{}\n", error.what());
  }
  return bad_usage;
}

}  // namespace diffrates

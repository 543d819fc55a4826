/// Runs what a command does; what stands against it in a result, a file or a picture is said, and is bad usage.
#pragma once

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "formats/terminal.hpp"
#include "results/result_folder.hpp"

namespace diffrates {

/// What is wrong with a command's request beyond results and files; the message is whole.
struct CommandError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <class Command>
int saying_errors(const Command& command) {
  try {
    return command();
  } catch (const CommandError& error) {
    say("{}\n", error.what());
  } catch (const ResultError& error) {
    say("{}\n", error.what());
  } catch (const FileError& error) {
    say("{}\n", error.what());
  }
  return bad_usage;
}

}  // namespace diffrates

/// A process with everything it starts, which ends when we do, however that happens.
///
/// Between us and the program stands a supervisor, a fork of ours in a session of its own that does nothing but wait:
/// for a line to us to break (we closed it, or died, by kill -9 too), and then it kills the program's process group and
/// whatever descendants are left, those that made sessions of their own included (it is their reaper), until there is
/// none. The program dies with the supervisor.
///
/// Linux only (prctl, /proc).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "programs/command.hpp"

namespace diffrates {

/// From now on a write of this thread to a pipe that nobody reads fails with EPIPE, and sends no signal.
void hold_broken_pipes();

class Supervised {
 public:
  /// Starts it without a shell. Throws ProgramError where that fails.
  explicit Supervised(const Command& command);
  /// Kills what is left.
  ~Supervised();
  Supervised(const Supervised&) = delete;
  Supervised& operator=(const Supervised&) = delete;

  /// Our ends of its standard input, output and error; none of them blocks.
  int input() const { return input_; }
  int output() const { return output_; }
  int errors() const { return errors_; }
  void close_input();
  /// The program's process.
  int program() const { return program_; }

  /// How it ended, as waitpid tells it; nothing while it runs. Waits up to `seconds` for it.
  std::optional<int> ended(double seconds);
  /// How many processes that it started are left once it has ended.
  int left_behind();

  /// Kills all there are and lets no new one start: before leaving in a hurry. From any thread.
  static void kill_all();

 private:
  void kill();

  int input_ = -1, output_ = -1, errors_ = -1, line_ = -1, reports_ = -1;
  int supervisor_ = -1, program_ = -1;
  std::optional<int> status_;
};

}  // namespace diffrates

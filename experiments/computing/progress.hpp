/// How far a computation is: one line rewritten on a terminal, plain lines at intervals elsewhere (standard error).
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace diffrates {

class Progress {
 public:
  using Clock = std::chrono::steady_clock;
  /// Nothing is shown before `show` (standard error is a terminal: five times a second; else every five seconds).
  Progress(std::size_t cells, int jobs, bool terminal);

  /// Announces a cell of a group, with the CPU seconds it is expected to cost. Before computing.
  void expect(const std::string& group, double cost);
  void begin(std::size_t cell, const std::string& group, double cost, std::string place);
  void end(std::size_t cell);

  /// Writes a line if it is time.
  void show();
  /// Ends the line on a terminal.
  void finish();

  /// cells done, rate, time left, what is running.
  std::string line(Clock::time_point now) const;

 private:
  struct Running {
    std::string group;
    double cost;
    std::string place;
    Clock::time_point since;
  };
  struct Tally {
    double expected = 0, done = 0, seconds = 0;
  };
  /// Of all cells not done. What is expected of a group is corrected by how long its cells took, the more so the more
  /// of it is done; a group not begun by how long all took.
  double seconds_left(Clock::time_point now) const;

  const std::size_t cells_;
  const int jobs_;
  const bool terminal_;
  const Clock::time_point start_;
  Clock::time_point next_;
  mutable std::mutex mutex_;
  std::size_t done_ = 0;
  std::map<std::size_t, Running> running_;
  std::map<std::string, Tally> groups_;
  bool shown_ = false;
};

}  // namespace diffrates

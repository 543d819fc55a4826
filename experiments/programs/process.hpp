/// A program at the other end of the protocol: messages there and back, within the time it is given.
///
/// Every fault of the program (it ends, is silent, writes what is no message, ...) is a ProgramError that says what
/// happened, and the last lines it wrote to standard error.
#pragma once

#include <string>

#include "programs/message.hpp"
#include "programs/supervised.hpp"

namespace diffrates {

class Process {
 public:
  /// Starts the program, reads its greeting and tells it its role, a line of JSON.
  Process(const Command& command, const std::string& role);

  /// Whether its greeting says that it maps tangents.
  bool maps_tangents() const { return maps_tangents_; }

  int id() const { return process_.program(); }

  /// Sends a line (with its line break) and points.
  void send(const std::string& line, const Points& points);
  /// The next line it writes. The time it is given starts anew with every message sent or received.
  Value receive();
  /// The points that follow a line that had "points": as many as `points` has room for. Numbers that are not finite are
  /// a fault, unless the program was told some.
  void receive(Points& points, bool all_finite = true);
  /// Ends its input and waits for it to leave, in good order.
  void end();

  /// A ProgramError with what it wrote to standard error.
  [[noreturn]] void fail(const std::string& what);

 private:
  using Clock = std::chrono::steady_clock;

  void start_waiting() { deadline_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(rules_.patience); }
  /// Writes and reads whatever can be, waiting until something could.
  void exchange();
  void write_out();
  bool read_in();
  void read_errors();
  [[noreturn]] void fail_ended();
  /// The last of what it wrote to standard error, on one line.
  std::string complaint() const;

  const ProgramRules rules_ = program_rules();
  const Command command_;
  Supervised process_;
  std::size_t waiting() const { return filled_ - read_; }

  std::string out_, errors_;
  std::vector<char> in_;
  std::size_t written_ = 0, filled_ = 0, read_ = 0;  ///< of out_; of in_, what came and what was taken
  std::size_t error_bytes_ = 0;
  bool output_ended_ = false, errors_ended_ = false;
  bool maps_tangents_ = false;
  Clock::time_point deadline_, interrupted_{};
};

}  // namespace diffrates

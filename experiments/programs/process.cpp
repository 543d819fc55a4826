#include "programs/process.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <thread>

#include "formats/interrupt.hpp"
#include "formats/json_reader.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

constexpr std::size_t longest_line = 1 << 16;
constexpr std::size_t most_ahead = std::size_t{256} << 20;    // bytes that it may write before they are wanted
constexpr std::size_t most_errors = std::size_t{64} << 20;    // bytes to standard error
constexpr std::size_t kept_errors = 4096, told_errors = 240;  // bytes of them that are told
constexpr double to_leave = 5, to_be_alone = 1;               // seconds after the end of its input
constexpr auto worth_spinning = std::chrono::microseconds(200);
constexpr auto before_leaving = std::chrono::seconds(2);  // after Ctrl-C, when nobody else ended it all

std::string status_words(int status) {
  if (WIFSIGNALED(status)) return fmt::format("was ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with exit code {}", WEXITSTATUS(status));
}

}  // namespace

Process::Process(const Command& command, const std::string& role) : command_(command), process_(command) {
  hold_broken_pipes();
  start_waiting();
  const Value greeting = receive();
  const auto version = whole_number(greeting, "diffrates");
  if (version != 1)
    fail(fmt::format("its first line is {}; accepted: {{\"diffrates\": 1}}, the version of the protocol",
                     describe(greeting)));
  const Value* tangents = greeting.find("tangents");
  maps_tangents_ = tangents != nullptr && tangents->boolean() != nullptr && *tangents->boolean();
  send(role, {});
}

void Process::send(const std::string& line, const Points& points) {
  if (waiting() > 0) fail("wrote more than it was asked for");
  out_ = line;
  written_ = 0;
  append_points(points, out_);
  start_waiting();
  write_out();
}

Value Process::receive() {
  const char* end = nullptr;
  for (std::size_t searched = 0;;) {
    if (waiting() > searched)
      end = static_cast<const char*>(std::memchr(in_.data() + read_ + searched, '\n', waiting() - searched));
    if (end != nullptr) break;
    searched = waiting();
    if (searched > longest_line)
      fail(fmt::format("wrote {} bytes without the end of a line; accepted: messages that begin with one line of JSON",
                       searched));
    exchange();
  }
  const std::string line(static_cast<const char*>(in_.data()) + read_, end);
  read_ += line.size() + 1;
  Problems problems;
  const std::optional<Value> head = parse_json(line, problems, {longest_line, 8, 1000, 50});
  if (!head || head->members() == nullptr)
    fail(fmt::format("wrote the line \"{}\"; accepted: an object of JSON", printable(line, 100)));
  start_waiting();
  return *head;
}

void Process::receive(Points& points, bool all_finite) {
  const auto bytes =
      static_cast<std::size_t>(points.size() * points.dimension() * (1 + points.tangents())) * sizeof(double);
  while (waiting() < bytes) exchange();
  read_points(in_.data() + read_, points);
  read_ += bytes;
  if (all_finite && !points.all().isFinite().all()) fail("sent places or scores that are not finite");
  start_waiting();
}

void Process::write_out() {
  while (written_ < out_.size()) {
    const ssize_t size = ::write(process_.input(), out_.data() + written_, out_.size() - written_);
    if (size > 0) {
      written_ += static_cast<std::size_t>(size);
    } else if (errno == EAGAIN) {
      return;
    } else if (errno != EINTR) {
      fail_ended();
    }
  }
}

bool Process::read_in() {
  if (output_ended_ || waiting() > most_ahead) return false;
  if (read_ == filled_) read_ = filled_ = 0;
  constexpr std::size_t chunk = 1 << 16;
  if (in_.size() < filled_ + chunk) in_.resize(2 * filled_ + chunk);
  const ssize_t size = ::read(process_.output(), in_.data() + filled_, in_.size() - filled_);
  if (size == 0) output_ended_ = true;
  if (size > 0) filled_ += static_cast<std::size_t>(size);
  return size > 0;
}

void Process::read_errors() {
  std::array<char, 1 << 16> chunk;
  for (ssize_t size; !errors_ended_ && (size = ::read(process_.errors(), chunk.data(), chunk.size())) >= 0;) {
    if (size == 0) errors_ended_ = true;
    error_bytes_ += static_cast<std::size_t>(size);
    errors_.append(chunk.data(), static_cast<std::size_t>(size));
    if (errors_.size() > 2 * kept_errors) errors_.erase(0, errors_.size() - kept_errors);
    if (error_bytes_ > most_errors)
      throw ProgramError(fmt::format("{}: wrote more than {} MiB to standard error; {}", words(command_),
                                     most_errors >> 20, complaint()));
  }
}

std::string Process::complaint() const {
  std::string last = errors_;
  while (!last.empty() && (last.back() == '\n' || last.back() == ' ')) last.pop_back();
  if (last.empty()) return "it wrote nothing to standard error";
  const std::size_t before_last = last.rfind('\n');
  if (before_last != std::string::npos) {
    const std::size_t two = last.rfind('\n', before_last - 1);
    if (two != std::string::npos) last.erase(0, two + 1);
  }
  if (last.size() > told_errors) last.erase(0, last.size() - told_errors);
  std::string line;
  for (const char c : last) line += c == '\n' ? std::string(" | ") : std::string(1, c);
  return "standard error ends: " + printable(line, 4 * told_errors);
}

void Process::exchange() {
  // A quick program answers before a sleeper could be woken.
  for (const auto until = Clock::now() + worth_spinning; !output_ended_;) {
    if (read_in()) return;
    if (written_ < out_.size() || Clock::now() > until) break;
    ::sched_yield();  // it may need this very core
  }
  if (output_ended_) fail_ended();
  std::array<pollfd, 3> waits{{{process_.output(), POLLIN, 0},
                               {errors_ended_ ? -1 : process_.errors(), POLLIN, 0},
                               {written_ < out_.size() ? process_.input() : -1, POLLOUT, 0}}};
  if (waiting() > most_ahead) fail(fmt::format("wrote more than {} MiB at once", most_ahead >> 20));
  ::poll(waits.data(), waits.size(), 100);
  if (waits[1].revents != 0) read_errors();
  if (waits[2].revents != 0) write_out();
  const auto now = Clock::now();
  if (Interrupt::requested()) {
    // Whoever waits for Ctrl-C ends the process at once; this is for the thread that cannot.
    if (interrupted_ == Clock::time_point{}) interrupted_ = now;
    if (now - interrupted_ > before_leaving) throw Interrupted();
  }
  if (now > deadline_)
    fail(
        fmt::format("gave no whole message within {:g} seconds ({} bytes of one); accepted: an answer within "
                    "--program-timeout",
                    rules_.patience.count(), waiting()));
}

void Process::end() {
  if (waiting() > 0 || read_in()) fail("wrote more than it was asked for");
  process_.close_input();
  start_waiting();
  const auto leave_by =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(to_leave));
  std::optional<int> status;
  while (!(status = process_.ended(0.02)) && Clock::now() < leave_by) {
    read_errors();
    if (read_in()) fail("wrote something after the end of its input");
  }
  if (!status)
    fail(fmt::format("did not end within {:g} seconds after the end of its input, and was killed", to_leave));
  if (read_in()) fail("wrote something after the end of its input");
  if (!WIFEXITED(*status) || WEXITSTATUS(*status) != 0)
    fail(fmt::format("{} after the end of its input; accepted: 0", status_words(*status)));
  const auto alone_by =
      Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(to_be_alone));
  int left;
  while ((left = process_.left_behind()) > 0 && Clock::now() < alone_by)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  if (left > 0)
    fail(fmt::format("ended, but left {} process{} of its own running, which {} killed; accepted: none", left,
                     left == 1 ? "" : "es", left == 1 ? "was" : "were"));
}

void Process::fail(const std::string& what) {
  read_errors();
  throw ProgramError(fmt::format("{}: {}; {}", words(command_), what, complaint()));
}

void Process::fail_ended() {
  std::optional<int> status;
  try {
    status = process_.ended(0.5);
  } catch (const ProgramError& error) {
    throw ProgramError(fmt::format("{}: {}", words(command_), error.what()));
  }
  fail(status ? status_words(*status) + " before it had answered"
              : std::string("closed its standard input or output before it had answered"));
}

}  // namespace diffrates

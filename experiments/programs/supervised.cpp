#include "programs/supervised.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>

namespace diffrates {
namespace {

constexpr int pipe_bytes = 1 << 20;

/// What the supervisor, and the program before it is one, tell us.
struct Report {
  enum Kind : int { Forked, NotStarted, Ended, Left } kind;
  int value;
};

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw ProgramError(fmt::format("no pipe: {}", std::strerror(errno)));
    read = ends[0], write = ends[1];
  }
  ~Pipe() {
    drop(read);
    drop(write);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int keep(int& end) {
    const int kept = end;
    end = -1;
    return kept;
  }
  static void drop(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// Everything a fork needs, made before it: after it only what is safe in a signal handler may be called.
struct Launch {
  Pipe input, output, errors, line, reports;
  std::string file, folder;
  std::vector<char*> arguments;
};

// ---- From here on in the supervisor and in the program, where memory must not be allocated.

void tell(int reports, Report::Kind kind, int value) {
  const Report report{kind, value};
  [[maybe_unused]] const auto written = ::write(reports, &report, sizeof report);
}

[[noreturn]] void become_program(const Launch& launch) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const bool ready = ::dup2(launch.input.read, STDIN_FILENO) >= 0 && ::dup2(launch.output.write, STDOUT_FILENO) >= 0 &&
                     ::dup2(launch.errors.write, STDERR_FILENO) >= 0 && ::chdir(launch.folder.c_str()) == 0;
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  if (ready) ::execv(launch.file.c_str(), launch.arguments.data());
  tell(launch.reports.write, Report::NotStarted, errno);
  ::_exit(127);
}

/// The children of this thread, as the kernel lists them; their number. `visit` sees each.
template <class Visit>
int each_child(const Visit& visit) {
  const int list = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
  if (list < 0) return 0;
  std::array<char, 4096> text;
  int count = 0;
  pid_t child = 0;
  for (ssize_t size; (size = ::read(list, text.data(), text.size())) > 0;)
    for (ssize_t i = 0; i < size; ++i) {
      const char c = text[static_cast<std::size_t>(i)];
      if (c >= '0' && c <= '9') {
        child = 10 * child + (c - '0');
      } else if (child > 0) {
        visit(child);
        ++count;
        child = 0;
      }
    }
  ::close(list);
  return count;
}

/// Orphans become our children, and so are met in the next round.
void kill_children(pid_t group) {
  constexpr int most_rounds = 5000;
  for (int round = 0; round < most_rounds; ++round) {
    ::kill(-group, SIGKILL);
    each_child([](pid_t child) { ::kill(child, SIGKILL); });
    pid_t reaped;
    while ((reaped = ::waitpid(-1, nullptr, WNOHANG)) > 0) {
    }
    if (reaped < 0) return;
    ::poll(nullptr, 0, 1);
  }
}

[[noreturn]] void supervise(const Launch& launch) {
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  sigset_t all, child_ended;
  sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  const pid_t program = ::fork();
  if (program == 0) become_program(launch);
  tell(launch.reports.write, program < 0 ? Report::NotStarted : Report::Forked, program < 0 ? errno : program);
  // Only the two ends that are ours stay open: else pipes of others would not break with us.
  const int line = launch.line.read, reports = launch.reports.write;
  const unsigned low = static_cast<unsigned>(std::min(line, reports)),
                 high = static_cast<unsigned>(std::max(line, reports));
  if (low > 0) ::close_range(0, low - 1, 0);
  if (high > low + 1) ::close_range(low + 1, high - 1, 0);
  ::close_range(high + 1, ~0U, 0);
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  const int signals = ::signalfd(-1, &child_ended, SFD_CLOEXEC | SFD_NONBLOCK);
  pollfd waits[2] = {{line, POLLIN, 0}, {signals, POLLIN, 0}};
  const auto reap = [&] {
    int status = 0;
    for (pid_t ended; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;)
      if (ended == program) tell(reports, Report::Ended, status);
  };
  while (program > 0) {
    if (::poll(waits, 2, -1) < 0 && errno != EINTR) break;
    if (waits[1].revents != 0) {
      signalfd_siginfo ignored[8];
      [[maybe_unused]] const auto size = ::read(signals, ignored, sizeof ignored);
      reap();
    }
    if (waits[0].revents == 0) continue;
    char question;
    if (::read(line, &question, 1) != 1) break;
    reap();
    tell(reports, Report::Left, each_child([](pid_t) {}));
  }
  kill_children(program > 0 ? program : ::getpid());
  ::_exit(0);
}

// ---- From here on in our own process.

/// All that live, so that they can be killed at once.
struct All {
  std::mutex mutex;
  std::set<int> lines;
  std::set<pid_t> supervisors;
  bool over = false;
};
All& all() {
  static All* const kept = new All;  // outlives every static
  return *kept;
}

void wait_for(pid_t supervisor) {
  while (::waitpid(supervisor, nullptr, 0) < 0 && errno == EINTR) {
  }
}

void never_block(int end) {
  ::fcntl(end, F_SETFL, ::fcntl(end, F_GETFL) | O_NONBLOCK);
  ::fcntl(end, F_SETPIPE_SZ, pipe_bytes);  // where refused, it stays as it is
}

}  // namespace

Supervised::Supervised(const Command& command) {
  const auto cannot = [&](const std::string& why) {
    return ProgramError(fmt::format("{}: cannot be started: {}", words(command), why));
  };
  if (!program_rules().allowed) throw cannot("programs are not allowed; accepted: run --allow-programs");
  Launch launch;
  launch.file = executable(command);
  launch.folder = command.folder.empty() ? "." : command.folder;
  if (launch.file.empty())
    throw cannot(
        fmt::format("{} is no executable file, neither in {} nor on the path", command.words.front(), launch.folder));
  for (const std::string& word : command.words) launch.arguments.push_back(const_cast<char*>(word.c_str()));
  launch.arguments.push_back(nullptr);
  {
    const std::lock_guard lock(all().mutex);
    if (all().over) throw cannot("interrupted");
    supervisor_ = ::fork();
    if (supervisor_ == 0) supervise(launch);
    if (supervisor_ < 0) throw cannot(std::strerror(errno));
    input_ = launch.input.keep(launch.input.write);
    output_ = launch.output.keep(launch.output.read);
    errors_ = launch.errors.keep(launch.errors.read);
    line_ = launch.line.keep(launch.line.write);
    reports_ = launch.reports.keep(launch.reports.read);
    all().lines.insert(line_);
    all().supervisors.insert(supervisor_);
  }
  for (const int end : {input_, output_, errors_}) never_block(end);
  Report report{};
  if (::read(reports_, &report, sizeof report) != sizeof report || report.kind != Report::Forked) {
    kill();
    throw cannot(report.kind == Report::NotStarted ? std::strerror(report.value) : "its supervisor is gone");
  }
  program_ = report.value;
}

void hold_broken_pipes() {
  thread_local const bool held = [] {
    sigset_t broken;
    sigemptyset(&broken);
    sigaddset(&broken, SIGPIPE);
    return ::pthread_sigmask(SIG_BLOCK, &broken, nullptr) == 0;
  }();
  (void)held;
}

Supervised::~Supervised() { kill(); }

void Supervised::close_input() { Pipe::drop(input_); }

void Supervised::kill() {
  close_input();
  Pipe::drop(output_);
  Pipe::drop(errors_);
  bool mine = false;
  {
    const std::lock_guard lock(all().mutex);
    mine = all().supervisors.erase(supervisor_) > 0;
    if (mine) {
      all().lines.erase(line_);
      Pipe::drop(line_);
    }
  }
  if (mine) wait_for(supervisor_);
  Pipe::drop(reports_);
}

std::optional<int> Supervised::ended(double seconds) {
  if (status_) return status_;
  pollfd wait{reports_, POLLIN, 0};
  Report report{};
  if (::poll(&wait, 1, static_cast<int>(1000 * seconds)) != 1) return {};
  if (::read(reports_, &report, sizeof report) != sizeof report) return status_ = SIGKILL;
  if (report.kind == Report::NotStarted)
    throw ProgramError(fmt::format("cannot be started: {}", std::strerror(report.value)));
  return status_ = report.value;
}

int Supervised::left_behind() {
  hold_broken_pipes();
  if (::write(line_, "?", 1) != 1) return 0;
  Report report{};
  if (::read(reports_, &report, sizeof report) != sizeof report) return 0;
  return report.value;
}

void Supervised::kill_all() {
  std::set<pid_t> supervisors;
  {
    const std::lock_guard lock(all().mutex);
    all().over = true;
    for (const int line : all().lines) ::close(line);
    all().lines.clear();
    supervisors.swap(all().supervisors);
  }
  for (const pid_t supervisor : supervisors) wait_for(supervisor);
}

}  // namespace diffrates

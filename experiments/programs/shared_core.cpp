#include "programs/shared_core.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <charconv>
#include <filesystem>
#include <mutex>
#include <set>

namespace diffrates {
namespace {

std::string tasks_of(pid_t program) { return fmt::format("/proc/{}/task", program); }

bool has_one_thread(pid_t program) {
  struct stat tasks{};
  return ::stat(tasks_of(program).c_str(), &tasks) == 0 && tasks.st_nlink == 3;  // ., .. and one
}

/// Cores that pairs are bound to.
class Cores {
 public:
  /// The core we are on, else another of the set; -1 where all are taken.
  int take(const cpu_set_t& allowed) {
    const std::lock_guard lock(mutex_);
    const auto free = [&](int core) { return core >= 0 && CPU_ISSET(core, &allowed) && taken_.count(core) == 0; };
    int core = ::sched_getcpu();
    for (int other = 0; !free(core) && other < CPU_SETSIZE; ++other)
      if (free(other)) core = other;
    if (!free(core)) return -1;
    taken_.insert(core);
    return core;
  }
  void give_back(int core) {
    const std::lock_guard lock(mutex_);
    taken_.erase(core);
  }

 private:
  std::mutex mutex_;
  std::set<int> taken_;
};
Cores& cores() {
  static Cores all;
  return all;
}

}  // namespace

SharedCore::SharedCore(pid_t program) : program_(program) {
  if (program <= 0 || !has_one_thread(program) || ::sched_getaffinity(0, sizeof ours_, &ours_) != 0 ||
      ::sched_getaffinity(program, sizeof its_, &its_) != 0)
    return;
  core_ = cores().take(ours_);
  if (core_ < 0) return;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(core_, &one);
  ::sched_setaffinity(program, sizeof one, &one);
  ::sched_setaffinity(0, sizeof one, &one);
}

SharedCore::~SharedCore() {
  if (core_ < 0) return;
  ::sched_setaffinity(0, sizeof ours_, &ours_);
  ::sched_setaffinity(program_, sizeof its_, &its_);
  if (!has_one_thread(program_)) {  // those begun meanwhile were bound as it was
    std::error_code gone;
    for (const auto& task : std::filesystem::directory_iterator(tasks_of(program_), gone)) {
      const std::string name = task.path().filename();
      pid_t thread = 0;
      std::from_chars(name.data(), name.data() + name.size(), thread);
      ::sched_setaffinity(thread, sizeof its_, &its_);
    }
  }
  cores().give_back(core_);
}

}  // namespace diffrates

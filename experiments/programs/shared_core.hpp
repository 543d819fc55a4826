/// One core for two that never work at once.
///
/// While we wait for a program it computes, and while it waits we do: on two cores each message wakes the other core,
/// which takes longer than the message (on a virtual machine 20 to 100 microseconds, against 8 on one core). So for the
/// length of a run our thread and a program of one thread are bound to one core that no other such pair has. Programs
/// with threads of their own are left alone, and so is everything where no core is free.
///
/// No number depends on it. Linux.
#pragma once

#include <sched.h>
#include <sys/types.h>

namespace diffrates {

class SharedCore {
 public:
  explicit SharedCore(pid_t program);
  ~SharedCore();
  SharedCore(const SharedCore&) = delete;
  SharedCore& operator=(const SharedCore&) = delete;

 private:
  pid_t program_;
  int core_ = -1;  ///< none: nothing was bound
  cpu_set_t ours_, its_;
};

}  // namespace diffrates

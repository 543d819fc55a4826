#include "formats/terminal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <iostream>

namespace diffrates {

void say(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void hold_standard_streams() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) != -1) continue;
    // The lowest free number is the one that is closed.
    [[maybe_unused]] const int opened = ::open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY);
  }
}

bool standard_output_written() {
  errno = 0;
  const bool lost_before = std::ferror(stdout) != 0 || std::cout.bad();
  std::cout.flush();
  const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0 && !std::cout.bad();
  if (written && !lost_before) return true;
  say("standard output: cannot be written{}{}\n", errno != 0 ? ": " : "", errno != 0 ? std::strerror(errno) : "");
  return false;
}

}  // namespace diffrates

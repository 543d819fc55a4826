/// Ctrl-C and SIGTERM as a question to ask, instead of the end of the process.
#pragma once

#include <csignal>

namespace diffrates {

constexpr int interrupted_exit = 130;  ///< 128 + SIGINT, as shells have it

/// Thrown where only leaving will do. No std::exception: nobody takes it for a status of a number.
struct Interrupted {};

/// While it lives, SIGINT and SIGTERM only set a flag; afterwards they do what they did before.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  static bool requested();

 private:
  struct sigaction before_int_{}, before_term_{};
};

}  // namespace diffrates

#include "formats/interrupt.hpp"

namespace diffrates {
namespace {

volatile std::sig_atomic_t flag = 0;
void raise_flag(int) { flag = 1; }

}  // namespace

Interrupt::Interrupt() {
  flag = 0;
  struct sigaction action{};
  action.sa_handler = raise_flag;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, &before_int_);
  sigaction(SIGTERM, &action, &before_term_);
}

Interrupt::~Interrupt() {
  sigaction(SIGINT, &before_int_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

bool Interrupt::requested() { return flag != 0; }

}  // namespace diffrates

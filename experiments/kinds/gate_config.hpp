/// The configuration of the self-test "gate".
#pragma once

#include "kinds/gate.hpp"

namespace diffrates {

/// Reads everything after the heading, recording every problem.
GateSetup read_gate_setup(Parameters& p, bool quick, Members& resolved);

}  // namespace diffrates

/// The configuration of the experiment "gate".
#pragma once

#include "kinds/gate/gate.hpp"

namespace diffrates {

/// Those read after the heading.
std::vector<Key> gate_keys();

/// Reads everything after the heading, recording every problem.
GateSetup read_gate_setup(Parameters& p, const ConfigSource& source, std::uint64_t seed, Members& resolved);

}  // namespace diffrates

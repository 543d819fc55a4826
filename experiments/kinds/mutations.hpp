/// The self-test "mutations": small faults put into samplers (lib/samplers/mutant.hpp), and what the suite sees of each
/// (lib/claims/mutations.hpp).
///
/// Its configuration is a product of targets, schedule, start, samplers (all of them by default), steps and metrics, as
/// for rates, with the sizes of the faults and the tolerance of the claim that a sampler keeps its order. Every fault
/// makes a sampler of its own; mutations.csv holds their numbers, as points.csv does.
#pragma once

#include "kinds/self_test.hpp"

namespace diffrates {

std::unique_ptr<SelfTest> read_mutations(Parameters& p, bool quick, Members& resolved);

}  // namespace diffrates

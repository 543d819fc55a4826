/// The experiment "honesty": is a number with status `ok` right to its stated error?
///
/// Questions as users could ask them are drawn from a seed (families.hpp, circumstances.hpp), each is answered twice in
/// ways that must agree (ways.hpp), and differences are held against the stated errors, law by law (coverage.hpp).
#pragma once

#include "kinds/honesty/pairs.hpp"
#include "results/experiment.hpp"

namespace diffrates {

struct HonestySetup {
  PairSource source;
  std::size_t questions = 0;
};

/// Those read after the heading.
std::vector<Key> honesty_keys();

/// Reads everything after the heading, recording every problem.
HonestySetup read_honesty_setup(Parameters& p, const Heading& heading, bool quick, Members& resolved);

/// Share of pairs beyond x errors against x: a curve a law, and what is allowed.
Figure coverage_figure(const std::vector<const NumberPair*>& pairs);

}  // namespace diffrates

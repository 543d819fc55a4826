/// What was found of a fault, in words.
#pragma once

#include <string>

#include "claims/mutations.hpp"

namespace diffrates {

/// "1.02 [0.98, 1.05]", or "none".
std::string exponent_words(const Fit& fit);
/// What the rate says: "violated from T = 64", "confirmed", "inconclusive".
std::string rate_words(const MutationFinding& finding);
/// The faulty value against the right one: "x 2.38 at T = 1024, differs from T = 64", or "same".
std::string constant_words(const MutationFinding& finding, double largest);
/// "rate, order 1 is left", or "constant, order stays".
std::string expected_words(const MutationFinding& finding);
/// One cell of the table in short; `right`: of the sampler without fault.
std::string short_words(const MutationFinding& finding, bool right);

}  // namespace diffrates

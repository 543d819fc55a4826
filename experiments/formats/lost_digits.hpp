/// Whether a double still says what was written: a number is never read as another one without a word.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// What was lost when `written`, a decimal number, was read as `number`, in words that go on from "is 1e-400"; empty if
/// nothing was. Lost are numbers that become 0, that are so small that a double keeps only some of their digits, whole
/// numbers that become others (above 2^53 not every one is a double), and numbers that become whole. The sixteenth
/// digit of a fraction or of 6.02e23 is not counted.
std::string lost_digits(std::string_view written, double number);

}  // namespace diffrates

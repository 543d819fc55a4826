/// Lengths of time for people.
#pragma once

#include <string>

namespace diffrates {

/// "0:42", "12:05", "1:02:03": minutes and seconds, with hours where there are some.
std::string clock_words(double seconds);
/// "0.3 s", "42 s", "12 min", "3.4 h": two digits.
std::string duration_words(double seconds);

}  // namespace diffrates

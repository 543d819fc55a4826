/// A tree of values as JSON text: stable order, two-space indents, lists of plain numbers or texts on one line, doubles
/// as the shortest text that reads back as the same bits.
#pragma once

#include <string>

#include "parameters/value.hpp"

namespace diffrates {

/// Ends with a newline. Throws std::invalid_argument at a number that JSON cannot hold (NaN, infinity).
std::string json_text(const Value& value);

/// The same on one line.
std::string json_line(const Value& value);

/// The text as a JSON string, quotes included.
std::string json_string(const std::string& text);

}  // namespace diffrates

/// JSON text (RFC 8259) to a tree of values. Everything that a hostile file could make large has a bound.
///
/// Refused, each with its place (a JSON pointer, and line and column for what is not JSON): duplicate keys, nesting
/// deeper than 64, more than a million values, more than 200 keys in one object, files above 16 MiB, numbers outside
/// the range of a double, numbers that it holds as others (lost_digits.hpp), NaN and Infinity, invalid UTF-8, anything
/// after the value. A UTF-8 byte order mark is skipped.
#pragma once

#include <optional>
#include <string>

#include "parameters/parameters.hpp"

namespace diffrates {

struct JsonLimits {
  std::size_t bytes = std::size_t{16} << 20;
  std::size_t depth = 64;
  std::size_t values = 1'000'000;
  std::size_t keys = 200;  ///< in one object
};

/// Nothing after a problem.
std::optional<Value> parse_json(const std::string& text, Problems& problems, const JsonLimits& limits = {});

/// The whole file (- is standard input; a pipe is read once), or a problem saying why not: missing, a folder,
/// unreadable, larger than `most` bytes.
std::optional<std::string> read_text_file(const std::string& file, std::size_t most, Problems& problems);

}  // namespace diffrates

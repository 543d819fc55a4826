/// Comma-separated values (RFC 4180): fields with a comma, a quote or a line break are quoted, quotes doubled. Lines
/// end with \n when written; \r\n is read as well.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace diffrates {

using CsvRecord = std::vector<std::string>;

/// The message says what is wrong and in which line.
struct CsvError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// One line, its end included.
std::string csv_line(const CsvRecord& fields);

/// All records; the header is the first. Throws CsvError at a quote out of place, a quote never closed, and a last line
/// without its end (a file cut short).
std::vector<CsvRecord> parse_csv(std::string_view text);

/// A double as csv holds it: the shortest text that reads back as the same bits; nan, inf, -inf.
std::string csv_number(double number);
/// Nothing unless the whole field is a number.
std::optional<double> parse_number(std::string_view field);

}  // namespace diffrates

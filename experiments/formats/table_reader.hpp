/// Numbers from a CSV file: one point a line, one coordinate a column.
///
/// Separators are commas (not where they stand before decimals), semicolons, tabs or spaces (the first line decides);
/// fields may be quoted; a first line in which no field is a number, nor begins like one, is a header unless the format
/// says otherwise; empty lines and lines beginning with # are skipped. Every other line must hold as many finite
/// numbers as the first, each one that a double can hold (lost_digits.hpp).
#pragma once

#include <optional>
#include <string>

#include "parameters/parameters.hpp"
#include "parameters/table.hpp"

namespace diffrates {

struct TableLimits {
  std::size_t bytes = std::size_t{64} << 20;
  std::size_t rows = 1'000'000;
  std::size_t columns = 256;
};

/// How a file is written, where it does not say so itself.
struct TableFormat {
  std::optional<bool> header;  ///< whether the first line names the columns; by default where it holds no number
  char decimal = '.';
};

/// The numbers, n x d, and the names in the header; 0 x 0 after a problem. At most 20 problems are recorded, all at
/// `pointer`; each names the file and the line.
Table read_table(const std::string& file, Problems& problems, const std::string& pointer,
                 const TableLimits& limits = {}, const TableFormat& format = {});

/// The same from text; `file` is the name used in problems.
Table parse_table(const std::string& text, const std::string& file, Problems& problems, const std::string& pointer,
                  const TableLimits& limits = {}, const TableFormat& format = {});

/// The text of a data file, at most so many bytes; nothing after a problem, which is recorded at `pointer` and names
/// the file. Pipes and devices are refused.
std::optional<std::string> read_data_file(const std::string& file, std::size_t bytes, Problems& problems,
                                          const std::string& pointer);

/// "150 records, 2 columns: x, y", and what in a table without names could be meant otherwise.
std::string table_words(const Table& table);

/// Where a file named in a configuration lies: next to the configuration, else as given.
std::string beside(const std::string& config_file, const std::string& named);

}  // namespace diffrates

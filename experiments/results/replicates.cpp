#include "results/replicates.hpp"

#include <fmt/format.h>

#include <cmath>

#include "laws/replicates.hpp"

namespace diffrates {
namespace {

CsvRecord header() {
  CsvRecord columns = parse_csv(fmt::format("{}\n", points_header)).front();
  columns.resize(point_place_columns);
  for (int k = 1; k <= replicates; ++k) columns.push_back(fmt::format("replicate_{}", k));
  return columns;
}

double value_in(const CsvRecord& record, const CsvRecord& columns, std::size_t column, std::size_t line) {
  const std::optional<double> value = parse_number(record[column]);
  if (value && std::isfinite(*value)) return *value;
  throw CsvError(
      fmt::format("line {}: {} is \"{}\"; accepted: a finite number", line, columns[column], record[column]));
}

/// The next row from `from` on that lies at the record's place.
std::size_t row_at(const CsvRecord& record, const std::vector<Row>& rows, std::size_t from, std::size_t line) {
  const CsvRecord place(record.begin(), record.begin() + point_place_columns);
  for (std::size_t i = from; i < rows.size(); ++i)
    if (line_of(rows[i]).place == place) return i;
  throw CsvError(fmt::format("line {}: {} is not among the numbers of its config.json, or out of their order", line,
                             fmt::join(place, ", ")));
}

}  // namespace

std::string replicates_csv(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows) {
    if (row.by_replicate.empty()) continue;
    if (text.empty()) text = csv_line(header());
    CsvRecord record = line_of(row).place;
    for (const double value : row.by_replicate) record.push_back(csv_number(value));
    text += csv_line(record);
  }
  return text;
}

void take_replicates(std::string_view text, std::vector<Row>& rows) {
  const std::vector<CsvRecord> records = parse_csv(text);
  const CsvRecord columns = header();
  if (records.empty() || records.front() != columns)
    throw CsvError(fmt::format("line 1: is not the header {}", fmt::join(columns, ",")));
  for (Row& row : rows) row.by_replicate.clear();
  for (std::size_t i = 1, next = 0; i < records.size(); ++i) {
    if (records[i].size() != columns.size())
      throw CsvError(fmt::format("line {}: has {} fields, not {}", i + 1, records[i].size(), columns.size()));
    const std::size_t at = row_at(records[i], rows, next, i + 1);
    for (std::size_t column = point_place_columns; column < columns.size(); ++column)
      rows[at].by_replicate.push_back(value_in(records[i], columns, column, i + 1));
    next = at + 1;
  }
}

}  // namespace diffrates

#include "formats/csv.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

namespace diffrates {

std::string csv_line(const CsvRecord& fields) {
  std::string line;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) line += ',';
    if (fields[i].find_first_of(",\"\r\n") == std::string::npos) {
      line += fields[i];
      continue;
    }
    line += '"';
    for (const char c : fields[i]) line.append(c == '"' ? 2 : 1, c);
    line += '"';
  }
  return line + '\n';
}

std::vector<CsvRecord> parse_csv(std::string_view text) {
  std::vector<CsvRecord> records;
  CsvRecord record;
  std::string field;
  bool quoted = false, closed = false;  // inside quotes; just after the closing one
  std::size_t line = 1, opened = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += '"', ++i;
      else
        quoted = false, closed = true;
    } else if (c == ',' || c == '\n') {
      record.push_back(std::move(field));
      field.clear();
      closed = false;
      if (c == '\n') records.push_back(std::move(record)), record.clear();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    } else if (c == '"' && field.empty() && !closed) {
      quoted = true, opened = line;
    } else if (c == '"' || closed) {
      throw CsvError(fmt::format("line {}: a quote out of place", line));
    } else {
      field += c;
    }
  }
  if (quoted) throw CsvError(fmt::format("line {}: a quote is never closed", opened));
  if (!record.empty() || !field.empty() || closed) throw CsvError(fmt::format("line {}: is cut short", line));
  return records;
}

std::string csv_number(double number) {
  if (std::isnan(number)) return "nan";
  return fmt::format("{}", number);
}

std::optional<double> parse_number(std::string_view field) {
  double number = 0;
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  if (error != std::errc() || end != field.data() + field.size()) return {};
  return number;
}

}  // namespace diffrates

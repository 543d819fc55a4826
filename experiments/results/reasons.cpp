#include "results/reasons.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "formats/printable.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_lines = 8, most_reason = 300;

bool digit(char c) { return c >= '0' && c <= '9'; }

/// The words with every number, sign and exponent included, as one mark.
std::string without_numbers(const std::string& words) {
  std::string kind;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!digit(words[i])) {
      kind += words[i];
      continue;
    }
    const auto belongs = [&](std::size_t at) {
      const char c = words[at];
      return digit(c) || c == '.' || c == 'e' || ((c == '-' || c == '+') && words[at - 1] == 'e');
    };
    while (i + 1 < words.size() && belongs(i + 1)) ++i;
    kind += '#';
  }
  return kind;
}

/// The remark less the law that it begins with.
std::string reason_of(const Row& row) {
  const std::string law = row.law + ": ";
  std::string reason = row.remark.starts_with(law) ? row.remark.substr(law.size()) : row.remark;
  return reason.empty() ? "the reason was not kept" : reason;
}

struct Group {
  std::size_t count = 0;
  const Row* first = nullptr;
};

std::string line_of(const Group& group) {
  const Row& row = *group.first;
  return fmt::format("  {} by {}, {}: {} ({}{})\n", group.count, row.law == "none" ? "no law" : row.law,
                     name(row.status), printable(reason_of(row), most_reason), group.count > 1 ? "the first: " : "",
                     printable(words(row.place), most_reason));
}

/// Where a row lies, as fit_points.csv says it of a series against T: everything but T, and T itself.
using PlaceOf = std::pair<CsvRecord, std::string>;

const CsvRecord place_columns{"target",      "dimension", "schedule", "start",
                              "score_error", "epsilon",   "sampler",  "metric"};

PlaceOf key_of_row(const Row& row) {
  const PointLine line = line_of(row);
  CsvRecord place;
  for (const std::string& column : place_columns) place.push_back(line.at(column));
  return {place, csv_number(row.place.steps)};
}

/// The column of each name in the header, nothing if one is missing.
std::vector<std::size_t> columns_of(const CsvRecord& header, const CsvRecord& names) {
  std::vector<std::size_t> columns;
  for (const std::string& name : names) {
    const auto found = std::find(header.begin(), header.end(), name);
    if (found == header.end()) return {};
    columns.push_back(static_cast<std::size_t>(found - header.begin()));
  }
  return columns;
}

std::map<PlaceOf, std::string> remarks_in(const std::vector<CsvRecord>& records) {
  std::map<PlaceOf, std::string> remarks;
  if (records.empty()) return remarks;
  const std::vector<std::size_t> place = columns_of(records.front(), place_columns);
  const std::vector<std::size_t> rest = columns_of(records.front(), {"against", "x", "remark"});
  if (place.empty() || rest.empty()) return remarks;
  for (const CsvRecord& record : records) {
    if (record.size() != records.front().size() || record[rest[0]] != "steps") continue;
    CsvRecord key;
    for (const std::size_t column : place) key.push_back(record[column]);
    remarks[{key, record[rest[1]]}] = record[rest[2]];
  }
  return remarks;
}

}  // namespace

std::string unresolved_words(const std::vector<Row>& rows) {
  std::map<std::tuple<std::string, Status, std::string>, Group> groups;
  std::size_t count = 0;
  for (const Row& row : rows) {
    if (row.status == Status::Ok) continue;
    Group& group = groups[{row.law, row.status, without_numbers(reason_of(row))}];
    if (group.count++ == 0) group.first = &row;
    ++count;
  }
  if (count == 0) return {};
  std::vector<Group> sorted;
  for (const auto& [kind, group] : groups) sorted.push_back(group);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Group& a, const Group& b) { return a.count > b.count; });
  std::string text = fmt::format("{} of {} numbers did not resolve:\n", count, rows.size());
  for (std::size_t i = 0; i < std::min(sorted.size(), most_lines); ++i) text += line_of(sorted[i]);
  if (sorted.size() > most_lines) text += fmt::format("  and {} more reasons\n", sorted.size() - most_lines);
  return text;
}

void take_remarks(std::string_view text, std::vector<Row>& rows) {
  try {
    const std::map<PlaceOf, std::string> remarks = remarks_in(parse_csv(text));
    for (Row& row : rows)
      if (const auto found = remarks.find(key_of_row(row)); found != remarks.end()) row.remark = found->second;
  } catch (const CsvError&) {  // words that cannot be read are words that are missing
  }
}

}  // namespace diffrates

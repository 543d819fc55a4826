#include "results/rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace diffrates {
namespace {

CsvRecord header(Seconds seconds) {
  CsvRecord columns = parse_csv(fmt::format("{}\n", points_header)).front();
  if (seconds == Seconds::LeftOut) columns.pop_back();
  return columns;
}

std::optional<Status> find_status(std::string_view word) {
  for (const Status status : {Status::Ok, Status::Folded, Status::Unresolved, Status::Failed})
    if (name(status) == word) return status;
  return {};
}

/// Reads the fields of one record by position.
class Reader {
 public:
  Reader(const CsvRecord& record, const CsvRecord& header, std::size_t line)
      : record_(record), header_(header), line_(line) {}

  CsvRecord place() {
    for (at_ = 0; at_ < point_place_columns;) {
      const std::string& column = header_[at_];
      if (column == "dimension" || column == "steps" || column == "nfe")
        count();
      else if (column == "epsilon")
        number();
      else
        text();
    }
    return {record_.begin(), record_.begin() + point_place_columns};
  }
  const std::string& text() { return record_[at_++]; }
  double number() {
    const std::string& field = text();
    if (const std::optional<double> number = parse_number(field)) return *number;
    fail(field, "a number");
  }
  void count() {
    const double value = number();
    if (!(value >= 0 && value <= 1e9) || value != std::floor(value)) fail(record_[at_ - 1], "a whole number");
  }
  Status status() {
    const std::string& field = text();
    if (const std::optional<Status> status = find_status(field)) return *status;
    fail(field, "ok, folded, unresolved or failed");
  }

 private:
  [[noreturn]] void fail(const std::string& field, std::string_view accepted) const {
    throw CsvError(fmt::format("line {}: {} is \"{}\"; accepted: {}", line_, header_[at_ - 1], field, accepted));
  }
  const CsvRecord& record_;
  const CsvRecord& header_;
  std::size_t line_;
  std::size_t at_ = 0;
};

std::string place_words(const CsvRecord& place) { return fmt::format("{}", fmt::join(place, ", ")); }

}  // namespace

const std::string& PointLine::at(std::string_view column) const {
  static const CsvRecord columns = header(Seconds::Written);
  const auto found = std::find(columns.begin(), columns.begin() + point_place_columns, column);
  return place.at(static_cast<std::size_t>(found - columns.begin()));
}

PointLine line_of(const Row& row) {
  const Place& place = row.place;
  return {{place.target, fmt::format("{}", place.dimension), place.schedule.label(), std::string(name(place.start)),
           place.score_error.label(), csv_number(place.epsilon), place.sampler, fmt::format("{}", place.steps),
           fmt::format("{}", row.nfe), std::string(name(place.metric)), row.law},
          row.estimate,
          row.status,
          row.seconds};
}

std::string points_csv(const std::vector<PointLine>& lines, Seconds seconds) {
  std::string text = csv_line(header(seconds));
  for (const PointLine& line : lines) {
    CsvRecord record = line.place;
    for (const double x : {line.estimate.value, line.estimate.error}) record.push_back(csv_number(x));
    record.emplace_back(name(line.status));
    if (seconds == Seconds::Written) record.push_back(csv_number(line.seconds));
    text += csv_line(record);
  }
  return text;
}

std::string points_csv(const std::vector<Row>& rows, Seconds seconds) {
  std::vector<PointLine> lines;
  lines.reserve(rows.size());
  for (const Row& row : rows) lines.push_back(line_of(row));
  return points_csv(lines, seconds);
}

std::vector<PointLine> read_points(std::string_view text, Seconds seconds) {
  const std::vector<CsvRecord> records = parse_csv(text);
  const CsvRecord columns = header(seconds);
  if (records.empty() || records.front() != columns)
    throw CsvError(fmt::format("line 1: is not the header {}", fmt::join(columns, ",")));
  std::vector<PointLine> lines;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].size() != columns.size())
      throw CsvError(fmt::format("line {}: has {} fields, not {}", i + 1, records[i].size(), columns.size()));
    Reader read(records[i], columns, i + 1);
    PointLine& line = lines.emplace_back();
    line.place = read.place();
    line.estimate.value = read.number();
    line.estimate.error = read.number();
    line.status = read.status();
    if (seconds == Seconds::Written) line.seconds = read.number();
  }
  return lines;
}

void take_points(std::string_view text, std::vector<Row>& rows, Seconds seconds) {
  const std::vector<PointLine> lines = read_points(text, seconds);
  for (std::size_t i = 0; i < std::max(rows.size(), lines.size()); ++i) {
    if (i < rows.size() && i < lines.size() && rows[i].counted)
      rows[i].nfe = static_cast<int>(std::clamp(parse_number(lines[i].at("nfe")).value_or(0), 0.0, 1e9));
    const CsvRecord asked = i < rows.size() ? line_of(rows[i]).place : CsvRecord{"the end"};
    const CsvRecord found = i < lines.size() ? lines[i].place : CsvRecord{"missing"};
    if (asked != found)
      throw CsvError(fmt::format("does not hold the numbers of its config.json: line {} is {} instead of {}", i + 2,
                                 place_words(found), place_words(asked)));
    rows[i].estimate = lines[i].estimate;
    rows[i].status = lines[i].status;
    rows[i].seconds = lines[i].seconds;
  }
}

}  // namespace diffrates

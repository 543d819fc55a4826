#include "results/rows.hpp"

#include <fmt/format.h>

#include <cmath>
#include <optional>

#include "formats/csv.hpp"

namespace diffrates {
namespace {

CsvRecord fields(const Row& row) {
  return {row.target,
          fmt::format("{}", row.dimension),
          row.schedule,
          row.start,
          row.score_error,
          csv_number(row.epsilon),
          row.sampler,
          fmt::format("{}", row.steps),
          fmt::format("{}", row.nfe),
          row.metric,
          row.law,
          csv_number(row.estimate.value),
          csv_number(row.estimate.error),
          std::string(name(row.status)),
          csv_number(row.seconds)};
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

  const std::string& text() { return record_[at_++]; }
  double number() {
    const std::string& field = text();
    if (const std::optional<double> number = parse_number(field)) return *number;
    fail(field, "a number");
  }
  int count() {
    const double value = number();
    if (!(value >= 0 && value <= 1e9) || value != std::floor(value)) fail(record_[at_ - 1], "a whole number");
    return static_cast<int>(value);
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

}  // namespace

bool same_place(const Row& a, const Row& b) {
  return a.target == b.target && a.dimension == b.dimension && a.schedule == b.schedule && a.start == b.start &&
         a.score_error == b.score_error && a.epsilon == b.epsilon && a.sampler == b.sampler && a.steps == b.steps &&
         a.nfe == b.nfe && a.metric == b.metric && a.law == b.law;
}

std::string place(const Row& row) {
  std::string words = fmt::format("{} of {} on {}, {}, start {}, T = {}", row.metric, row.sampler, row.target,
                                  row.schedule, row.start, row.steps);
  if (row.score_error != "none") words += fmt::format(", {} epsilon {}", row.score_error, row.epsilon);
  return words;
}

std::string points_csv(const std::vector<Row>& rows) {
  std::string text = std::string(points_header) + '\n';
  for (const Row& row : rows) text += csv_line(fields(row));
  return text;
}

std::vector<Row> read_points(std::string_view text) {
  const std::vector<CsvRecord> records = parse_csv(text);
  const CsvRecord header = parse_csv(std::string(points_header) + '\n').front();
  if (records.empty() || records.front() != header)
    throw CsvError(fmt::format("line 1: is not the header {}", points_header));
  std::vector<Row> rows;
  for (std::size_t i = 1; i < records.size(); ++i) {
    if (records[i].size() != header.size())
      throw CsvError(fmt::format("line {}: has {} fields, not {}", i + 1, records[i].size(), header.size()));
    Reader read(records[i], header, i + 1);
    Row row;
    row.target = read.text();
    row.dimension = read.count();
    row.schedule = read.text();
    row.start = read.text();
    row.score_error = read.text();
    row.epsilon = read.number();
    row.sampler = read.text();
    row.steps = read.count();
    row.nfe = read.count();
    row.metric = read.text();
    row.law = read.text();
    row.estimate = {read.number(), 0};
    row.estimate.error = read.number();
    row.status = read.status();
    row.seconds = read.number();
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace diffrates

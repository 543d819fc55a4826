#include "computing/journal.hpp"

#include <fmt/format.h>

namespace diffrates {
namespace fs = std::filesystem;
namespace {

std::string one_line(std::string words) {
  for (char& c : words)
    if (c == '\n' || c == '\r') c = ' ';
  return words;
}

CsvRecord record_of(std::size_t cell, const Plan& plan, const std::vector<Row>& rows) {
  CsvRecord record{fmt::format("{}", cell)};
  for (const std::size_t i : plan.cells[cell].rows) {
    const Row& row = rows[i];
    for (const double x : {row.estimate.value, row.estimate.error, row.seconds}) record.push_back(csv_number(x));
    record.push_back(fmt::format("{}", static_cast<int>(row.status)));
    record.push_back(one_line(row.remark));
  }
  return record;
}

/// Fills the rows of the cell a record holds and marks it; false unless the record fits the plan.
bool take(const CsvRecord& record, const Plan& plan, std::vector<Row>& rows, std::vector<bool>& finished) {
  const auto cell = static_cast<std::size_t>(parse_number(record[0]).value_or(-1));
  if (cell >= plan.cells.size() || record.size() != 1 + 5 * plan.cells[cell].rows.size()) return false;
  for (std::size_t i = 0; i < plan.cells[cell].rows.size(); ++i) {
    const std::string* field = &record[1 + 5 * i];
    Row& row = rows[plan.cells[cell].rows[i]];
    row.estimate = {parse_number(field[0]).value(), parse_number(field[1]).value()};
    row.seconds = parse_number(field[2]).value();
    row.status = static_cast<Status>(static_cast<int>(parse_number(field[3]).value()));
    row.remark = field[4];
  }
  return finished[cell] = true;
}

}  // namespace

Journal::Journal(const fs::path& folder, const Plan& plan, std::vector<Row>& rows)
    : finished_(plan.cells.size(), false),
      file_(folder, [&](const CsvRecord& record) { return take(record, plan, rows, finished_); }) {}

void Journal::append(std::size_t cell, const Plan& plan, const std::vector<Row>& rows) {
  file_.append(record_of(cell, plan, rows));
}

}  // namespace diffrates

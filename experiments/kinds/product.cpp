#include "kinds/product.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/replicates.hpp"

namespace diffrates {
namespace {

constexpr std::size_t fields = 7;  // of a row in the journal

std::string words_of(const std::vector<double>& numbers) {
  std::string words;
  for (const double x : numbers) words += (words.empty() ? "" : " ") + csv_number(x);
  return words;
}

std::vector<double> numbers_in(std::string_view words) {
  std::vector<double> numbers;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    numbers.push_back(parse_number(words.substr(0, end)).value());
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return numbers;
}

std::string one_line(std::string words) {
  for (char& c : words)
    if (c == '\n' || c == '\r') c = ' ';
  return words;
}

}  // namespace

ProductExperiment::ProductExperiment(Config config, Seconds timed)
    : config_(std::move(config)), plan_(make_plan(config_)), timed_(timed) {}

std::vector<Cell> ProductExperiment::cells() const {
  std::vector<Cell> cells;
  for (const LawCall& call : plan_.calls)
    cells.push_back({words(plan_.rows[call.rows.front()].place),
                     fmt::format("{} {} {}", call.law->name, call.sampler->name, call.target->name), cost(call)});
  return cells;
}

void ProductExperiment::compute(std::size_t cell) { diffrates::compute(config_, plan_.calls[cell], plan_.rows); }

CsvRecord ProductExperiment::journal(std::size_t cell) const {
  CsvRecord record;
  for (const std::size_t i : plan_.calls[cell].rows) {
    const Row& row = plan_.rows[i];
    for (const double x : {row.estimate.value, row.estimate.error, row.seconds}) record.push_back(csv_number(x));
    record.push_back(fmt::format("{}", static_cast<int>(row.status)));
    record.push_back(one_line(row.remark));
    record.push_back(words_of(row.by_replicate));
    record.push_back(fmt::format("{}", row.nfe));
  }
  return record;
}

bool ProductExperiment::restore(std::size_t cell, const CsvRecord& record) {
  const std::vector<std::size_t>& rows = plan_.calls[cell].rows;
  if (record.size() != fields * rows.size()) return false;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::string* field = &record[fields * i];
    Row& row = plan_.rows[rows[i]];
    row.estimate = {parse_number(field[0]).value(), parse_number(field[1]).value()};
    row.seconds = parse_number(field[2]).value();
    row.status = static_cast<Status>(static_cast<int>(parse_number(field[3]).value()));
    row.remark = field[4];
    row.by_replicate = numbers_in(field[5]);
    row.nfe = static_cast<int>(parse_number(field[6]).value());
  }
  return true;
}

std::string ProductExperiment::table(bool timed) const {
  if (timed) return points_csv(plan_.rows, timed_);
  std::vector<Row> rows = plan_.rows;
  for (Row& row : rows) row.seconds = 0;
  return points_csv(rows, timed_);
}

void ProductExperiment::read_table(std::string_view text) { take_points(text, plan_.rows, timed_); }

void ProductExperiment::read_replicates(std::string_view text) { take_replicates(text, plan_.rows); }

void ProductExperiment::read_remarks(std::string_view text) { take_remarks(text, plan_.rows); }

std::string ProductExperiment::failures() const {
  std::size_t failed = 0;
  const Row* first = nullptr;
  for (const Row& row : plan_.rows)
    if (row.status == Status::Failed && row.law != "none" && failed++ == 0) first = &row;
  if (failed == 0) return {};
  return fmt::format("{} of {} numbers failed, the first being {}: {}", failed, plan_.rows.size(), words(first->place),
                     first->remark);
}

}  // namespace diffrates

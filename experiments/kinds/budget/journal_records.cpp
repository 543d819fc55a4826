#include "kinds/budget/journal_records.hpp"

#include <algorithm>

namespace diffrates {
namespace {

constexpr std::size_t most_levels = 100'000;

std::string one_line(std::string words) {
  std::replace_if(words.begin(), words.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return words;
}

/// Numbers and words of a record of the journal, one after the other.
struct Writer {
  CsvRecord record;
  void add(double x) { record.push_back(csv_number(x)); }
  void add(const std::string& words) { record.push_back(one_line(words)); }
  void add(const Estimate& estimate) { add(estimate.value), add(estimate.error); }
  void add(const Measurement& one) {
    add(one.estimate);
    add(static_cast<double>(one.status));
    add(one.reason);
  }
};
/// The same read back; `good` is false from the first field that is not there or no number.
struct Reader {
  const CsvRecord& record;
  std::size_t at = 0;
  bool good = true;

  std::string text() {
    good = good && at < record.size();
    return good ? record[at++] : std::string();
  }
  double number() {
    const std::optional<double> x = parse_number(text());
    good = good && x.has_value();
    return x.value_or(0);
  }
  std::size_t count(std::size_t most) {
    const double x = number();
    good = good && x >= 0 && x <= static_cast<double>(most);
    return good ? static_cast<std::size_t>(x) : 0;
  }
  Estimate estimate() {
    const double value = number();
    return {value, number()};
  }
  Measurement measurement(Metric metric) {
    Measurement one{metric, estimate(), Status::Failed, {}, {}};
    one.status = static_cast<Status>(count(static_cast<std::size_t>(Status::Failed)));
    one.reason = text();
    return one;
  }
};

}  // namespace

CsvRecord record_of(const Budget& budget, double seconds) {
  Writer writer;
  writer.add(budget.tv);
  writer.add(budget.kl);
  writer.add(seconds);
  for (const StepShare& step : budget.steps) {
    for (const double x : {static_cast<double>(step.t), step.level, step.h}) writer.add(x);
    for (const Estimate& estimate : {step.tv, step.kl, step.arrives}) writer.add(estimate);
  }
  return writer.record;
}

CsvRecord record_of(const std::array<AskedSchedule, 2>& asked) {
  Writer writer;
  for (const AskedSchedule& one : asked) {
    writer.add(one.problem);
    writer.add(static_cast<double>(one.levels.size()));
    for (const double level : one.levels) writer.add(level);
    for (const Measurement& number : one.measured) writer.add(number);
  }
  return writer.record;
}

bool take_record(const CsvRecord& record, Budget& budget, double& seconds) {
  Reader reader{record};
  budget.tv = reader.measurement(Metric::Tv);
  budget.kl = reader.measurement(Metric::Kl);
  seconds = reader.number();
  budget.steps.clear();
  while (reader.good && reader.at < record.size()) {
    StepShare& step = budget.steps.emplace_back();
    step.t = static_cast<int>(reader.count(most_budget_steps + 1));
    step.level = reader.number();
    step.h = reader.number();
    for (Estimate* estimate : {&step.tv, &step.kl, &step.arrives}) *estimate = reader.estimate();
  }
  return reader.good;
}

bool take_record(const CsvRecord& record, std::size_t numbers, const std::vector<Metric>& metrics,
                 std::array<AskedSchedule, 2>& asked) {
  Reader reader{record};
  for (AskedSchedule& one : asked) {
    one = {};
    one.problem = reader.text();
    const std::size_t levels = reader.count(most_levels);
    for (std::size_t i = 0; i < levels && reader.good; ++i) one.levels.push_back(reader.number());
    for (std::size_t i = 0; i < numbers && levels > 0 && reader.good; ++i)
      one.measured.push_back(reader.measurement(metrics[i % metrics.size()]));
  }
  return reader.good && reader.at == record.size();
}

}  // namespace diffrates

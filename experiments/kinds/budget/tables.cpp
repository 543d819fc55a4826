#include "kinds/budget/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace diffrates {
namespace {

const CsvRecord place_columns{"target", "dimension", "schedule", "start", "sampler", "steps"};
const CsvRecord prediction_columns{
    "metric", "predicted", "predicted_error", "predicted_status", "law",   "value", "error",
    "status", "ratio",     "seconds",         "predicted_reason", "reason"};
const CsvRecord step_columns{"step", "level", "h", "tv", "tv_error", "kl", "kl_error", "arrives", "arrives_error"};
const CsvRecord schedule_columns_place{"target", "dimension", "schedule", "start", "sampler", "levels"};
const CsvRecord schedule_columns{"file", "problem"};
const CsvRecord gain_columns{"metric", "levels", "law", "value", "error", "status", "gain"};

CsvRecord joined(CsvRecord head, const CsvRecord& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

CsvRecord place_of(const LawCall& place, int steps) {
  return {place.target->name,
          fmt::format("{}", place.target->target->dimension()),
          place.schedule->described.label(),
          std::string(name(place.start)),
          std::string(place.sampler->name),
          fmt::format("{}", steps)};
}

/// The records of a file with that header, one after the other; every complaint names its line.
class Records {
 public:
  Records(std::string_view text, const CsvRecord& columns) : records_(parse_csv(text)), columns_(columns) {
    if (records_.empty() || records_.front() != columns)
      throw CsvError(fmt::format("line 1: is not the header {}", fmt::join(columns, ",")));
  }
  /// The next record; `begins` is what it must begin with.
  void next(const CsvRecord& begins) {
    ++line_;
    if (line_ >= records_.size()) throw CsvError(fmt::format("ends after line {}", line_));
    if (records_[line_].size() != columns_.size())
      throw CsvError(fmt::format("line {}: has {} fields, not {}", line_ + 1, records_[line_].size(), columns_.size()));
    if (!std::equal(begins.begin(), begins.end(), records_[line_].begin()))
      throw CsvError(fmt::format("line {}: does not begin with {}", line_ + 1, fmt::join(begins, ",")));
    at_ = begins.size();
  }
  bool done() const { return line_ + 1 >= records_.size(); }
  const std::string& text() { return records_[line_][at_++]; }
  double number() {
    const std::string& field = text();
    if (const std::optional<double> number = parse_number(field)) return *number;
    fail(field, "a number");
  }
  Status status() {
    const std::string& field = text();
    for (const Status status : {Status::Ok, Status::Folded, Status::Unresolved, Status::Failed})
      if (name(status) == field) return status;
    fail(field, "ok, folded, unresolved or failed");
  }
  Estimate estimate() {
    const double value = number();
    return {value, number()};
  }
  /// Where nothing more may come.
  void end() const {
    if (!done()) throw CsvError(fmt::format("line {}: is more than was asked for", line_ + 2));
  }

 private:
  [[noreturn]] void fail(const std::string& field, std::string_view accepted) const {
    throw CsvError(fmt::format("line {}: {} is \"{}\"; accepted: {}", line_ + 1, columns_[at_ - 1], field, accepted));
  }
  std::vector<CsvRecord> records_;
  CsvRecord columns_;
  std::size_t line_ = 0, at_ = 0;
};

/// Calls visit(track, T, its number) in the order of the files.
template <class Tracks, class Visit>
void every_budget(const Config& config, Tracks& tracks, const Visit& visit) {
  for (auto& track : tracks)
    for (std::size_t i = 0; i < config.steps.size(); ++i) visit(track, config.steps[i], i);
}

/// And visit(track, T, metric, which of the track's numbers).
template <class Tracks, class Visit>
void every_number(const Config& config, Tracks& tracks, const Visit& visit) {
  every_budget(config, tracks, [&](auto& track, int T, std::size_t i) {
    for (std::size_t m = 0; m < config.metrics.size(); ++m)
      visit(track, T, i, config.metrics[m], i * config.metrics.size() + m);
  });
}

void add_numbers(CsvRecord& record, std::initializer_list<double> numbers) {
  for (const double x : numbers) record.push_back(csv_number(x));
}

}  // namespace

std::string predictions_csv(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows,
                            bool timed) {
  std::string text = csv_line(joined(place_columns, prediction_columns));
  every_number(config, tracks, [&](const Track& track, int T, std::size_t i, Metric metric, std::size_t n) {
    const Measurement& prediction = predicted(track.budgets[i], metric);
    const Row& row = rows[track.rows[n]];
    CsvRecord record = joined(place_of(track.place, T), {std::string(name(metric))});
    add_numbers(record, {prediction.estimate.value, prediction.estimate.error});
    record.emplace_back(name(prediction.status));
    record.push_back(row.law);
    add_numbers(record, {row.estimate.value, row.estimate.error});
    record.emplace_back(name(row.status));
    const bool ok = prediction.status == Status::Ok && row.status == Status::Ok;
    add_numbers(record, {ok ? prediction.estimate.value / row.estimate.value : NAN,
                         timed ? row.seconds + track.seconds[i] : 0});
    record.push_back(prediction.status == Status::Ok ? "" : prediction.reason);
    record.push_back(row.status == Status::Ok ? "" : row.remark);
    text += csv_line(record);
  });
  return text;
}

void take_predictions(std::string_view text, const Config& config, std::vector<Track>& tracks, std::vector<Row>& rows) {
  Records records(text, joined(place_columns, prediction_columns));
  every_number(config, tracks, [&](Track& track, int T, std::size_t i, Metric metric, std::size_t n) {
    records.next(joined(place_of(track.place, T), {std::string(name(metric))}));
    Measurement& prediction = metric == Metric::Tv ? track.budgets[i].tv : track.budgets[i].kl;
    prediction.estimate = records.estimate();
    prediction.status = records.status();
    Row& row = rows[track.rows[n]];
    if (const std::string law = records.text(); law != row.law)
      throw CsvError(fmt::format("the law is \"{}\", and {} gives that number now", law, row.law));
    row.estimate = records.estimate();
    row.status = records.status();
    records.number();
    row.seconds = records.number();
    prediction.reason = records.text();
    row.remark = records.text();
  });
  records.end();
}

std::string budget_csv(const Config& config, const std::vector<Track>& tracks) {
  std::string text = csv_line(joined(place_columns, step_columns));
  every_budget(config, tracks, [&](const Track& track, int T, std::size_t i) {
    for (const StepShare& step : track.budgets[i].steps) {
      CsvRecord record = joined(place_of(track.place, T), {fmt::format("{}", step.t)});
      add_numbers(record, {step.level, step.h, step.tv.value, step.tv.error, step.kl.value, step.kl.error,
                           step.arrives.value, step.arrives.error});
      text += csv_line(record);
    }
  });
  return text;
}

void take_budgets(std::string_view text, const Config& config, std::vector<Track>& tracks) {
  Records records(text, joined(place_columns, step_columns));
  every_budget(config, tracks, [&](Track& track, int T, std::size_t i) {
    std::vector<StepShare>& steps = track.budgets[i].steps;
    steps.clear();
    if (track.budgets[i].tv.status == Status::Failed || records.done()) return;
    const int last = T + (track.place.start == Start::Normal ? 1 : 0);
    for (int t = 2; t <= last; ++t) {
      records.next(joined(place_of(track.place, T), {fmt::format("{}", t)}));
      StepShare& step = steps.emplace_back();
      step.t = t;
      step.level = records.number();
      step.h = records.number();
      step.tv = records.estimate();
      step.kl = records.estimate();
      step.arrives = records.estimate();
    }
  });
  records.end();
}

std::string gains_csv(const Config& config, const std::vector<Track>& tracks, const std::vector<Row>& rows) {
  std::string text = csv_line(joined(place_columns, gain_columns));
  for (const Asked asked : all_asked)
    every_number(config, tracks, [&](const Track& track, int T, std::size_t, Metric metric, std::size_t n) {
      const AskedSchedule& schedule = track.asked[static_cast<std::size_t>(asked)];
      if (schedule.measured.empty()) return;
      const Measurement& one = schedule.measured[n];
      const Row& row = rows[track.rows[n]];
      CsvRecord record =
          joined(place_of(track.place, T), {std::string(name(metric)), std::string(name(asked)), row.law});
      add_numbers(record, {one.estimate.value, one.estimate.error});
      record.emplace_back(name(one.status));
      const bool ok = one.status == Status::Ok && row.status == Status::Ok;
      add_numbers(record, {ok ? 1 - one.estimate.value / row.estimate.value : NAN});
      text += csv_line(record);
    });
  return text;
}

void take_gains(std::string_view text, const Config& config, std::vector<Track>& tracks) {
  Records records(text, joined(place_columns, gain_columns));
  for (const Asked asked : all_asked)
    every_number(config, tracks, [&](Track& track, int T, std::size_t, Metric metric, std::size_t) {
      AskedSchedule& schedule = track.asked[static_cast<std::size_t>(asked)];
      if (!schedule.problem.empty()) return;
      records.next(joined(place_of(track.place, T), {std::string(name(metric)), std::string(name(asked))}));
      records.text();
      Measurement& one = schedule.measured.emplace_back(Measurement{metric, {}, Status::Ok, {}, {}});
      one.estimate = records.estimate();
      one.status = records.status();
    });
  records.end();
}

std::string constants_csv(const Config& config, const std::vector<Track>& tracks,
                          const std::vector<PredictionFinding>& findings) {
  std::string text =
      csv_line({"target", "dimension", "schedule", "start", "sampler", "metric", "exponent", "constant",
                "constant_error", "fitted", "fitted_low", "fitted_high", "ratio", "ratio_error", "ratio_exponent"});
  auto finding = findings.begin();
  for (const Track& track : tracks)
    for (const Metric metric : config.metrics) {
      const Limit none{NAN, NAN}, constant = finding->constant.value_or(none), ratio = finding->ratio.value_or(none);
      const Fit &own = finding->own, &off = finding->off;
      CsvRecord record = place_of(track.place, 0);
      record.back() = name(metric);  // a series has no T
      add_numbers(record, {finding->exponent > 0 ? finding->exponent : NAN, constant.value, constant.error});
      if (own.conclusive)
        add_numbers(record, {own.constant, own.constant_low, own.constant_high});
      else
        add_numbers(record, {NAN, NAN, NAN});
      add_numbers(record, {ratio.value, ratio.error, off.conclusive ? off.exponent : NAN});
      text += csv_line(record);
      ++finding;
    }
  return text;
}

std::string levels_csv(const std::vector<double>& levels) {
  std::string text = "L\n";
  for (const double level : levels) text += csv_line({csv_number(level)});
  return text;
}

std::vector<double> read_levels(std::string_view text) {
  Records records(text, {"L"});
  std::vector<double> levels;
  while (!records.done()) {
    records.next({});
    const double level = records.number();
    if (!(level > (levels.empty() ? 0 : levels.back()) && level <= largest_level))
      throw CsvError(fmt::format("line {}: L is {}; accepted: levels above 0, each above the one before",
                                 levels.size() + 2, csv_number(level)));
    levels.push_back(level);
  }
  if (levels.size() < 2) throw CsvError("holds fewer than two levels");
  return levels;
}

std::string levels_file(const Track& track, Asked asked) {
  return fmt::format("levels_{}_{}.csv", track.name, name(asked));
}

std::string schedules_csv(const std::vector<Track>& tracks) {
  std::string text = csv_line(joined(schedule_columns_place, schedule_columns));
  for (const Track& track : tracks)
    for (const Asked asked : all_asked) {
      const AskedSchedule& one = track.asked[static_cast<std::size_t>(asked)];
      CsvRecord record = place_of(track.place, 0);
      record.back() = name(asked);
      record.push_back(one.levels.empty() ? "" : levels_file(track, asked));
      record.push_back(one.problem);
      text += csv_line(record);
    }
  return text;
}

void take_schedules(std::string_view text, std::vector<Track>& tracks) {
  Records records(text, joined(schedule_columns_place, schedule_columns));
  for (Track& track : tracks)
    for (const Asked asked : all_asked) {
      CsvRecord begins = place_of(track.place, 0);
      begins.back() = name(asked);
      records.next(begins);
      records.text();
      track.asked[static_cast<std::size_t>(asked)].problem = records.text();
    }
  records.end();
}

std::vector<ComparedNumber> compared_predictions(std::string_view text) {
  const CsvRecord columns = joined(place_columns, prediction_columns);
  Records records(text, columns);
  std::vector<ComparedNumber> numbers;
  while (!records.done()) {
    records.next({});
    CsvRecord place;
    for (std::size_t i = 0; i < place_columns.size(); ++i) place.push_back(records.text());
    const std::string metric = records.text();
    const auto add = [&](const char* what, const Estimate& estimate, Status status) {
      ComparedNumber& number = numbers.emplace_back();
      number.key = joined(place, {metric, what});
      number.where = fmt::format("{} {} {} {} {} {}", place[0], place[2], place[3], place[4], metric, what);
      number.at = "T = " + place.back();
      number.estimate = estimate;
      number.status = status;
      number.rounding = 1e-12 * std::abs(estimate.value);
    };
    const Estimate prediction = records.estimate();
    const Status predicted_status = records.status();
    add("predicted", prediction, predicted_status);
    const std::string law = records.text();
    const Estimate own = records.estimate();
    add("measured", own, records.status());
    numbers.back().same = {{"law", law}};
  }
  return numbers;
}

}  // namespace diffrates

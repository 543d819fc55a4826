#include "results/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "formats/csv.hpp"
#include "formats/differences.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    if (!word.empty() && word != "none") text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string epsilon_words(const std::string& epsilon) {
  return epsilon.empty() || epsilon == "0" ? "" : "epsilon=" + epsilon;
}

std::string series_of(const Row& row) {
  return joined({row.target, row.schedule, row.start, row.score_error, epsilon_words(csv_number(row.epsilon)),
                 row.sampler, row.metric});
}

/// A column of a record by its name.
class Columns {
 public:
  explicit Columns(const CsvRecord& header) : header_(header) {}
  const std::string& text(const CsvRecord& record, const std::string& column) const {
    const auto at = std::find(header_.begin(), header_.end(), column) - header_.begin();
    if (static_cast<std::size_t>(at) >= std::min(header_.size(), record.size()))
      throw CsvError("has no column " + column);
    return record[at];
  }
  double number(const CsvRecord& record, const std::string& column) const {
    const std::optional<double> number = parse_number(text(record, column));
    if (!number) throw CsvError(fmt::format("{} is \"{}\", not a number", column, text(record, column)));
    return *number;
  }

 private:
  CsvRecord header_;
};

FitLine fit_line(const Columns& at, const CsvRecord& record) {
  FitLine line;
  const auto word = [&](const char* column) { return at.text(record, column); };
  const std::string steps = word("steps").empty() ? "" : "T=" + word("steps");
  line.series = joined({word("target"), word("schedule"), word("start"), word("score_error"),
                        epsilon_words(word("epsilon")), word("sampler"), steps, word("metric")});
  line.model = fmt::format("against {}, log power {}", word("against"), word("log_power"));
  line.conclusive = word("conclusive") == "true";
  line.exponent = at.number(record, "exponent");
  line.low = at.number(record, "low");
  line.high = at.number(record, "high");
  line.constant = at.number(record, "constant");
  line.constant_low = at.number(record, "constant_low");
  line.constant_high = at.number(record, "constant_high");
  return line;
}

std::vector<FitLine> parse_fits(const std::string& text) {
  const std::vector<CsvRecord> records = parse_csv(text);
  if (records.empty()) throw CsvError("is empty");
  const Columns at(records.front());
  std::vector<FitLine> lines;
  for (std::size_t i = 1; i < records.size(); ++i) lines.push_back(fit_line(at, records[i]));
  return lines;
}

std::string needed_file(const fs::path& file) {
  std::optional<std::string> text = read_file(file);
  if (!text) throw ResultError(fmt::format("{}: is missing", file.string()));
  return *text;
}

/// What rounding may do to a number: see compare.hpp.
double rounding(const Row& row) {
  const double value = std::abs(row.estimate.value);
  const bool variation = row.metric == "tv" || row.metric == "path_tv";
  const double log_ratio = std::min(1.0, variation ? value : std::sqrt(value));
  return 16 * std::numeric_limits<double>::epsilon() * std::sqrt(row.steps) * value / log_ratio;
}

std::string number_words(const Row& row) {
  return fmt::format("{:.10g} +- {:.2g}", row.estimate.value, row.estimate.error);
}

/// How the number has changed; empty if it has not.
std::string changed(const Row& then, const Row& now) {
  if (then.law != now.law) return fmt::format("law was {} and is {}", then.law, now.law);
  if (then.nfe != now.nfe) return fmt::format("evaluations were {} and are {}", then.nfe, now.nfe);
  if (then.dimension != now.dimension) return fmt::format("dimension was {} and is {}", then.dimension, now.dimension);
  if (then.status != now.status) return fmt::format("status was {} and is {}", name(then.status), name(now.status));
  if (now.status != Status::Ok) return {};
  const double allowed =
      5 * std::hypot(then.estimate.error, now.estimate.error) + std::max(rounding(then), rounding(now));
  const double difference = std::abs(then.estimate.value - now.estimate.value);
  if (difference <= allowed) return {};
  return fmt::format("was {} and is {}: apart by {:.2g}, {:.2g} allowed", number_words(then), number_words(now),
                     difference, allowed);
}

std::string range_words(const char* what, double value, double low, double high) {
  return fmt::format("{} {:.5g} [{:.5g}, {:.5g}]", what, value, low, high);
}

bool disjoint(double a_low, double a_high, double b_low, double b_high) {
  return !(a_low <= b_high && b_low <= a_high);
}

std::string changed(const FitLine& then, const FitLine& now) {
  if (then.conclusive != now.conclusive)
    return then.conclusive ? "the exponent was conclusive and is not" : "the exponent was not conclusive and is";
  if (!now.conclusive) return {};
  const auto words = [&](const char* what, auto value, auto low, auto high) {
    return fmt::format("{} ({}) was and is {}", range_words(what, then.*value, then.*low, then.*high), now.model,
                       range_words(what, now.*value, now.*low, now.*high));
  };
  if (disjoint(then.low, then.high, now.low, now.high))
    return words("exponent", &FitLine::exponent, &FitLine::low, &FitLine::high);
  if (disjoint(then.constant_low, then.constant_high, now.constant_low, now.constant_high))
    return words("constant", &FitLine::constant, &FitLine::constant_low, &FitLine::constant_high);
  return {};
}

/// Both sides matched by their key; what is missing or extra is a difference, and so is a key that is there twice.
template <class Item, class KeyOf, class WhereOf, class Label>
void match(const std::vector<Item>& baseline, const std::vector<Item>& run, KeyOf key_of, WhereOf where_of, Label label,
           std::vector<Difference>& found) {
  std::map<std::string, const Item*> left;
  for (const Item& item : baseline)
    if (!left.emplace(key_of(item), &item).second)
      found.push_back({where_of(item), label(item) + "is twice in the baseline"});
  for (const Item& now : run) {
    const auto then = left.find(key_of(now));
    if (then == left.end()) {
      found.push_back({where_of(now), label(now) + "is not in the baseline"});
      continue;
    }
    if (const std::string words = changed(*then->second, now); !words.empty())
      found.push_back({where_of(now), label(now) + words});
    left.erase(then);
  }
  for (const auto& [key, item] : left)
    found.push_back({where_of(*item), label(*item) + "is in the baseline and missing here"});
}

/// The configuration with data files by their names alone: a baseline is of any machine.
Value without_folders(Value value) {
  if (auto* list = std::get_if<List>(&value.data))
    for (Value& entry : *list) entry = without_folders(std::move(entry));
  if (auto* members = std::get_if<Members>(&value.data))
    for (Member& member : *members) {
      auto* file = std::get_if<std::string>(&member.second.data);
      if (file != nullptr && member.first == "file")
        *file = fs::path(*file).filename().string();
      else
        member.second = without_folders(std::move(member.second));
    }
  return value;
}

/// The configuration without what it says to people, on which no number rests.
Value without_words(Value value) {
  if (auto* list = std::get_if<List>(&value.data))
    for (Value& entry : *list) entry = without_words(std::move(entry));
  if (auto* members = std::get_if<Members>(&value.data)) {
    std::erase_if(*members, [](const Member& member) {
      return member.first == "title" || member.first == "description" || member.first == "statement";
    });
    for (Member& member : *members) member.second = without_words(std::move(member.second));
  }
  return value;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> baseline_files(const Result& result) {
  std::vector<Row> rows = result.rows;
  for (Row& row : rows) row.seconds = 0;
  return {{"points.csv", points_csv(rows)},
          {"fits.csv", fits_csv(find(*result.config, rows))},
          {"config.json", json_text(without_folders(result.config->resolved))}};
}

Snapshot snapshot(const Result& result) {
  return {without_folders(result.config->resolved), result.rows,
          parse_fits(fits_csv(find(*result.config, result.rows)))};
}

Snapshot read_baseline(const fs::path& folder) {
  std::string file = "config.json";
  try {
    Snapshot baseline;
    Problems problems;
    std::optional<Value> config = parse_json(needed_file(folder / file), problems);
    if (!config) throw ResultError(fmt::format("{}: is not JSON", (folder / file).string()));
    baseline.config = std::move(*config);
    file = "points.csv";
    baseline.rows = read_points(needed_file(folder / file));
    file = "fits.csv";
    baseline.fits = parse_fits(needed_file(folder / file));
    return baseline;
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", (folder / file).string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
}

std::vector<Difference> compare(const Snapshot& baseline, const Snapshot& run) {
  std::vector<Difference> found;
  if (const std::string words = first_difference(without_words(baseline.config), without_words(run.config));
      !words.empty())
    found.push_back({"configuration", words});
  match(
      baseline.fits, run.fits, [](const FitLine& fit) { return fit.series + "|" + fit.model; },
      [](const FitLine& fit) { return fit.series; }, [](const FitLine& fit) { return "fit " + fit.model + ": "; },
      found);
  match(
      baseline.rows, run.rows, [](const Row& row) { return fmt::format("{}|{}", series_of(row), row.steps); },
      [](const Row& row) { return series_of(row); }, [](const Row& row) { return fmt::format("T = {}: ", row.steps); },
      found);
  return found;
}

JunitSuite comparison_suite(const std::string& name, const Snapshot& baseline, const Snapshot& run,
                            const std::vector<Difference>& differences) {
  std::vector<std::string> names{"configuration"};
  const auto add = [&](const std::string& series) {
    if (std::find(names.begin(), names.end(), series) == names.end()) names.push_back(series);
  };
  for (const Snapshot* side : {&baseline, &run}) {
    for (const FitLine& fit : side->fits) add(fit.series);
    for (const Row& row : side->rows) add(series_of(row));
  }
  JunitSuite suite{name, {}, {}};
  for (const std::string& series : names) {
    JunitCase test;
    test.name = series;
    for (const FitLine& fit : run.fits)
      if (fit.series == series && fit.conclusive)
        test.message = range_words("exponent", fit.exponent, fit.low, fit.high);
    for (const Difference& difference : differences) {
      if (difference.where != series) continue;
      test.outcome = JunitCase::Outcome::Failed;
      test.message += (test.message.empty() ? "" : "; ") + difference.words;
    }
    suite.cases.push_back(std::move(test));
  }
  return suite;
}

}  // namespace diffrates

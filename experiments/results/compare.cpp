#include "results/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "formats/differences.hpp"
#include "formats/files.hpp"
#include "formats/json_reader.hpp"
#include "formats/json_writer.hpp"
#include "results/experiment.hpp"
#include "results/result_folder.hpp"

namespace diffrates {
namespace fs = std::filesystem;
namespace {

const std::string fits_file = "fits.csv";

constexpr double most_growth = 10;      ///< of one stated error
constexpr double most_drift = 0.5;      ///< of the numbers of a series together, in stated errors
constexpr double most_together = 3;     ///< growth of the errors of a series together
constexpr std::size_t least_drift = 3;  ///< numbers that a series needs to drift

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    if (!word.empty() && word != "none") text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string epsilon_words(const std::string& epsilon) {
  return epsilon.empty() || epsilon == "0" ? "" : "epsilon=" + epsilon;
}

/// A column of a record by its name.
class Columns {
 public:
  explicit Columns(const CsvRecord& header) : header_(header) {}
  const std::string& text(const CsvRecord& record, const std::string& column) const {
    const auto at = std::find(header_.begin(), header_.end(), column) - header_.begin();
    if (static_cast<std::size_t>(at) >= std::min(header_.size(), record.size()))
      throw CsvError("has no column " + column);
    return record[static_cast<std::size_t>(at)];
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
  line.where = joined({word("target"), word("schedule"), word("start"), word("score_error"),
                       epsilon_words(word("epsilon")), word("sampler"), steps, word("metric")});
  line.model = fmt::format("against {}, log power {}", word("against"), word("log_power"));
  for (const char* column :
       {"target", "schedule", "start", "score_error", "epsilon", "sampler", "steps", "metric", "against", "log_power"})
    line.key.push_back(word(column));
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
  std::map<CsvRecord, int> same;
  for (std::size_t i = 1; i < records.size(); ++i) {
    FitLine& line = lines.emplace_back(fit_line(at, records[i]));
    // Against dimension a place names no target: of several families of targets the order says which.
    const int times = ++same[line.key];
    if (times > 1) line.where += fmt::format(", fit {} of this place", times);
    line.key.push_back(std::to_string(times));
  }
  return lines;
}

std::string needed_file(const fs::path& file) {
  std::optional<std::string> text = read_file(file);
  if (!text) throw ResultError(fmt::format("{}: is missing", file.string()));
  return *text;
}

/// What is in a file of a folder, read by `parse`. Throws ResultError naming the file.
auto parsed(const fs::path& file, const auto& parse) {
  try {
    return parse(needed_file(file));
  } catch (const CsvError& error) {
    throw ResultError(fmt::format("{}: {}", file.string(), error.what()));
  } catch (const FileError& error) {
    throw ResultError(error.what());
  }
}

double rounding(const std::string& metric, double steps, double value) {
  // Linear in the log ratio; distances in the unit of the data, taken for 1.
  const bool linear = metric == name(Metric::Tv) || metric == name(Metric::PathTv) || metric == name(Metric::W1) ||
                      metric == name(Metric::W2);
  const double log_ratio = std::min(1.0, linear ? std::abs(value) : std::sqrt(std::abs(value)));
  return 16 * std::numeric_limits<double>::epsilon() * std::sqrt(steps) * std::abs(value) / log_ratio;
}

std::string number_words(const ComparedNumber& number) {
  return fmt::format("{:.10g} +- {:.2g}", number.estimate.value, number.estimate.error);
}

bool finite(const Estimate& estimate) { return std::isfinite(estimate.value) && std::isfinite(estimate.error); }

double allowed_rounding(const ComparedNumber& then, const ComparedNumber& now) {
  return std::max(then.rounding, now.rounding);
}

/// How the number has changed; empty if it has not.
std::string changed(const ComparedNumber& then, const ComparedNumber& now) {
  for (std::size_t i = 0; i < std::min(then.same.size(), now.same.size()); ++i)
    if (then.same[i].second != now.same[i].second)
      return fmt::format("{} was {} and is {}", now.same[i].first, then.same[i].second, now.same[i].second);
  if (then.status != now.status) return fmt::format("status was {} and is {}", name(then.status), name(now.status));
  if (now.status != Status::Ok) return {};
  if (!finite(then.estimate) || !finite(now.estimate))
    return fmt::format("was {} and is {}: not finite, though ok", number_words(then), number_words(now));
  const double rounding = allowed_rounding(then, now);
  const double allowed = 5 * std::hypot(then.estimate.error, now.estimate.error) + rounding;
  const double difference = std::abs(then.estimate.value - now.estimate.value);
  if (!(difference <= allowed))
    return fmt::format("was {} and is {}: apart by {:.2g}, {:.2g} allowed", number_words(then), number_words(now),
                       difference, allowed);
  if (now.estimate.error > most_growth * then.estimate.error + rounding)
    return fmt::format("was {} and is {}: its error has grown {:.3g} times, {:g} allowed", number_words(then),
                       number_words(now), now.estimate.error / then.estimate.error, most_growth);
  return {};
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

std::string label(const ComparedNumber& number) { return number.at + ": "; }
std::string label(const FitLine& fit) { return "fit " + fit.model + ": "; }

/// Both sides matched by their keys; what is missing or extra is a difference, and so is a key that is there twice.
template <class Item>
void match(const std::vector<Item>& baseline, const std::vector<Item>& run, std::vector<Difference>& found) {
  std::map<CsvRecord, const Item*> left;
  for (const Item& item : baseline)
    if (!left.emplace(item.key, &item).second) found.push_back({item.where, label(item) + "is twice in the baseline"});
  for (const Item& now : run) {
    const auto then = left.find(now.key);
    if (then == left.end()) {
      found.push_back({now.where, label(now) + "is not in the baseline"});
      continue;
    }
    if (const std::string words = changed(*then->second, now); !words.empty())
      found.push_back({now.where, label(now) + words});
    left.erase(then);
  }
  for (const auto& [key, item] : left)
    found.push_back({item->where, label(*item) + "is in the baseline and missing here"});
}

/// Two numbers that are the same each for itself.
struct Matched {
  const ComparedNumber* then;
  const ComparedNumber* now;
};

double median(std::vector<double> numbers) {
  const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
  std::nth_element(numbers.begin(), middle, numbers.end());
  return *middle;
}

/// How far the number has moved beyond rounding, in stated errors.
double moved(const Matched& pair) {
  const double beyond =
      std::abs(pair.then->estimate.value - pair.now->estimate.value) - allowed_rounding(*pair.then, *pair.now);
  if (!(beyond > 0)) return 0;
  return beyond / std::hypot(pair.then->estimate.error, pair.now->estimate.error);
}

double grown(const Matched& pair) {
  const double now = pair.now->estimate.error - allowed_rounding(*pair.then, *pair.now);
  return now > 0 ? now / pair.then->estimate.error : 0;
}

/// What half of the numbers have done together; empty if nothing.
std::string together(const std::vector<Matched>& pairs) {
  if (pairs.size() < least_drift) return {};
  std::vector<double> distances, growths;
  for (const Matched& pair : pairs) {
    distances.push_back(moved(pair));
    growths.push_back(grown(pair));
  }
  if (const double drift = median(distances); drift > most_drift)
    return fmt::format(
        "{} numbers have moved together, half of them by {:.2g} stated errors or more; {:g} allowed, as "
        "the same seeds give the same numbers to rounding",
        pairs.size(), drift, most_drift);
  if (const double growth = median(growths); growth > most_together)
    return fmt::format("the errors of {} numbers have grown together, half of them {:.3g} times or more; {:g} allowed",
                       pairs.size(), growth, most_together);
  return {};
}

/// What the numbers of a series, or where they have too few each all numbers, have done together. Numbers that have
/// changed each for itself are told already and tell nothing here.
void match_together(const std::vector<ComparedNumber>& baseline, const std::vector<ComparedNumber>& run,
                    std::vector<Difference>& found) {
  std::map<CsvRecord, const ComparedNumber*> left;
  for (const ComparedNumber& then : baseline) left.emplace(then.key, &then);
  std::map<std::string, std::vector<Matched>> series;
  std::vector<Matched> rest;
  for (const ComparedNumber& now : run) {
    const auto then = left.find(now.key);
    if (then == left.end() || now.status != Status::Ok || !changed(*then->second, now).empty()) continue;
    series[now.where].push_back({then->second, &now});
  }
  for (const auto& [where, pairs] : series) {
    if (const std::string words = together(pairs); !words.empty()) found.push_back({where, words});
    if (pairs.size() < least_drift) rest.insert(rest.end(), pairs.begin(), pairs.end());
  }
  if (const std::string words = together(rest); !words.empty())
    found.push_back({"series of one or two numbers", words});
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

/// fits.csv as the numbers make it; nothing where the experiment fits nothing.
std::optional<std::string> fits_of(const Experiment& experiment) {
  for (const ResultFile& file : experiment.files())
    if (file.name == fits_file) return file.text();
  return {};
}

}  // namespace

std::vector<ComparedNumber> compared_points(const std::vector<PointLine>& lines) {
  std::vector<ComparedNumber> numbers;
  for (const PointLine& line : lines) {
    ComparedNumber& number = numbers.emplace_back();
    for (const char* column : {"target", "schedule", "start", "score_error", "epsilon", "sampler", "steps", "metric"})
      number.key.push_back(line.at(column));
    number.where = joined({line.at("target"), line.at("schedule"), line.at("start"), line.at("score_error"),
                           epsilon_words(line.at("epsilon")), line.at("sampler"), line.at("metric")});
    number.at = "T = " + line.at("steps");
    number.estimate = line.estimate;
    number.status = line.status;
    number.rounding = rounding(line.at("metric"), parse_number(line.at("steps")).value_or(0), line.estimate.value);
    number.same = {{"law", line.at("law")}, {"evaluations", line.at("nfe")}, {"dimension", line.at("dimension")}};
  }
  return numbers;
}

std::vector<std::pair<std::string, std::string>> baseline_files(const Experiment& experiment) {
  std::vector<std::pair<std::string, std::string>> files{
      {std::string(experiment.kind->table), experiment.table(false)}};
  if (std::optional<std::string> fits = fits_of(experiment)) files.emplace_back(fits_file, std::move(*fits));
  files.emplace_back("config.json", json_text(without_folders(experiment.resolved)));
  return files;
}

Snapshot read_snapshot(const fs::path& folder) {
  const std::unique_ptr<Experiment> experiment = read_question(folder);
  say_remarks(*experiment);
  const fs::path table = folder / experiment->kind->table;
  Snapshot now{without_folders(experiment->resolved), parsed(table, experiment->kind->numbers), {}};
  try {
    experiment->read_table(needed_file(table));
    read_replicates(folder, *experiment);
    if (const std::optional<std::string> fits = fits_of(*experiment)) now.fits = parse_fits(*fits);
  } catch (const CsvError&) {  // not the numbers asked for, which is a finding: the fits are those that were written
    if (fs::exists(folder / fits_file)) now.fits = parsed(folder / fits_file, parse_fits);
  }
  return now;
}

Snapshot read_baseline(const fs::path& folder) {
  const fs::path file = folder / "config.json";
  Problems problems;
  const std::optional<Value> config = parse_json(parsed(file, [](const std::string& text) { return text; }), problems);
  if (!config) throw ResultError(fmt::format("{}: is not JSON", file.string()));
  const ExperimentKind& kind = kind_named_in(*config);
  Snapshot then{without_folders(*config), parsed(folder / kind.table, kind.numbers), {}};
  if (fs::exists(folder / fits_file)) then.fits = parsed(folder / fits_file, parse_fits);
  return then;
}

std::vector<Difference> compare(const Snapshot& baseline, const Snapshot& run) {
  std::vector<Difference> found;
  if (const std::string words = first_difference(without_words(baseline.config), without_words(run.config));
      !words.empty())
    found.push_back({"configuration", words});
  match(baseline.fits, run.fits, found);
  match(baseline.numbers, run.numbers, found);
  match_together(baseline.numbers, run.numbers, found);
  return found;
}

std::string exponent_words(const FitLine& fit) { return range_words("exponent", fit.exponent, fit.low, fit.high); }

}  // namespace diffrates

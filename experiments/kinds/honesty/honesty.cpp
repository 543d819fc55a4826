#include "kinds/honesty/honesty.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "formats/json_writer.hpp"
#include "kinds/honesty/coverage.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_replayed = 10;

const CsvRecord columns{"question", "family",      "way",         "dimension",    "schedule",  "start", "score_error",
                        "sampler",  "steps",       "metric",      "law",          "other_law", "value", "error",
                        "status",   "other_value", "other_error", "other_status", "deviation"};

CsvRecord record(std::size_t question, const NumberPair& pair) {
  return {fmt::format("{}", question + 1),
          pair.family,
          pair.way,
          fmt::format("{}", pair.dimension),
          pair.schedule,
          pair.start,
          pair.score_error,
          pair.sampler,
          fmt::format("{}", pair.steps),
          std::string(name(pair.metric)),
          pair.law,
          pair.other_law,
          csv_number(pair.one.value),
          csv_number(pair.one.error),
          std::string(name(pair.status)),
          csv_number(pair.other.value),
          csv_number(pair.other.error),
          std::string(name(pair.other_status)),
          pair.both_ok() ? csv_number(pair.deviation()) : ""};
}

double number_in(const std::string& field) {
  const std::optional<double> number = parse_number(field);
  if (!number) throw CsvError(fmt::format("\"{}\" is not a number", field));
  return *number;
}

/// Of a fixed list, by name.
template <class Thing>
Thing named(const std::string& field, const std::vector<Thing>& all) {
  for (const Thing thing : all)
    if (name(thing) == field) return thing;
  throw CsvError(fmt::format("\"{}\" is not known", field));
}

Status status_in(const std::string& field) {
  static const std::vector<Status> all{Status::Ok, Status::Folded, Status::Unresolved, Status::Failed};
  return named(field, all);
}

Metric metric_in(const std::string& field) {
  std::vector<Metric> all;
  for (const MetricKind& kind : metric_kinds()) all.push_back(kind.metric);
  return named(field, all);
}

/// Throws CsvError unless the record is what the pair it holds would be written as.
NumberPair pair_in(const CsvRecord& fields) {
  if (fields.size() != columns.size())
    throw CsvError(fmt::format("has {} fields, not {}", fields.size(), columns.size()));
  NumberPair pair;
  pair.family = fields[1];
  pair.way = fields[2];
  pair.dimension = static_cast<int>(number_in(fields[3]));
  pair.schedule = fields[4];
  pair.start = fields[5];
  pair.score_error = fields[6];
  pair.sampler = fields[7];
  pair.steps = static_cast<int>(number_in(fields[8]));
  pair.metric = metric_in(fields[9]);
  pair.law = fields[10];
  pair.other_law = fields[11];
  pair.one = {number_in(fields[12]), number_in(fields[13])};
  pair.status = status_in(fields[14]);
  pair.other = {number_in(fields[15]), number_in(fields[16])};
  pair.other_status = status_in(fields[17]);
  const double question = number_in(fields[0]);
  if (!(question >= 1 && question <= 1e9) || record(static_cast<std::size_t>(question) - 1, pair) != fields)
    throw CsvError("is not what its numbers make");
  return pair;
}

struct Numbered {
  std::size_t question;
  const NumberPair* pair;
};

JudgedClaim claim_on(const std::string& law, const Coverage& coverage) {
  JudgedClaim claim;
  claim.id = "coverage of " + law;
  claim.statement = "numbers that are ok are right to their stated errors";
  claim.subject = "law " + law;
  claim.proven = "6.4, 0.9, 0.12 percent beyond 2, 3, 4 errors; none beyond 10";
  claim.measured = coverage.words();
  claim.judgement = {coverage.verdict(), true, coverage.words()};
  return claim;
}

std::vector<std::string> line_of(const std::string& what, const std::string& more, const Coverage& c) {
  const auto share = [&](std::size_t level) { return fmt::format("{:.2g}", c.share(level).rate()); };
  const double bias = c.judged > 0 ? c.signed_sum / static_cast<double>(c.judged) : 0;
  return {what,
          more,
          fmt::format("{}", c.asked),
          fmt::format("{:.2f}", c.asked > 0 ? static_cast<double>(c.ok) / static_cast<double>(c.asked) : 0),
          fmt::format("{}", c.pairs),
          share(0),
          share(1),
          share(2),
          fmt::format("{}", c.far),
          fmt::format("{:.2g}", c.worst),
          c.judged > 0 ? fmt::format("{:+.2f} +- {:.2f}", bias, 1 / std::sqrt(static_cast<double>(c.judged))) : ""};
}

/// A line for every pair of names that `keys` gives of a pair of numbers.
template <class Keys>
WordTable grouped(const std::vector<Numbered>& all, std::string first, std::string second, Keys keys) {
  std::map<std::pair<std::string, std::string>, Coverage> groups;
  for (const Numbered& one : all)
    for (const auto& key : keys(*one.pair)) groups[key].add(*one.pair);
  WordTable table{{std::move(first), std::move(second), "numbers", "ok", "pairs", "> 2", "> 3", "> 4", "> 10", "worst",
                   "mean deviation"},
                  {}};
  for (const auto& [key, coverage] : groups) table.lines.push_back(line_of(key.first, key.second, coverage));
  return table;
}

using Names = std::vector<std::pair<std::string, std::string>>;

Names by_law(const NumberPair& pair) {
  const std::string metric(name(pair.metric));
  Names names{{pair.law, metric}};
  if (pair.other_law != pair.law && pair.other_law != "closed form") names.emplace_back(pair.other_law, metric);
  return names;
}

std::string number_words(const Estimate& e) { return fmt::format("{:.9g} +- {:.2g}", e.value, e.error); }

class Honesty : public Experiment {
 public:
  explicit Honesty(HonestySetup setup) : setup_(std::move(setup)), pairs_(setup_.questions) {}

  std::string extent() const override {
    return fmt::format("{} questions of {} kinds, each answered twice in one of {} ways", setup_.questions,
                       setup_.source.families.size(), setup_.source.ways.size());
  }
  std::vector<Cell> cells() const override {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i < setup_.questions; ++i)
      cells.push_back({fmt::format("question {}", i + 1), "honesty", usual_share * setup_.source.seconds});
    return cells;
  }
  void compute(std::size_t cell) override { pairs_[cell] = ask(setup_.source, cell); }
  CsvRecord journal(std::size_t cell) const override {
    CsvRecord all;
    for (const NumberPair& pair : pairs_[cell])
      for (std::string& field : record(cell, pair)) all.push_back(std::move(field));
    return all;
  }
  bool restore(std::size_t cell, const CsvRecord& fields) override {
    if (fields.size() % columns.size() != 0) return false;
    std::vector<NumberPair> pairs;
    try {
      for (auto at = fields.begin(); at != fields.end(); at += static_cast<std::ptrdiff_t>(columns.size()))
        pairs.push_back(pair_in({at, at + static_cast<std::ptrdiff_t>(columns.size())}));
    } catch (const CsvError&) {
      return false;
    }
    pairs_[cell] = std::move(pairs);
    return true;
  }

  std::string table(bool) const override {
    std::string text = csv_line(columns);
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      for (const NumberPair& pair : pairs_[i]) text += csv_line(record(i, pair));
    return text;
  }
  void read_table(std::string_view text) override {
    const std::vector<CsvRecord> table = parse_csv(text);
    if (table.empty() || table.front() != columns) throw CsvError("line 1: is not the header of this table");
    pairs_.assign(setup_.questions, {});
    for (std::size_t line = 1; line < table.size(); ++line) try {
        NumberPair pair = pair_in(table[line]);
        const auto question = static_cast<std::size_t>(number_in(table[line][0])) - 1;
        if (question >= pairs_.size()) throw CsvError(fmt::format("question {} was not asked", question + 1));
        pairs_[question].push_back(std::move(pair));
      } catch (const CsvError& error) {
        throw CsvError(fmt::format("line {}: {}", line + 1, error.what()));
      }
  }

  Findings find() const override {
    const std::vector<Numbered> all = numbers();
    std::map<std::string, Coverage> laws;
    for (const Numbered& one : all)
      for (const auto& key : by_law(*one.pair)) laws[key.first].add(*one.pair);
    Findings findings;
    for (const auto& [law, coverage] : laws)
      if (coverage.verdict() != Verdict::Inconclusive) findings.claims.push_back(claim_on(law, coverage));
    findings.tables.push_back(
        {"Coverage by law and metric", std::string(meaning), grouped(all, "law", "metric", by_law), true});
    findings.tables.push_back(
        {"Coverage by family and way", "",
         grouped(all, "family", "way", [](const NumberPair& pair) { return Names{{pair.family, pair.way}}; }), false});
    findings.tables.push_back(worst_table(all));
    std::vector<const NumberPair*> pairs;
    for (const Numbered& one : all) pairs.push_back(one.pair);
    findings.figures = {coverage_figure(pairs)};
    return findings;
  }

  std::vector<ResultFile> files() const override {
    std::vector<ResultFile> files;
    std::size_t rank = 0;
    for (const std::size_t question : worst_questions()) {
      // The first is made anew when its text is asked for; whether there is a second is known from its law.
      const std::string stem = fmt::format("worst_{:02}", ++rank);
      const bool twice = pairs_[question].front().other_law != "closed form";
      files.push_back({stem + "_a.json", [this, question] { return json_text(Value{again(question).one}); }});
      if (twice)
        files.push_back({stem + "_b.json", [this, question] { return json_text(Value{*again(question).other}); }});
    }
    return files;
  }

  std::string unresolved() const override {
    std::map<std::string, std::pair<std::size_t, std::size_t>> laws;
    std::size_t count = 0, not_ok = 0;
    for (const Numbered& one : numbers()) {
      auto& [of_law, bad] = laws[one.pair->law];
      ++of_law, ++count;
      if (one.pair->status != Status::Ok) ++bad, ++not_ok;
    }
    if (not_ok == 0) return {};
    std::string text = fmt::format("{} of {} first answers did not resolve (which is no fault here):", not_ok, count);
    for (const auto& [law, counts] : laws) text += fmt::format(" {} of {} by {};", counts.second, counts.first, law);
    text.back() = '\n';
    return text;
  }

 private:
  static constexpr double usual_share = 1.1;  ///< of the seconds allowed that a question takes on average
  static constexpr std::string_view meaning =
      "nothing is claimed of a law with fewer than 50 pairs, unless it is violated; pairs: both answers ok; shares of "
      "them further apart than 2, 3, 4 combined errors, and how many beyond 10; mean "
      "deviation: of answers against a more exact one, in errors, 0 where nothing pulls one way";

  std::vector<Numbered> numbers() const {
    std::vector<Numbered> all;
    for (std::size_t i = 0; i < pairs_.size(); ++i)
      for (const NumberPair& pair : pairs_[i]) all.push_back({i, &pair});
    return all;
  }
  /// Pairs that are both ok, the furthest apart first.
  std::vector<Numbered> worst_pairs() const {
    std::vector<Numbered> all;
    for (const Numbered& one : numbers())
      if (one.pair->both_ok() && one.pair->deviation() > 0) all.push_back(one);
    std::stable_sort(all.begin(), all.end(),
                     [](const Numbered& a, const Numbered& b) { return a.pair->deviation() > b.pair->deviation(); });
    return all;
  }
  std::vector<std::size_t> worst_questions() const {
    std::vector<std::size_t> questions;
    for (const Numbered& one : worst_pairs()) {
      if (std::find(questions.begin(), questions.end(), one.question) != questions.end()) continue;
      questions.push_back(one.question);
      if (questions.size() == most_replayed) break;
    }
    return questions;
  }
  FindingTable worst_table(const std::vector<Numbered>&) const {
    FindingTable table{
        "The ten questions furthest apart", "asked again by the configurations worst_01_a.json, ...", {}, true};
    table.words.header = {"question", "family", "way",   "sampler", "T",           "metric",
                          "one",      "by",     "other", "by",      "errors apart"};
    std::vector<std::size_t> seen;
    for (const Numbered& one : worst_pairs()) {
      if (std::find(seen.begin(), seen.end(), one.question) != seen.end()) continue;
      seen.push_back(one.question);
      const NumberPair& pair = *one.pair;
      table.words.lines.push_back({fmt::format("{}", one.question + 1), pair.family, pair.way, pair.sampler,
                                   fmt::format("{}", pair.steps), std::string(name(pair.metric)),
                                   number_words(pair.one), pair.law, number_words(pair.other), pair.other_law,
                                   fmt::format("{:.3g}", pair.deviation())});
      if (seen.size() == most_replayed) break;
    }
    return table;
  }
  Replay again(std::size_t question) const { return replay(setup_.source, question).value(); }

  HonestySetup setup_;
  std::vector<std::vector<NumberPair>> pairs_;  ///< a question's, once answered
};

std::unique_ptr<Experiment> read_honesty(Parameters& p, const ConfigSource& source, const Heading& heading,
                                         Members& resolved) {
  return std::make_unique<Honesty>(read_honesty_setup(p, heading, source.quick, resolved));
}

/// Values of first answers. Which of two resolutions an extreme question ends with is left to rounding, so that a value
/// counts as changed only beyond its error.
std::vector<ComparedNumber> numbers(std::string_view text) {
  std::vector<ComparedNumber> all;
  const std::vector<CsvRecord> table = parse_csv(text);
  if (table.empty() || table.front() != columns) throw CsvError("line 1: is not the header of this table");
  for (std::size_t line = 1; line < table.size(); ++line) {
    const NumberPair pair = pair_in(table[line]);
    ComparedNumber& number = all.emplace_back();
    number.key = {table[line][0], table[line][9]};
    number.where = fmt::format("question {}, {} {}", table[line][0], pair.family, pair.way);
    number.at = fmt::format("{} of {}, T = {}", table[line][9], pair.sampler, pair.steps);
    number.estimate = pair.one;
    number.status = pair.status;
    number.rounding = 1e-10 * std::abs(pair.one.value);
  }
  return all;
}

}  // namespace

extern const ExperimentKind experiment_honesty;
const ExperimentKind experiment_honesty{"honesty",     "whether numbers that are ok are right to their stated errors",
                                        "honesty.csv", read_honesty,
                                        numbers,       honesty_keys};

}  // namespace diffrates

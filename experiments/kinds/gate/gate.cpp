#include "kinds/gate/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "kinds/gate/config.hpp"
#include "kinds/gate/summary.hpp"

namespace diffrates {
namespace {

std::string written(const Frequency& f) { return fmt::format("{:.2g} [{:.2g}, {:.2g}]", f.rate(), f.low(), f.high()); }

/// The exponent claimed; from the truth where every series has its own.
std::string claimed(const GateLine& line) {
  const double offset = line.result.claim.offset;
  if (line.part->exponent) return csv_number(*line.part->exponent + offset);
  return fmt::format("{:+g}", offset);
}

std::string words_of_claim(const GateLine& line) {
  const double offset = line.result.claim.offset;
  const std::string_view relation = name(line.result.claim.relation);
  if (line.part->exponent) return fmt::format("{} {:g}", relation, *line.part->exponent + offset);
  return offset == 0 ? fmt::format("{} the truth", relation) : fmt::format("{} the truth {:+g}", relation, offset);
}

std::string id(const GateLine& line) {
  return fmt::format("{}: {} +- {:g}", line.part->name, words_of_claim(line), line.result.tolerance);
}

CsvRecord record(const GateLine& line) {
  const GateResult& r = line.result;
  const auto count = [](const Frequency& f) { return fmt::format("{}", f.count); };
  return {line.part->exponent ? line.part->family : line.part->name,
          csv_number(line.part->noise),
          csv_number(r.tolerance),
          std::string(name(r.claim.relation)),
          claimed(line),
          r.claim.right() ? "right" : "wrong",
          line.limited ? csv_number(line.limit) : "",
          fmt::format("{}", r.passed.draws),
          count(r.passed),
          count(r.violated),
          count(r.inconclusive),
          csv_number(r.wrong().rate()),
          csv_number(r.wrong().low()),
          csv_number(r.wrong().high()),
          csv_number(r.inconclusive.rate())};
}

const CsvRecord columns{"family",       "noise",      "tolerance", "relation",   "claimed",
                        "claim",        "limit",      "draws",     "passed",     "violated",
                        "inconclusive", "wrong_rate", "wrong_low", "wrong_high", "inconclusive_rate"};
constexpr std::size_t place_columns = 6;  // what a line of the table is about
constexpr std::size_t draws_column = 7, passed_column = 8, violated_column = 9, inconclusive_column = 10,
                      inconclusive_rate_column = 14;

JudgedClaim judged(const GateLine& line) {
  const GateResult& r = line.result;
  return {id(line),
          r.claim.right() ? "false alarms are rare" : "misses are rare",
          fmt::format("{} of {}", r.claim.right() ? "false alarms" : "misses", words_of_claim(line)),
          line.part->name,
          fmt::format("at most {:g}", line.limit),
          written(r.wrong()),
          {line.verdict(), true, line.words()}};
}

class Gate : public Experiment {
 public:
  explicit Gate(GateSetup setup) : setup_(std::move(setup)), results_(setup_.parts.size()) {}

  std::string extent() const override {
    std::size_t drawn = 0;
    std::int64_t windows = 0;
    for (const GatePart& part : setup_.parts) {
      if (part.exponent)
        ++drawn;
      else
        windows += part.draws;
    }
    std::string words = fmt::format("{} draws of each of {} kinds of series", setup_.draws, drawn);
    if (windows > 0)
      words += fmt::format(", {} windows of real series in {} parts", windows, setup_.parts.size() - drawn);
    return words;
  }

  std::vector<Cell> cells() const override {
    std::vector<Cell> cells;
    for (const GatePart& part : setup_.parts)
      cells.push_back({part.name, "gate", part.seconds * static_cast<double>(part.draws)});
    return cells;
  }
  void compute(std::size_t cell) override {
    const GatePart& part = setup_.parts[cell];
    results_[cell] = calibrate(part.fits, part.draws, setup_.tolerances, part.shifts);
  }
  CsvRecord journal(std::size_t cell) const override {
    CsvRecord counts;
    for (const GateResult& r : results_[cell])
      for (const Frequency* f : {&r.passed, &r.violated, &r.inconclusive})
        counts.push_back(fmt::format("{}", f->count));
    return counts;
  }
  bool restore(std::size_t cell, const CsvRecord& record) override {
    std::vector<GateResult> results = asked(cell);
    if (record.size() != 3 * results.size()) return false;
    for (std::size_t i = 0; i < results.size(); ++i)
      if (!take_counts(&record[3 * i], setup_.parts[cell].draws, results[i])) return false;
    results_[cell] = std::move(results);
    return true;
  }

  std::string table(bool) const override {
    std::string text = csv_line(columns);
    for (const GateLine& line : lines()) text += csv_line(record(line));
    return text;
  }

  /// Every line must be what its counts and the configuration make.
  void read_table(std::string_view text) override {
    const std::vector<CsvRecord> table = parse_csv(text);
    if (table.empty() || table.front() != columns) throw CsvError("line 1: is not the header of this table");
    std::size_t line = 1;
    for (std::size_t part = 0; part < setup_.parts.size(); ++part) {
      results_[part] = asked(part);
      for (GateResult& result : results_[part]) {
        if (line >= table.size()) throw CsvError(fmt::format("holds {} lines, fewer than its config.json", line - 1));
        const CsvRecord& found = table[line++];
        if (found.size() != columns.size() || !take_counts(&found[8], setup_.parts[part].draws, result) ||
            record(line_of(setup_.parts[part], result)) != found)
          throw CsvError(fmt::format("line {}: is not what {} draws of {} make", line, setup_.parts[part].draws,
                                     id(line_of(setup_.parts[part], result))));
      }
    }
    if (line != table.size())
      throw CsvError(fmt::format("holds {} lines, more than its config.json", table.size() - 1));
  }

  Findings find() const override {
    const std::vector<GateLine> all = lines();
    Findings findings;
    FindingTable table{"every claim at every tolerance", "", {}, false};
    table.words.header = {"family", "tolerance", "claim", "it is", "wrong verdict", "no verdict", "limit", "verdict"};
    for (const GateLine& line : all) {
      const GateResult& r = line.result;
      table.words.lines.push_back({line.part->name, fmt::format("{:g}", r.tolerance), words_of_claim(line),
                                   r.claim.right() ? "right" : "wrong", written(r.wrong()),
                                   fmt::format("{:.2g}", r.inconclusive.rate()),
                                   line.limited ? fmt::format("{:g}", line.limit) : "none",
                                   std::string(line.limited ? name(line.verdict()) : "measured only")});
      if (line.limited) findings.claims.push_back(judged(line));
    }
    findings.tables.push_back({"The worst of the claims on a kind of series", "", gate_digest(all), true});
    findings.tables.push_back(std::move(table));
    findings.figures = gate_figures(setup_, all);
    return findings;
  }

 private:
  /// The results of a part, without their counts.
  std::vector<GateResult> asked(std::size_t part) const {
    std::vector<GateResult> results;
    for (const double tolerance : setup_.tolerances)
      for (const GateCase& claim : gate_cases(setup_.parts[part].shifts))
        results.push_back({tolerance, claim, {}, {}, {}});
    return results;
  }
  /// Passed, violated and inconclusive, which must add up to the draws.
  static bool take_counts(const std::string* fields, std::int64_t draws, GateResult& result) {
    std::int64_t all = 0;
    for (Frequency* frequency : {&result.passed, &result.violated, &result.inconclusive}) {
      const double count = parse_number(*fields++).value_or(-1);
      if (!(count >= 0 && count <= static_cast<double>(draws))) return false;
      *frequency = {static_cast<std::int64_t>(count), draws};
      all += frequency->count;
    }
    return all == draws;
  }
  GateLine line_of(const GatePart& part, const GateResult& result) const {
    double limit = setup_.false_alarms;
    for (std::size_t i = 0; i < part.shifts.size(); ++i)
      if (std::abs(result.claim.offset) == part.shifts[i]) limit = part.misses[i];
    return {&part, limit, part.claimed && result.tolerance == setup_.tolerance, result};
  }
  std::vector<GateLine> lines() const {
    std::vector<GateLine> lines;
    for (std::size_t part = 0; part < setup_.parts.size(); ++part)
      for (const GateResult& result : results_[part]) lines.push_back(line_of(setup_.parts[part], result));
    return lines;
  }

  GateSetup setup_;
  std::vector<std::vector<GateResult>> results_;  ///< a part's, once computed
};

std::unique_ptr<Experiment> read_gate(Parameters& p, const ConfigSource& source, const Heading& heading,
                                      Members& resolved) {
  return std::make_unique<Gate>(read_gate_setup(p, source, heading.seed, resolved));
}

/// Between the right verdict and none a series falls, at the boundary, as rounding has it, which is another's on
/// another processor: so does one draw, or one in two thousand. A wrong verdict is further off.
double fallen_by_rounding(double draws) { return std::max(1.0, draws / 2000); }

/// The counts: of the same draws they are the same, but for such verdicts.
std::vector<ComparedNumber> numbers(std::string_view text) {
  const std::vector<CsvRecord> table = parse_csv(text);
  if (table.empty() || table.front() != columns) throw CsvError("line 1: is not the header of this table");
  std::vector<ComparedNumber> numbers;
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (table[i].size() != columns.size())
      throw CsvError(fmt::format("line {}: has {} fields, not {}", i + 1, table[i].size(), columns.size()));
    for (std::size_t column = place_columns + 1; column < columns.size(); ++column) {
      const std::optional<double> value = parse_number(table[i][column]);
      if (!value)
        throw CsvError(fmt::format("line {}: {} is \"{}\", not a number", i + 1, columns[column], table[i][column]));
      ComparedNumber& number = numbers.emplace_back();
      number.key = {table[i].begin(), table[i].begin() + place_columns};
      number.key.push_back(columns[column]);
      number.where = fmt::format("{}, noise {}, tolerance {}", table[i][0], table[i][1], table[i][2]);
      number.at = fmt::format("{} {} ({}), {}", table[i][3], table[i][4], table[i][5], columns[column]);
      number.estimate = {*value, 0};
      const bool right = table[i][place_columns - 1] == "right", rate = column > inconclusive_column;
      const double draws = parse_number(table[i][draws_column]).value_or(0), fallen = fallen_by_rounding(draws);
      number.rounding = rate ? 1e-12 : 0;
      if (column == (right ? passed_column : violated_column) || column == inconclusive_column)
        number.rounding = fallen;
      if (column == inconclusive_rate_column) number.rounding += fallen / draws;
    }
  }
  return numbers;
}

}  // namespace

Verdict GateLine::verdict() const {
  if (!limited) return Verdict::Inconclusive;
  if (result.wrong().high() <= limit) return Verdict::Confirmed;
  return result.wrong().low() > limit ? Verdict::Violated : Verdict::Inconclusive;
}

std::string GateLine::words() const {
  const Frequency& f = result.wrong();
  return fmt::format("{} of {} draws {}: rate {}, limit {:g}; no verdict on {:.2g}", f.count, f.draws,
                     result.claim.right() ? "violated though right" : "passed though wrong", written(f), limit,
                     result.inconclusive.rate());
}

extern const ExperimentKind experiment_gate;
const ExperimentKind experiment_gate{
    "gate",     "false alarms and misses of the verdicts, on series whose exponent is known",
    "gate.csv", read_gate,
    numbers,    gate_keys};

}  // namespace diffrates

#include "kinds/gate/gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kinds/gate/config.hpp"
#include "kinds/gate/summary.hpp"

namespace diffrates {
namespace {

std::string written(const Frequency& f) { return fmt::format("{:.2g} [{:.2g}, {:.2g}]", f.rate(), f.low(), f.high()); }

std::string id(const GateLine& line) {
  const GateResult& r = line.result;
  return fmt::format("{}: {} {:g} +- {:g}", line.part->series.name, name(r.claim.relation), r.claim.claimed,
                     r.tolerance);
}

CsvRecord record(const GateLine& line) {
  const GateResult& r = line.result;
  const auto count = [](const Frequency& f) { return fmt::format("{}", f.count); };
  return {line.part->family,
          csv_number(line.part->series.noise),
          csv_number(r.tolerance),
          std::string(name(r.claim.relation)),
          csv_number(r.claim.claimed),
          r.claim.right ? "right" : "wrong",
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

JudgedClaim judged(const GateLine& line) {
  const GateResult& r = line.result;
  return {
      id(line),
      r.claim.right ? "false alarms are rare" : "misses are rare",
      fmt::format("{} of {} {:g}", r.claim.right ? "false alarms" : "misses", name(r.claim.relation), r.claim.claimed),
      line.part->series.name,
      fmt::format("at most {:g}", line.limit),
      written(r.wrong()),
      {line.verdict(), true, line.words()}};
}

class Gate : public Experiment {
 public:
  explicit Gate(GateSetup setup, std::uint64_t seed)
      : setup_(std::move(setup)), seed_(seed), results_(setup_.parts.size()) {}

  std::string extent() const override {
    return fmt::format("{} draws of each of {} kinds of series", setup_.draws, setup_.parts.size());
  }

  std::vector<Cell> cells() const override {
    std::vector<Cell> cells;
    for (const GatePart& part : setup_.parts)
      cells.push_back({part.series.name, "gate", seconds_a_draw * setup_.draws});
    return cells;
  }
  void compute(std::size_t cell) override {
    results_[cell] = calibrate(setup_.parts[cell].series, setup_.tolerances, setup_.shift, setup_.draws, seed_);
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
      if (!take_counts(&record[3 * i], results[i])) return false;
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
        if (found.size() != columns.size() || !take_counts(&found[8], result) ||
            record(line_of(setup_.parts[part], result)) != found)
          throw CsvError(fmt::format("line {}: is not what {} draws of {} make", line, setup_.draws,
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
      table.words.lines.push_back({line.part->series.name, fmt::format("{:g}", r.tolerance),
                                   fmt::format("{} {:g}", name(r.claim.relation), r.claim.claimed),
                                   r.claim.right ? "right" : "wrong", written(r.wrong()),
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
  static constexpr double seconds_a_draw = 5e-4;

  /// The results of a part, without their counts.
  std::vector<GateResult> asked(std::size_t part) const {
    std::vector<GateResult> results;
    for (const double tolerance : setup_.tolerances)
      for (const GateCase& claim : gate_cases(setup_.parts[part].series.exponent, setup_.shift))
        results.push_back({tolerance, claim, {}, {}, {}});
    return results;
  }
  /// Passed, violated and inconclusive, which must add up to the draws.
  bool take_counts(const std::string* fields, GateResult& result) const {
    std::int64_t all = 0;
    for (Frequency* frequency : {&result.passed, &result.violated, &result.inconclusive}) {
      const double count = parse_number(*fields++).value_or(-1);
      if (!(count >= 0 && count <= setup_.draws)) return false;
      *frequency = {static_cast<std::int64_t>(count), setup_.draws};
      all += frequency->count;
    }
    return all == setup_.draws;
  }
  GateLine line_of(const GatePart& part, const GateResult& result) const {
    return {&part, result.claim.right ? setup_.false_alarms : setup_.misses,
            part.claimed && result.tolerance == setup_.tolerance, result};
  }
  std::vector<GateLine> lines() const {
    std::vector<GateLine> lines;
    for (std::size_t part = 0; part < setup_.parts.size(); ++part)
      for (const GateResult& result : results_[part]) lines.push_back(line_of(setup_.parts[part], result));
    return lines;
  }

  GateSetup setup_;
  std::uint64_t seed_;
  std::vector<std::vector<GateResult>> results_;  ///< a part's, once computed
};

std::unique_ptr<Experiment> read_gate(Parameters& p, const ConfigSource& source, const Heading& heading,
                                      Members& resolved) {
  return std::make_unique<Gate>(read_gate_setup(p, source.quick, resolved), heading.seed);
}

/// The counts: of the same draws they are the same.
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
      number.rounding = column > 10 ? 1e-12 : 0;  // a rate or the end of its interval; the others are counts
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
                     result.claim.right ? "violated though right" : "passed though wrong", written(f), limit,
                     result.inconclusive.rate());
}

extern const ExperimentKind experiment_gate;
const ExperimentKind experiment_gate{"gate",
                                     "false alarms and misses of the verdicts, on series whose exponent is known",
                                     "gate.csv", read_gate, numbers};

}  // namespace diffrates

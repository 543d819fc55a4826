#include "kinds/gate.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kinds/gate_config.hpp"
#include "kinds/gate_summary.hpp"

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

class Gate : public SelfTest {
 public:
  explicit Gate(GateSetup setup) : setup_(std::move(setup)) {}

  std::string extent() const override {
    return fmt::format("{} draws of each of {} kinds of series", setup_.draws, setup_.parts.size());
  }
  CsvRecord columns() const override {
    return {"family",       "noise",      "tolerance", "relation",   "claimed",
            "claim",        "limit",      "draws",     "passed",     "violated",
            "inconclusive", "wrong_rate", "wrong_low", "wrong_high", "inconclusive_rate"};
  }
  std::vector<std::string> parts() const override {
    std::vector<std::string> names;
    for (const GatePart& part : setup_.parts) names.push_back(part.series.name);
    return names;
  }
  std::size_t lines(std::size_t) const override {
    return setup_.tolerances.size() * gate_cases(1, setup_.shift).size();
  }

  std::vector<CsvRecord> compute(std::size_t part) const override {
    const GatePart& one = setup_.parts[part];
    std::vector<CsvRecord> records;
    for (const GateResult& result : calibrate(one.series, setup_.tolerances, setup_.shift, setup_.draws, heading.seed))
      records.push_back(record(line_of(one, result)));
    return records;
  }

  SelfFindings find(const std::vector<CsvRecord>& table) const override {
    const std::vector<GateLine> lines = read(table);
    SelfFindings findings;
    findings.table.header = {"family",        "tolerance",  "claim", "it is",
                             "wrong verdict", "no verdict", "limit", "verdict"};
    for (const GateLine& line : lines) {
      const GateResult& r = line.result;
      findings.table.lines.push_back({line.part->series.name, fmt::format("{:g}", r.tolerance),
                                      fmt::format("{} {:g}", name(r.claim.relation), r.claim.claimed),
                                      r.claim.right ? "right" : "wrong", written(r.wrong()),
                                      fmt::format("{:.2g}", r.inconclusive.rate()),
                                      line.limited ? fmt::format("{:g}", line.limit) : "none",
                                      std::string(line.limited ? name(line.verdict()) : "measured only")});
      if (line.limited)
        findings.claims.push_back(
            {id(line), r.claim.right ? "false alarms are rare" : "misses are rare", line.verdict(), line.words()});
    }
    findings.digest = gate_digest(lines);
    findings.figures = gate_figures(setup_, lines);
    return findings;
  }

 private:
  GateLine line_of(const GatePart& part, const GateResult& result) const {
    return {&part, result.claim.right ? setup_.false_alarms : setup_.misses,
            part.claimed && result.tolerance == setup_.tolerance, result};
  }

  /// The lines of the table, each of which must be what its counts and the configuration make.
  std::vector<GateLine> read(const std::vector<CsvRecord>& table) const {
    std::vector<GateLine> lines;
    for (const GatePart& part : setup_.parts)
      for (const double tolerance : setup_.tolerances)
        for (const GateCase& claim : gate_cases(part.series.exponent, setup_.shift)) {
          const CsvRecord& found = table.at(lines.size());
          const auto count = [&](std::size_t i) {
            return Frequency{static_cast<std::int64_t>(parse_number(found[i]).value_or(-1)), setup_.draws};
          };
          lines.push_back(line_of(part, {tolerance, claim, count(8), count(9), count(10)}));
          const GateResult& r = lines.back().result;
          const std::int64_t all = r.passed.count + r.violated.count + r.inconclusive.count;
          if (std::min({r.passed.count, r.violated.count, r.inconclusive.count}) < 0 || all != setup_.draws ||
              record(lines.back()) != found)
            throw CsvError(fmt::format("line {}: is not what {} draws of {} make", lines.size() + 1, setup_.draws,
                                       id(lines.back())));
        }
    return lines;
  }

  GateSetup setup_;
};

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

std::unique_ptr<SelfTest> read_gate(Parameters& p, bool quick, Members& resolved) {
  return std::make_unique<Gate>(read_gate_setup(p, quick, resolved));
}

}  // namespace diffrates

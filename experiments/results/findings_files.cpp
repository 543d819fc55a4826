#include <fmt/format.h>

#include <cmath>

#include "formats/csv.hpp"
#include "results/findings.hpp"

namespace diffrates {
namespace {

constexpr double schema_version = 1;

/// JSON has no NaN and no infinity: those become the texts nan, inf and -inf.
Value number(double x) {
  if (std::isfinite(x)) return {x};
  return {csv_number(x)};
}
Value text(std::string_view words) { return {std::string(words)}; }

/// The columns that say where a series lies; what it runs along is left empty.
CsvRecord place_of(const Series& series) {
  const Row& row = series.place;
  const auto unless = [&](Against against, std::string field) {
    return series.against == against ? std::string() : field;
  };
  return {unless(Against::Dimension, row.target),
          unless(Against::Dimension, fmt::format("{}", row.dimension)),
          row.schedule,
          row.start,
          error_place(series.against, row.score_error),
          unless(Against::Epsilon, csv_number(row.epsilon)),
          row.sampler,
          unless(Against::Steps, fmt::format("{}", row.steps)),
          row.metric,
          row.law};
}

const CsvRecord place_columns{"target",  "dimension", "schedule", "start",  "score_error",
                              "epsilon", "sampler",   "steps",    "metric", "law"};

CsvRecord joined(CsvRecord head, const CsvRecord& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

Value claim_value(const ClaimFinding& finding) {
  const ConfigClaim& claim = *finding.claim;
  List targets;
  for (const std::string& target : claim.targets) targets.push_back(text(target));
  Members members{{"id", text(claim.id)},
                  {"statement", text(claim.statement)},
                  {"targets", {targets}},
                  {"sampler", text(claim.sampler->name)},
                  {"metric", text(name(claim.metric))},
                  {"against", text(name(claim.against))},
                  {"exponent", number(claim.rate.exponent)},
                  {"log_power", number(claim.log_power)},
                  {"relation", text(name(claim.rate.relation))},
                  {"tolerance", number(claim.rate.tolerance)}};
  if (finding.series != nullptr) {
    const Row& place = finding.series->place;
    const Fit& fit = finding.series->fit;
    List used;
    for (const FittedPoint& point : fit.points)
      if (point.drop == Drop::None) used.push_back(number(point.point.x));
    members.insert(members.end(), {{"schedule", text(place.schedule)},
                                   {"start", text(place.start)},
                                   {"score_error", text(place.score_error)},
                                   {"epsilon", number(place.epsilon)},
                                   {"law", text(place.law)},
                                   {"measured", number(fit.exponent)},
                                   {"low", number(fit.low)},
                                   {"high", number(fit.high)},
                                   {"used", {used}}});
  }
  members.insert(members.end(), {{"verdict", text(name(finding.judgement.verdict))},
                                 {"tight", {finding.judgement.tight}},
                                 {"words", text(finding.judgement.words)}});
  return {members};
}

}  // namespace

std::string fits_csv(const Findings& findings) {
  std::string lines = csv_line(
      joined(place_columns, {"against", "log_power", "exponent", "low", "high", "constant", "constant_low",
                             "constant_high", "correction", "floor", "first", "last", "used", "conclusive", "reason"}));
  for (const Series& series : findings.series) {
    const Fit& fit = series.fit;
    CsvRecord record = place_of(series);
    record.emplace_back(name(series.against));
    for (const double x : {series.model.log_power, fit.exponent, fit.low, fit.high, fit.constant, fit.constant_low,
                           fit.constant_high, fit.correction, fit.floor, fit.first, fit.last})
      record.push_back(csv_number(x));
    record.push_back(fmt::format("{}", fit.used));
    record.emplace_back(fit.conclusive ? "true" : "false");
    record.push_back(fit.reason);
    lines += csv_line(record);
  }
  return lines;
}

std::string fit_points_csv(const Findings& findings, const std::vector<Row>& rows) {
  std::string lines =
      csv_line(joined(joined({"fit"}, place_columns), {"against", "x", "value", "error", "status", "drop", "reason",
                                                       "local_order", "fitted", "remark"}));
  for (std::size_t s = 0; s < findings.series.size(); ++s) {
    const Series& series = findings.series[s];
    for (std::size_t i = 0; i < series.fit.points.size(); ++i) {
      const FittedPoint& point = series.fit.points[i];
      CsvRecord record = joined({fmt::format("{}", s + 1)}, place_of(series));
      record.emplace_back(name(series.against));
      for (const double x : {point.point.x, point.point.error.value, point.point.error.error})
        record.push_back(csv_number(x));
      record.emplace_back(name(point.point.status));
      record.emplace_back(name(point.drop));
      record.push_back(point.reason);
      record.push_back(csv_number(point.local_order));
      record.push_back(csv_number(point.fitted));
      record.push_back(rows[series.rows[i]].remark);
      lines += csv_line(record);
    }
  }
  return lines;
}

Value verdicts(const Config& config, const Findings& findings) {
  List claims;
  for (const ClaimFinding& finding : findings.claims) claims.push_back(claim_value(finding));
  return {Members{{"schema_version", number(schema_version)}, {"name", text(config.name)}, {"claims", {claims}}}};
}

}  // namespace diffrates

#include <fmt/format.h>

#include <cmath>

#include "formats/csv.hpp"
#include "kinds/rates/series.hpp"

namespace diffrates {
namespace {

/// The columns that say where a series lies; what it runs along is left empty.
CsvRecord place_of(const Series& series) {
  const Place& place = series.place;
  const auto unless = [&](Against against, std::string field) {
    return series.against == against ? std::string() : field;
  };
  return {unless(Against::Dimension, place.target),
          unless(Against::Dimension, fmt::format("{}", place.dimension)),
          place.schedule.label(),
          std::string(name(place.start)),
          left_open(series.against, place.score_error).label(),
          unless(Against::Epsilon, csv_number(place.epsilon)),
          place.sampler,
          unless(Against::Steps, fmt::format("{}", place.steps)),
          std::string(name(place.metric)),
          series.law};
}

const CsvRecord place_columns{"target",  "dimension", "schedule", "start",  "score_error",
                              "epsilon", "sampler",   "steps",    "metric", "law"};

CsvRecord joined(CsvRecord head, const CsvRecord& tail) {
  head.insert(head.end(), tail.begin(), tail.end());
  return head;
}

}  // namespace

std::string fits_csv(const RateFindings& findings) {
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

std::string fit_points_csv(const RateFindings& findings, const std::vector<Row>& rows) {
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

}  // namespace diffrates

#include "kinds/gate/series_table.hpp"

#include <fmt/format.h>

#include <cmath>
#include <sstream>

#include "configuration/config_parts.hpp"
#include "formats/csv.hpp"
#include "formats/printable.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_series = 5000, most_points = 200, most_problems = 20;
const CsvRecord columns{"sampler",  "schedule",  "target", "metric", "dimension",
                        "exponent", "log_power", "steps",  "values", "errors"};

double number(const std::string& field, std::size_t column, double least, double largest) {
  const std::optional<double> found = parse_number(field);
  if (!found || !(*found >= least && *found <= largest))
    throw CsvError(fmt::format("{} is {}; accepted: a number from {:g} to {:g}", columns[column], printable(field, 60),
                               least, largest));
  return *found;
}

std::vector<double> numbers(const std::string& field, std::size_t column, double least, double largest) {
  std::istringstream words(field);
  std::vector<double> all;
  for (std::string word; words >> word;) all.push_back(number(word, column, least, largest));
  if (all.empty() || all.size() > most_points)
    throw CsvError(fmt::format("{} holds {} numbers; accepted: 1 to {}", columns[column], all.size(), most_points));
  return all;
}

Metric metric_named(const std::string& word) {
  for (const MetricKind& kind : metric_kinds())
    if (kind.name == word) return kind.metric;
  throw CsvError(fmt::format("metric is {}; accepted: a metric", printable(word, 60)));
}

RealSeries series_in(const CsvRecord& fields) {
  if (fields.size() != columns.size())
    throw CsvError(fmt::format("has {} fields; accepted: {}", fields.size(), columns.size()));
  for (std::size_t i = 0; i < 3; ++i)
    if (fields[i].empty() || fields[i].size() > most::title || !name_problem(fields[i]).empty())
      throw CsvError(fmt::format("{} is {}; accepted: a name", columns[i], printable(fields[i], 60)));
  RealSeries series;
  series.sampler = fields[0];
  series.schedule = fields[1];
  series.target = fields[2];
  series.metric = metric_named(fields[3]);
  series.dimension = static_cast<int>(number(fields[4], 4, 1, 1e6));
  series.exponent = number(fields[5], 5, -10, 10);
  series.log_power = number(fields[6], 6, -20, 20);
  const std::vector<double> x = numbers(fields[7], 7, 2, 1e9), values = numbers(fields[8], 8, 1e-300, 1e300),
                            errors = numbers(fields[9], 9, 0, 1e300);
  if (x.size() != values.size() || x.size() != errors.size())
    throw CsvError(fmt::format("has {} steps, {} values and {} errors; accepted: as many of each", x.size(),
                               values.size(), errors.size()));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i > 0 && !(x[i] > x[i - 1])) throw CsvError(fmt::format("steps fall at {:g}; accepted: increasing", x[i]));
    series.points.push_back({x[i], {values[i], errors[i]}, Status::Ok});
  }
  return series;
}

}  // namespace

std::vector<RealSeries> parse_real_series(const std::string& text, const std::string& file, const std::string& pointer,
                                          Problems& problems) {
  const std::size_t before = problems.size();
  const auto refuse = [&](const std::string& words) {
    problems.add(pointer, fmt::format("{} {}", printable(file, 300), words));
  };
  std::vector<RealSeries> all;
  try {
    const std::vector<CsvRecord> table = parse_csv(text);
    if (table.size() < 2 || table.size() > most_series + 1 || table.front() != columns) {
      refuse(fmt::format("is no table of series; accepted: the columns {}, and 1 to {} lines", fmt::join(columns, ","),
                         most_series));
      return {};
    }
    for (std::size_t line = 1; line < table.size() && problems.size() < before + most_problems; ++line) try {
        all.push_back(series_in(table[line]));
      } catch (const CsvError& error) {
        refuse(fmt::format("line {}: {}", line + 1, error.what()));
      }
  } catch (const CsvError& error) {
    refuse(error.what());
  }
  return problems.size() == before ? std::move(all) : std::vector<RealSeries>{};
}

}  // namespace diffrates

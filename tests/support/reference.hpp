/// The independent reference values of tests/reference/points.csv.
#pragma once

#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "laws/law.hpp"
#include "schedules/schedule.hpp"
#include "targets/mixture.hpp"

namespace diffrates::testing {

struct ReferenceRow {
  std::string target, schedule;
  double param1 = 0, param2 = 0;
  std::string start;
  double epsilon = 0, frequency = 0, phase = 0;
  std::string sampler;
  int steps = 0;
  std::string metric;
  double value = 0, error = 0;

  /// Everything but the metric: rows with the same cell come from one run.
  std::string cell() const {
    std::ostringstream text;
    text << target << ' ' << schedule << '(' << param1 << ", " << param2 << ") " << start << ' ' << sampler
         << " T=" << steps;
    if (epsilon > 0) text << " epsilon=" << epsilon << " frequency=" << frequency << " phase=" << phase;
    return text.str();
  }
  /// What agreement means: 1e-6 relative or the stated error, whichever is larger.
  double tolerance() const { return std::max(1e-6 * std::abs(value), error); }
};

inline std::vector<ReferenceRow> read_reference() {
  const std::string path = SOURCE_ROOT "/tests/reference/points.csv";
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  std::vector<ReferenceRow> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> field;
    std::stringstream fields(line);
    for (std::string one; std::getline(fields, one, ',');) field.push_back(one);
    if (field.size() != 13) throw std::runtime_error("bad row in " + path + ": " + line);
    rows.push_back({field[0], field[1], std::stod(field[2]), std::stod(field[3]), field[4], std::stod(field[5]),
                    std::stod(field[6]), std::stod(field[7]), field[8], std::stoi(field[9]), field[10],
                    std::stod(field[11]), std::stod(field[12])});
  }
  return rows;
}

/// The rows of one run.
using ReferenceCell = std::vector<ReferenceRow>;

/// Cells whose first row passes `wanted`, rows of other than the marginal metrics left out.
template <class Predicate>
std::vector<ReferenceCell> reference_cells(Predicate wanted) {
  std::vector<ReferenceCell> cells;
  for (const ReferenceRow& row : read_reference()) {
    if (!wanted(row) || row.metric.starts_with("path_")) continue;
    bool placed = false;
    for (ReferenceCell& cell : cells)
      if (cell.front().cell() == row.cell()) cell.push_back(row), placed = true;
    if (!placed) cells.push_back({row});
  }
  return cells;
}

/// sum_k weights_k N(means_k, variances_k) on the line.
inline std::unique_ptr<Mixture> line_mixture(const std::vector<double>& weights, const std::vector<double>& means,
                                             const std::vector<double>& variances) {
  std::vector<Mixture::Component> components;
  for (std::size_t k = 0; k < weights.size(); ++k)
    components.push_back(
        {weights[k], Eigen::VectorXd::Constant(1, means[k]), Eigen::VectorXd::Constant(1, variances[k]), {}});
  return std::make_unique<Mixture>(std::move(components));
}

/// "mixture", "gaussian" or "atoms" of the reference values.
inline std::unique_ptr<Mixture> reference_target(const std::string& name) {
  if (name == "mixture") return line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  if (name == "gaussian") return line_mixture({1}, {0.5}, {0.25});
  if (name == "atoms") return line_mixture({0.3, 0.7}, {-1, 1}, {0, 0});
  throw std::runtime_error("no reference target named " + name);
}

/// Any schedule kind by name and its two first parameters.
inline std::unique_ptr<ScheduleFamily> schedule_family(const std::string& type, double first, double second) {
  const bool li = type == "li2024";
  const Value value{
      Members{{"type", Value{type}}, {li ? "c0" : "l_min", Value{first}}, {li ? "c1" : "l_max", Value{second}}}};
  Problems problems;
  std::unique_ptr<ScheduleFamily> family = make_kind<ScheduleFamily>(value, "", problems, schedule_kinds());
  if (family == nullptr)
    throw std::runtime_error(problems.list().front().pointer + " " + problems.list().front().message);
  return family;
}

inline Start start_named(const std::string& text) { return text == "exact" ? Start::Exact : Start::Normal; }

inline Metric metric_named(const std::string& text) {
  for (const MetricKind& kind : metric_kinds())
    if (kind.name == text) return kind.metric;
  throw std::runtime_error("no metric named " + text);
}

}  // namespace diffrates::testing

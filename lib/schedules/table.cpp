/// table: noise levels of a file, the training steps of a trained model k = 0 .. n - 1, of which a schedule of T steps
/// takes T + 1 (t = 1 .. T + 1) as people who sample from such models do:
///   leading      k_t = (t - 1) floor(n / (T + 1))
///   trailing     k_t = round(t n / (T + 1)) - 1
///   linspace     k_t = round((t - 1) (n - 1) / T)                    (halves to the even number)
///   interpolate  (t - 1) (n - 1) / T, lambda linear between two steps of the file; T may exceed the file
/// Source: Lin, Liu, Li, Yang, "Common diffusion noise schedules and sample steps are flawed", 2023, table 2, for the
/// first three. The column holds beta, abar, L = -log abar or sqrt((1 - abar) / abar); L of betas is a compensated sum.
/// Cost: O(n) once, O(T) a T.
#include <fmt/format.h>

#include <algorithm>

#include "schedules/measures.hpp"

namespace diffrates {
namespace {

const std::vector<std::string_view> spacings{"leading", "trailing", "linspace", "interpolate"};

const Key file_key{"file", "a CSV file of noise levels, one a line, noise increasing; relative to the configuration",
                   Shape::text(1).needed()};
const Key header_key{"header", "whether the first line names the columns; by default where it holds no number",
                     Shape::boolean()};
const Key decimal_key{"decimal", "what stands before decimals in the file, \".\" (default) or \",\"",
                      Shape::word({".", ","})};
const Key column_key{"column", "what the file's column of that name (or only column) holds: beta, abar, L, noise_ratio",
                     Shape::word({"beta", "abar", "L", "noise_ratio"}).needed()};
const Key spacing_key{"spacing", "which T + 1 of the file's levels: leading, trailing, linspace or interpolate",
                      Shape::word(spacings).needed()};

enum class Spacing { Leading, Trailing, Linspace, Interpolate };

/// The file's place of t = 1 .. T + 1, of n levels.
double place(Spacing spacing, int t, int T, int n) {
  switch (spacing) {
    case Spacing::Leading:
      return double(t - 1) * (n / (T + 1));
    case Spacing::Trailing:
      return std::nearbyint(double(t) * n / (T + 1)) - 1;
    default:
      return std::nearbyint(double(t - 1) * (n - 1) / T);
  }
}

class TableSchedule : public ScheduleFamily {
 public:
  TableSchedule(std::vector<double> file, Spacing spacing) : file_(std::move(file)), spacing_(spacing) {}

  Schedule with_steps(int T) const override { return Schedule::of_levels(levels(T)); }

  std::string problem(int T) const override {
    const int n = size();
    if (spacing_ != Spacing::Interpolate && T + 1 > n)
      return fmt::format("T = {} takes {} levels and the file holds {}; accepted: T up to {}, or spacing interpolate",
                         T, T + 1, n, n - 1);
    return problem_of_levels(levels(T));
  }

 private:
  int size() const { return static_cast<int>(file_.size()); }

  std::vector<double> levels(int T) const {
    if (spacing_ == Spacing::Interpolate) return interpolated_levels(file_, T);
    std::vector<double> L(T + 1);
    for (int t = 1; t <= T + 1; ++t) L[t - 1] = file_[static_cast<std::size_t>(place(spacing_, t, T, size()))];
    return L;
  }

  std::vector<double> file_;  ///< L, increasing
  Spacing spacing_;
};

/// The column named `name`, or the only one of a file without names; -1 after a problem.
Eigen::Index column_of(Parameters& p, const Table& table, const std::string& name) {
  const std::vector<std::string>& names = table.columns;
  if (names.empty()) {
    if (table.values.cols() == 1) return 0;
    p.problem(column_key.name,
              fmt::format("is \"{}\", and the file names none of its {} columns; accepted: a first line "
                          "with names, or one column",
                          name, table.values.cols()));
    return -1;
  }
  const auto count = std::count(names.begin(), names.end(), name);
  if (count == 1) return std::find(names.begin(), names.end(), name) - names.begin();
  std::vector<std::string> shown(names.begin(), names.begin() + std::min<std::ptrdiff_t>(8, std::ssize(names)));
  for (std::string& one : shown) one = describe(Value{one});
  p.problem(column_key.name,
            fmt::format("is \"{}\", the name of {} of the file's columns; accepted: the name of one (they are {}{})",
                        name, count == 0 ? "none" : std::to_string(count), fmt::join(shown, ", "),
                        shown.size() < names.size() ? ", ..." : ""));
  return -1;
}

/// L_k of beta_0 .. beta_k.
std::vector<double> levels_of_betas(Parameters& p, const Eigen::VectorXd& betas) {
  std::vector<double> result;
  double L = 0, lost = 0;
  for (Eigen::Index k = 0; k < betas.size(); ++k) {
    if (!(betas[k] > 0 && betas[k] < 1)) {
      p.problem(file_key.name,
                fmt::format("holds beta = {} in record {}; accepted: numbers above 0 and below 1", betas[k], k + 1));
      return {};
    }
    const double term = -std::log1p(-betas[k]) - lost, sum = L + term;
    lost = (sum - L) - term;
    L = sum;
    if (!in_range(L, false)) {
      p.problem(file_key.name,
                fmt::format("reaches -log abar = {:.4g} in record {}; accepted: at most {}", L, k + 1, largest_level));
      return {};
    }
    result.push_back(L);
  }
  return result;
}

/// L of each record; empty after a problem.
std::vector<double> levels_of(Parameters& p, const Eigen::VectorXd& values, const std::string& column) {
  if (column == "beta") return levels_of_betas(p, values);
  const NoiseMeasure& measure = *find_measure(column);
  std::vector<double> result;
  for (Eigen::Index k = 0; k < values.size(); ++k) {
    const double L = measure.level(values[k]);
    if (!in_range(L, k == 0)) {
      p.problem(file_key.name,
                fmt::format("holds {} = {} in record {}; accepted: {}", column, values[k], k + 1, measure.accepted));
      return {};
    }
    if (k > 0 && !(L > result.back())) {
      p.problem(
          file_key.name,
          fmt::format("holds {} = {} in record {} after {} in record {}, which is not more noise; accepted: noise "
                      "increasing from record to record",
                      column, values[k], k + 1, values[k - 1], k));
      return {};
    }
    result.push_back(L);
  }
  return result;
}

/// The file's own name: labels must not change where the same file is named by another path.
std::string own_name(const std::string& path) {
  const std::size_t slash = path.find_last_of("/\\");
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

std::unique_ptr<ScheduleFamily> make(Parameters& p) {
  for (const Key& key : {header_key, decimal_key}) p.raw(key);  // read by whoever reads the file
  const std::string column = p.word(column_key);
  const std::string spacing = p.word(spacing_key);
  const Table table = p.table(file_key);
  if (!p.good() || table.values.size() == 0) return nullptr;
  p.note(file_key, own_name(p.text(file_key)));
  const auto which = static_cast<Spacing>(std::find(spacings.begin(), spacings.end(), spacing) - spacings.begin());
  if (table.values.rows() < 2) {
    p.problem(file_key.name, "has 1 record; accepted: 2 or more");
    return nullptr;
  }
  if (table.stand_in) {  // a finished result is read again: any levels do, as many as there were
    std::vector<double> any;
    for (Eigen::Index k = 1; k <= table.values.rows(); ++k) any.push_back(double(k) / double(table.values.rows()));
    return std::make_unique<TableSchedule>(std::move(any), which);
  }
  const Eigen::Index index = column_of(p, table, column);
  if (index < 0) return nullptr;
  std::vector<double> levels = levels_of(p, table.values.col(index), column);
  if (p.good() && which == Spacing::Interpolate && levels.front() == 0)
    p.problem(file_key.name,
              "begins without noise, where lambda is infinite; accepted with spacing interpolate: a first record with "
              "noise");
  if (!p.good()) return nullptr;
  return std::make_unique<TableSchedule>(std::move(levels), which);
}

}  // namespace

extern const Kind<ScheduleFamily> schedule_table;
const Kind<ScheduleFamily> schedule_table{
    "table",
    "the noise levels of a file, such as a trained model's, in the usual spacings",
    {file_key, header_key, decimal_key, column_key, spacing_key},
    make,
    R"("file": "betas.csv", "column": "beta", "spacing": "trailing")"};

}  // namespace diffrates

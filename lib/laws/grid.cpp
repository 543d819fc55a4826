/// grid: the law of Y_1 on a line or a plane for any one-step sampler, by its characteristic function (grid_line.hpp,
/// grid_plane.hpp).
///
/// Error: two runs at different refinements, plus what the noise of q (their pointwise difference) does to the metric;
/// refined further while that helps.
#include <fmt/format.h>

#include <algorithm>

#include "laws/grid_density.hpp"
#include "laws/grid_line.hpp"
#include "laws/grid_runs.hpp"

namespace diffrates {
namespace {

constexpr double wanted = 1e-9;    // relative error of every metric
constexpr double resolved = 1e-2;  // above this relative error a number is unresolved

std::string refusal(const Setting& setting, Metric metric) {
  if (metric == Metric::PathKl || metric == Metric::PathTv)
    return fmt::format("grid: follows the law of Y_1 alone, so it cannot give {}; use path", name(metric));
  if (setting.target.dimension() > 2)
    return fmt::format("grid: needs d <= 2, and the target has d = {}", setting.target.dimension());
  if (setting.target.dimension() == 2 && setting.sampler.mixes)
    return fmt::format("grid: {} mixes several moves at random, which the grid follows in d = 1 only",
                       setting.sampler.name);
  if (setting.sampler.memory)
    return fmt::format("grid: {} remembers its last evaluation; use characteristics", setting.sampler.name);
  return {};
}

bool met(const std::vector<Estimate>& estimates) {
  return std::all_of(estimates.begin(), estimates.end(),
                     [](const Estimate& e) { return e.error <= wanted * std::abs(e.value); });
}

/// Runs until every metric is known or the noise of q falls no more.
template <class MakeRuns>
std::vector<Measurement> refine(const std::vector<Metric>& metrics, const std::vector<double>& refinements,
                                const MakeRuns& make_runs) {
  std::vector<Measurement> result;
  for (const Metric metric : metrics) result.push_back({metric, {}, Status::Unresolved, {}});
  const auto keep = [&](const GridRun& run) {
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      Measurement& m = result[i];
      if (run.estimates[i].error < m.estimate.error || std::isnan(m.estimate.error)) m.estimate = run.estimates[i];
      const bool good = m.estimate.error <= resolved * std::abs(m.estimate.value);
      m.status = good ? Status::Ok : Status::Unresolved;
      m.reason = good ? ""
                 : m.metric == Metric::Chi2
                     ? "grid: chi2 is decided where the density of Y drowns in rounding"
                     : fmt::format("grid: error {:.1e} is not small against the value", m.estimate.error);
    }
  };
  try {
    const std::unique_ptr<GridRuns> runs = make_runs();
    double noise = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < refinements.size(); ++i) {
      const GridRun run = runs->next(refinements[i]);
      if (i == 0) continue;  // nothing yet to judge it by
      keep(run);
      if (met(run.estimates) || run.noise > noise / 4) break;
      noise = run.noise;
    }
  } catch (const Unresolvable& problem) {
    for (Measurement& m : result)
      if (m.status != Status::Ok) m.reason = fmt::format("grid: {}", problem.what());
  }
  return result;
}

std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics) {
  if (question.target().dimension() == 1) return measure_densities(question, metrics).measured;
  return refine(metrics, {1.0, 1.4}, [&] { return plane_runs(question, metrics); });
}

}  // namespace

MeasuredDensities measure_densities(const Question& question, const std::vector<Metric>& metrics) {
  MeasuredDensities result;
  result.measured =
      refine(metrics, {1.0, 1.4, 2.0, 2.8}, [&] { return line_runs(question, metrics, result.densities); });
  return result;
}

extern const LawKind law_grid;
constinit const LawKind law_grid{
    "grid",
    "exact density of Y_1 by its characteristic function on a grid; any one-step sampler, d = 1 or 2",
    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
    refusal,
    measure};

}  // namespace diffrates

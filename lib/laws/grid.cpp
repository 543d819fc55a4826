/// grid: the law of Y_1 on a line or a plane for any one-step sampler, by its characteristic function (grid_line.hpp,
/// grid_plane.hpp).
///
/// Error: two runs at different refinements, plus what the noise of q (their pointwise difference) does to the metric;
/// refined further while that helps.
#include <fmt/format.h>

#include <algorithm>

#include "laws/conditions.hpp"
#include "laws/cost.hpp"
#include "laws/grid_density.hpp"
#include "laws/grid_line.hpp"
#include "laws/grid_runs.hpp"
#include "laws/plane_cost.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr double wanted = 1e-9;  // relative error of every metric

std::string refusal(const Setting& setting, Metric metric) {
  if (is_path(metric))
    return fmt::format("grid: follows the law of Y_1 alone, so it cannot give {}; use path", name(metric));
  if (const std::string why = distance_refusal("grid", setting, metric); !why.empty()) return why;
  if (const std::string why = data_refusal("grid", setting); !why.empty()) return why;
  if (setting.target.dimension() > 2)
    return fmt::format("grid: needs d <= 2, and the target has d = {}", setting.target.dimension());
  if (setting.target.dimension() == 2 && moves_of(setting.sampler, setting.target).mixes)
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

/// Why a number that does not stand does not.
std::string problem(const Evidence& found) {
  if (std::isinf(found.estimate.error)) return "Y has mass where the density of X is smaller than its formula can tell";
  if (found.metric == Metric::Chi2) return "chi2 is decided where the density of Y drowns in rounding";
  return fmt::format("error {:.1e} is not small against the value", found.estimate.error);
}

/// Of every metric the estimate whose error is smallest, and what its run cut off.
class Best {
 public:
  explicit Best(std::size_t metrics) : estimates_(metrics), cut_off_(metrics) {}
  void keep(const GridRun& run) {
    for (std::size_t i = 0; i < estimates_.size(); ++i) {
      if (!(run.estimates[i].error < estimates_[i].error) && !std::isnan(estimates_[i].error)) continue;
      estimates_[i] = run.estimates[i];
      cut_off_[i] = run.cut_off[i];
    }
  }
  /// With what was cut off in the error.
  Estimate operator[](std::size_t i) const { return {estimates_[i].value, estimates_[i].error + cut_off_[i]}; }

 private:
  std::vector<Estimate> estimates_;
  std::vector<double> cut_off_;
};

/// Runs until every metric is known or the noise of q falls no more.
template <class MakeRuns>
std::vector<Evidence> refine(const std::vector<Metric>& metrics, const std::vector<double>& refinements,
                             const MakeRuns& make_runs) {
  Best best(metrics.size());
  std::string trouble;
  try {
    const std::unique_ptr<GridRuns> runs = make_runs();
    double noise = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < refinements.size(); ++i) {
      const GridRun run = runs->next(refinements[i]);
      if (i == 0) continue;  // nothing yet to judge it by
      best.keep(run);
      if (met(run.estimates) || run.noise > noise / 4) break;
      noise = run.noise;
    }
  } catch (const Unresolvable& limit) {
    trouble = limit.what();
  }
  std::vector<Evidence> found;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    found.push_back({metrics[i], Method::Grid, best[i]});
    found.back().problem = trouble.empty() ? problem(found.back()) : trouble;
  }
  return found;
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  if (question.target().dimension() == 1) return follow_densities(question, metrics).found;
  return refine(metrics, {1.0, 1.3}, [&] { return plane_runs(question, metrics); });
}

/// How much wider than a normal law's the hull of X_1 is against its bulk, if it is wider.
double heavy_tails(const Setting& setting, const Schedule& schedule) {
  const NoiseLevel& at = schedule.at(1);
  const double hull = setting.target.bulk(at, 1e-18).width(), bulk = setting.target.bulk(at, 1e-3).width();
  return std::clamp(hull / (2.8 * bulk), 1.0, 10.0);
}

double line_cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const int steps = schedule.steps();
  const double score = evaluations(setting.sampler, steps) * seconds_at_point(setting);
  const double points = 1200 * heavy_tails(setting, schedule), transforms = 40e-9;
  const double branches = moves_of(setting.sampler, setting.target).mixes ? 4 : 1;
  return 1e-3 * static_cast<double>(metrics.size()) + seconds_of_distances(metrics) +
         branches * points * (score + steps * transforms);
}

/// Maps that stretch take four times the points, the densities at the end five times those of the last step, and the
/// second run twice those of the first.
double plane_cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const PlanePoints points = plane_points(setting.target, schedule);
  const double evaluation = seconds_at_point(setting), transforms = 600e-9;
  const double a_step = evaluations(setting.sampler, schedule.steps()) / schedule.steps() * evaluation + transforms;
  const double at_the_end = evaluation + 1.5e-6 * static_cast<double>(metrics.size());
  return 3 * (4 * points.all * a_step + 5 * points.last * at_the_end);
}

/// Two runs, of 500 points a step and 700 on a line; each point takes part in two transforms.
double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  return setting.target.dimension() == 1 ? line_cost(setting, schedule, metrics)
                                         : plane_cost(setting, schedule, metrics);
}

}  // namespace

FollowedDensities follow_densities(const Question& question, const std::vector<Metric>& metrics) {
  FollowedDensities result;
  result.found = refine(metrics, {1.0, 1.4, 2.0, 2.8}, [&] { return line_runs(question, metrics, result.densities); });
  return result;
}

extern const LawKind law_grid;
constinit const LawKind law_grid{
    "grid",
    "exact density of Y_1 by its characteristic function on a grid; any one-step sampler, d = 1 or 2",
    {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2, Metric::W1, Metric::W2},
    refusal,
    follow,
    cost};

}  // namespace diffrates

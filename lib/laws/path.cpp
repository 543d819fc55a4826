/// path: the law of the whole trajectory, from the transition kernels. path_kl by quadrature in d = 1
/// (path_quadrature.hpp), by forward simulation in d > 1, path_tv by forward simulation (path_simulation.hpp).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "laws/kernel.hpp"
#include "laws/path_quadrature.hpp"
#include "laws/path_simulation.hpp"

namespace diffrates {
namespace {

std::string refusal(const Setting& setting, Metric metric) {
  if (metric != Metric::PathKl && metric != Metric::PathTv)
    return fmt::format("path: gives path_kl and path_tv, not {}", name(metric));
  if (setting.data) return "path: follows paths that end at X_1, and the comparison is with X_0";
  return kernel_refusal("path", setting);
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  const auto asked = [&](Metric metric) { return std::find(metrics.begin(), metrics.end(), metric) != metrics.end(); };
  const bool line = question.target().dimension() == 1;
  const bool simulate_kl = asked(Metric::PathKl) && !line, tv = asked(Metric::PathTv);
  PathDivergences simulated;
  if (simulate_kl || tv) simulated = path_by_simulation(question, simulate_kl, tv);
  std::vector<Evidence> result;
  for (const Metric metric : metrics) {
    Evidence found{metric, Method::Paths, metric == Metric::PathTv ? simulated.tv : simulated.kl};
    if (metric == Metric::PathKl && line) {
      found.estimate = path_kl_by_quadrature(question);
    } else {
      found.remark = fmt::format("standard error of {} forward paths", simulated.paths);
      found.by_replicate = metric == Metric::PathTv ? simulated.tv_by_replicate : simulated.kl_by_replicate;
    }
    result.push_back(found);
  }
  return result;
}

double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  const bool line = setting.target.dimension() == 1;
  double seconds = 0;
  bool simulated = false;
  for (const Metric metric : metrics) {
    if (metric == Metric::PathKl && line)
      seconds += quadrature_cost(setting, schedule.steps());
    else if (!std::exchange(simulated, true))
      seconds += simulation_cost(setting, schedule.steps());
  }
  return seconds;
}

}  // namespace

extern const LawKind law_path;
constinit const LawKind law_path{
    "path",
    "the whole trajectory, from the transition kernels: quadrature (d = 1) or forward paths",
    {Metric::PathKl, Metric::PathTv},
    refusal,
    follow,
    cost};

}  // namespace diffrates

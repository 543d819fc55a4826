/// path: the law of the whole trajectory, from the transition kernels. path_kl by quadrature in d = 1
/// (path_quadrature.hpp), by forward simulation in d > 1, path_tv by forward simulation (path_simulation.hpp).
#include <fmt/format.h>

#include <algorithm>

#include "laws/kernel.hpp"
#include "laws/path_quadrature.hpp"
#include "laws/path_simulation.hpp"

namespace diffrates {
namespace {

std::string refusal(const Setting& setting, Metric metric) {
  if (metric != Metric::PathKl && metric != Metric::PathTv)
    return fmt::format("path: gives path_kl and path_tv, not {}", name(metric));
  return kernel_refusal("path", setting);
}

Measurement judged(Metric metric, Estimate estimate, std::string remark) {
  Measurement m{metric, estimate, Status::Ok, std::move(remark)};
  if (!std::isfinite(estimate.value) || !std::isfinite(estimate.error)) {
    m.status = Status::Failed;
    m.reason = "path: the estimate is not finite";
  } else if (!(estimate.error <= 0.1 * estimate.value)) {
    m.status = Status::Unresolved;
    m.reason =
        fmt::format("path: error {:.2g} is above 10 percent of the value {:.2g}", estimate.error, estimate.value);
  }
  return m;
}

std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics) {
  const auto asked = [&](Metric metric) { return std::find(metrics.begin(), metrics.end(), metric) != metrics.end(); };
  const bool line = question.target().dimension() == 1;
  const bool simulate_kl = asked(Metric::PathKl) && !line, tv = asked(Metric::PathTv);
  PathDivergences simulated;
  if (simulate_kl || tv) simulated = path_by_simulation(question, simulate_kl, tv);
  const std::string paths = fmt::format("standard error of {} forward paths", simulated.paths);
  std::vector<Measurement> result;
  for (const Metric metric : metrics) {
    if (metric == Metric::PathTv)
      result.push_back(judged(metric, simulated.tv, paths));
    else if (line)
      result.push_back(judged(metric, path_kl_by_quadrature(question), {}));
    else
      result.push_back(judged(metric, simulated.kl, paths));
  }
  return result;
}

}  // namespace

extern const LawKind law_path;
constinit const LawKind law_path{
    "path",
    "the whole trajectory, from the transition kernels: quadrature (d = 1) or forward paths",
    {Metric::PathKl, Metric::PathTv},
    refusal,
    measure};

}  // namespace diffrates

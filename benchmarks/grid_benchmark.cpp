/// The cost of the grid law: one whole measurement (all refinements, all metrics) of the mixture, per T.
#include <benchmark/benchmark.h>

#include "laws/law.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

Mixture::Component normal(double weight, double mean, double variance) {
  return {weight, Eigen::VectorXd::Constant(1, mean), Eigen::VectorXd::Constant(1, variance), {}};
}

/// Levels like those of the smooth schedule: log L + L uniform between 1e-3 and 12, solved by bisection.
Schedule smooth(int T) {
  const auto u = [](double L) { return std::log(L) + L; };
  std::vector<double> levels;
  for (int t = 1; t <= T + 1; ++t) {
    const double wanted = u(1e-3) + (u(12) - u(1e-3)) * (t - 1) / (T - 1);
    double low = 1e-4, high = 20;
    while (high - low > 1e-14 * low) {
      const double middle = 0.5 * (low + high);
      if (middle == low || middle == high) break;
      (u(middle) < wanted ? low : high) = middle;
    }
    levels.push_back(low);
  }
  return Schedule::of_levels(levels);
}

void grid(benchmark::State& state, const char* sampler) {
  const Mixture target({normal(0.4, -1.5, 0.09), normal(0.6, 1, 0.25)});
  const Schedule schedule = smooth(static_cast<int>(state.range(0)));
  const Score score(target, schedule);
  for (auto _ : state)
    benchmark::DoNotOptimize(find_law("grid")->measure({score, *find_sampler(sampler), Start::Exact},
                                                       {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2}));
  state.SetComplexityN(state.range(0));
}

BENCHMARK_CAPTURE(grid, ddpm, "ddpm")
    ->RangeMultiplier(4)
    ->Range(256, 4096)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);
BENCHMARK_CAPTURE(grid, accelerated_sde, "accelerated_sde")
    ->RangeMultiplier(4)
    ->Range(256, 4096)
    ->Unit(benchmark::kMillisecond)
    ->Complexity(benchmark::oN);

}  // namespace
}  // namespace diffrates

// One mixture evaluation (log density, score and Hessian; d = 1) against the cost of its exponentials and logarithm
// alone, per point and component. Run: BUILD/benchmarks/benchmarks
#include <benchmark/benchmark.h>

#include "targets/mixture.hpp"

namespace diffrates {
namespace {

constexpr int batch = 256;

Mixture mixture_of(int components) {
  std::vector<Mixture::Component> parts;
  for (int k = 0; k < components; ++k)
    parts.push_back({1.0 + k % 3,
                     Eigen::VectorXd::Constant(1, -2 + 4.0 * k / components),
                     Eigen::VectorXd::Constant(1, 0.05 + 0.1 * (k % 2)),
                     {}});
  return Mixture(std::move(parts));
}

void report(benchmark::State& state, int components) {
  state.counters["seconds_per_point_and_component"] = benchmark::Counter(
      batch * components, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void evaluation(benchmark::State& state) {
  const int components = static_cast<int>(state.range(0));
  const Mixture mixture = mixture_of(components);
  const NoiseLevel at = NoiseLevel::of(0.1);
  Points x(batch, 1, 1);
  x.coordinate(0) = Eigen::ArrayXd::LinSpaced(batch, -3, 3);
  x.start_tangents();
  Points score;
  Eigen::ArrayXd log_density;
  for (auto _ : state) {
    mixture.evaluate(at, x, &score, &log_density);
    benchmark::DoNotOptimize(score.all().data());
    benchmark::DoNotOptimize(log_density.data());
    benchmark::ClobberMemory();
  }
  report(state, components);
}
BENCHMARK(evaluation)->Arg(2)->Arg(8)->Arg(64);

void exponentials_and_logarithm(benchmark::State& state) {
  const int components = static_cast<int>(state.range(0));
  const Eigen::ArrayXXd exponents = -Eigen::ArrayXXd::Random(batch, components).abs() * 20;
  Eigen::ArrayXXd powers(batch, components);
  Eigen::ArrayXd logarithm(batch);
  for (auto _ : state) {
    powers = exponents.exp();
    benchmark::DoNotOptimize(powers.data());
    logarithm = powers.col(0).log();
    benchmark::DoNotOptimize(logarithm.data());
    benchmark::ClobberMemory();
  }
  report(state, components);
}
BENCHMARK(exponentials_and_logarithm)->Arg(2)->Arg(8)->Arg(64);

}  // namespace
}  // namespace diffrates

BENCHMARK_MAIN();

// The cost of one evaluation per point (log density, score, Hessian on d tangents) for the targets that are sums of
// many terms. The argument is L = -log abar in thousandths.
#include <benchmark/benchmark.h>

#include "targets/cloud.hpp"
#include "targets/density_line.hpp"

namespace diffrates {
namespace {

void evaluate(benchmark::State& state, const Target& target, int batch) {
  const NoiseLevel at = NoiseLevel::of(static_cast<double>(state.range(0)) / 1000);
  Stream stream(1, "benchmark");
  const int d = target.dimension();
  Points x(batch, d, d), score;
  target.draw(stream, x);
  for (int i = 0; i < d; ++i)
    for (int j = 0; j < batch; ++j) x.coordinate(i)[j] = at.signal * x.coordinate(i)[j] + at.sigma * stream.normal();
  x.start_tangents();
  Eigen::ArrayXd log_density;
  for (auto _ : state) {
    target.evaluate(at, x, &score, &log_density);
    benchmark::DoNotOptimize(score.all().data());
    benchmark::ClobberMemory();
  }
  state.counters["seconds_per_point"] =
      benchmark::Counter(batch, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void double_well(benchmark::State& state) {
  static const DensityLine target([](double x) { return -4 * (x * x - 1) * (x * x - 1); }, {-3, 3});
  evaluate(state, target, 256);
}
BENCHMARK(double_well)->Arg(1)->Arg(100)->Arg(2000);

void atoms_on_the_line(benchmark::State& state) {
  static const Cloud target(Eigen::MatrixXd::Random(4096, 1), Eigen::VectorXd::Ones(4096), 0);
  evaluate(state, target, 256);
}
BENCHMARK(atoms_on_the_line)->Arg(1)->Arg(100)->Arg(2000);

/// As many records as the handwritten digits, in the batches of the law `characteristics`.
template <int d>
void cloud(benchmark::State& state) {
  static const Cloud target(2 * Eigen::MatrixXd::Random(1797, d), Eigen::VectorXd::Ones(1797), 0);
  evaluate(state, target, std::clamp(16'384 / (d * (d + 1)), 4, 256));
}
BENCHMARK(cloud<2>)->Arg(20)->Arg(1000)->Arg(5000);
BENCHMARK(cloud<8>)->Arg(20)->Arg(1000)->Arg(5000);
BENCHMARK(cloud<16>)->Arg(20)->Arg(1000)->Arg(5000);
BENCHMARK(cloud<64>)->Arg(20)->Arg(1000)->Arg(5000);

}  // namespace
}  // namespace diffrates

/// Every built-in sampler beside its recipe (configs/samplers): one whole measurement of TV and KL of the mixture, T =
/// 256, by the law that carries it.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

#include "formats/json_reader.hpp"
#include "laws/law.hpp"
#include "recipes/reading.hpp"
#include "recipes/recipe_sampler.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

/// Uniform in lambda, L from 0.01 to 9.
Schedule levels(int T) {
  const double low = NoiseLevel::of(9).lambda(), high = NoiseLevel::of(0.01).lambda();
  std::vector<double> L;
  for (int t = 1; t <= T + 1; ++t) L.push_back(NoiseLevel::of_lambda(high + (low - high) * (t - 1) / T).L);
  return Schedule::of_levels(L);
}

std::unique_ptr<RecipeSampler> recipe_of(std::string_view name, const Schedule& schedule) {
  const std::string file = SOURCE_ROOT "/configs/samplers/" + std::string(name) + ".json";
  std::ifstream in(file, std::ios::binary);
  Problems problems;
  const std::optional<Value> tree = parse_json({std::istreambuf_iterator<char>(in), {}}, problems);
  if (!tree) throw std::runtime_error("cannot read " + file);
  const Recipe recipe = read_recipes(*tree, "", problems).at(0);
  std::unique_ptr<CompiledRecipe> compiled = CompiledRecipe::compile(recipe, problems);
  compiled->check(schedule, problems);
  return std::make_unique<RecipeSampler>(recipe, std::move(compiled));
}

void measure(benchmark::State& state, const SamplerKind& sampler, const Schedule& schedule) {
  const auto normal = [](double weight, double mean, double variance) {
    return Mixture::Component{weight, Eigen::VectorXd::Constant(1, mean), Eigen::VectorXd::Constant(1, variance), {}};
  };
  const Mixture target({normal(0.4, -1.5, 0.09), normal(0.6, 1, 0.25)});
  const Score score(target, schedule);
  const LawKind& law = *find_law(sampler.stochastic ? "grid" : "characteristics");
  for (auto _ : state) benchmark::DoNotOptimize(law.measure({score, sampler, Start::Exact}, {Metric::Tv, Metric::Kl}));
}

const bool registered = [] {
  static const Schedule schedule = levels(256);
  static std::vector<std::unique_ptr<RecipeSampler>> recipes;
  for (const SamplerKind* kind : sampler_kinds()) {
    recipes.push_back(recipe_of(kind->name, schedule));
    const SamplerKind& own = recipes.back()->kind();
    for (const SamplerKind* one : {kind, &own})
      benchmark::RegisterBenchmark(std::string(one->name).c_str(), [one](benchmark::State& state) {
        measure(state, *one, schedule);
      })->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace diffrates

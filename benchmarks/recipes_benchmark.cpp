/// Every built-in sampler beside its recipe (configs/samplers): one whole measurement of TV and KL of the mixture, T =
/// 256, by the law that carries it.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iterator>
#include <map>
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

const Schedule& schedule() {
  static const Schedule made = levels(256);
  return made;
}

/// Made when first asked, after all of the program is.
const SamplerKind& recipe_of(std::string_view name) {
  static std::map<std::string_view, std::unique_ptr<RecipeSampler>> made;
  std::unique_ptr<RecipeSampler>& recipe = made[name];
  if (recipe != nullptr) return recipe->kind();
  const std::string file = SOURCE_ROOT "/configs/samplers/" + std::string(name) + ".json";
  std::ifstream in(file, std::ios::binary);
  Problems problems;
  const std::optional<Value> tree = parse_json({std::istreambuf_iterator<char>(in), {}}, problems);
  if (!tree) throw std::runtime_error("cannot read " + file);
  const Recipe written = read_recipes(*tree, "", problems).at(0);
  std::unique_ptr<CompiledRecipe> compiled = CompiledRecipe::compile(written, problems);
  compiled->check(schedule(), problems);
  recipe = std::make_unique<RecipeSampler>(written, std::move(compiled));
  return recipe->kind();
}

void measure(benchmark::State& state, const SamplerKind& sampler) {
  const auto normal = [](double weight, double mean, double variance) {
    return Mixture::Component{weight, Eigen::VectorXd::Constant(1, mean), Eigen::VectorXd::Constant(1, variance), {}};
  };
  const Mixture target({normal(0.4, -1.5, 0.09), normal(0.6, 1, 0.25)});
  const Score score(target, schedule());
  const LawKind& law = *find_law(sampler.stochastic ? "grid" : "characteristics");
  for (auto _ : state) benchmark::DoNotOptimize(law.measure({score, sampler, Start::Exact}, {Metric::Tv, Metric::Kl}));
}

const bool registered = [] {
  for (const SamplerKind* kind : sampler_kinds()) {
    const std::string name(kind->name);
    benchmark::RegisterBenchmark(name.c_str(), [kind](benchmark::State& state) {
      measure(state, *kind);
    })->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark((name + "_recipe").c_str(), [kind](benchmark::State& state) {
      measure(state, recipe_of(kind->name));
    })->Unit(benchmark::kMillisecond);
  }
  return true;
}();

}  // namespace
}  // namespace diffrates

// Any bytes as a recipe: samplers whose numbers are finite at every step of a schedule, or problems with a place. What
// is accepted may be run: its step moves points to points of the same shape.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "formats/json_reader.hpp"
#include "recipes/reading.hpp"
#include "recipes/recipe_sampler.hpp"
#include "targets/mixture.hpp"

namespace {

using namespace diffrates;

class Carried : public Law {
 public:
  explicit Carried(Points at) : points(std::move(at)) {}
  void map(const Map& move) override { points = move(points); }
  void add_noise(double variance) override {
    if (!(variance >= 0)) std::abort();
  }
  void mix(const std::vector<double>& weights, const Branch& branch) override {
    for (std::size_t k = weights.size(); k-- > 0;) {
      Carried part(points);
      branch(k, part);
      if (k == 0) points = part.points;
    }
  }
  Points points;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Problems problems;
  const std::optional<Value> tree = parse_json({reinterpret_cast<const char*>(data), size}, problems);
  if (!tree) return 0;
  std::vector<Recipe> recipes = read_recipes(*tree, "/samplers/0", problems);
  if (recipes.empty() == problems.empty()) std::abort();
  if (recipes.size() > 4) recipes.resize(4);
  const Schedule schedule = Schedule::of_levels({0.01, 0.1, 0.4, 1, 2.5, 5});
  const Mixture target({{1, Eigen::VectorXd::Constant(1, 0.5), Eigen::VectorXd::Constant(1, 0.25), {}}});
  const Score score(target, schedule);
  for (const Recipe& recipe : recipes) {
    Problems own;
    std::unique_ptr<CompiledRecipe> compiled = CompiledRecipe::compile(recipe, own);
    if ((compiled == nullptr) == own.empty()) std::abort();
    if (compiled != nullptr) compiled->check(schedule, own);
    for (const Problem& problem : own.list())
      if (!problem.pointer.starts_with("/samplers/0/") || problem.message.find("accepted: ") == std::string::npos)
        std::abort();
    if (!own.empty()) continue;
    const RecipeSampler sampler(recipe, std::move(compiled));
    const std::unique_ptr<Sampler> run = sampler.kind().make(schedule);
    Carried law(Points(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(3, -1, 1))));
    for (int t = schedule.steps(); t >= 2; --t) run->step(t, score, law);
    if (law.points.size() != 3) std::abort();
  }
  return 0;
}

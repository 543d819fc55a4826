#include "recipes/recipe_sampler.hpp"

#include <algorithm>

#include "recipes/combination.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

constexpr std::size_t most_tables = 16;                     // kept: as many schedules as threads may be at, and more
constexpr std::size_t most_numbers = std::size_t{1} << 22;  // in a table that is kept, 32 MB

bool same(const Schedule& a, const Schedule& b) {
  if (a.steps() != b.steps()) return false;
  for (int t = 1; t <= a.steps() + 1; ++t)
    if (a.at(t).L != b.at(t).L || a.alpha(t) != b.alpha(t) || a.beta(t) != b.beta(t)) return false;
  return true;
}

/// One run. Vectors live within a map, except those that the recipe remembers.
class Run : public Sampler {
 public:
  Run(const RecipeSampler& recipe, const Schedule& schedule)
      : Sampler(schedule),
        recipe_(recipe),
        table_(recipe.table(schedule)),
        remembers_(recipe.kind().memory),
        held_(remembers_ ? recipe.recipe().vectors().size() : 0) {}

  void step(int t, const Score& score, Law& y) override {
    now_ = {&score, table_->row(t)};
    follow(recipe_.stages(t, schedule_.steps()), y);
    if (remembers_) keep();
  }

  std::vector<Points*> remembered() override {
    std::vector<Points*> all;
    for (Points& held : held_)
      if (held.size() > 0) all.push_back(&held);
    return all;
  }

 private:
  struct Now {
    const Score* score = nullptr;
    const double* row = nullptr;
  };

  void follow(const std::vector<Stage>& stages, Law& y) {
    for (const Stage& stage : stages) {
      switch (stage.kind) {
        case Stage::Kind::Map:
          y.map([&](const Points& x) { return moved(stage.moves, x); });
          break;
        case Stage::Kind::Noise:
          y.add_noise(now_.row[stage.offset]);
          break;
        case Stage::Kind::Mix: {
          const double* first = now_.row + stage.offset;
          y.mix({first, first + stage.branches.size()},
                [&](std::size_t k, Law& branch) { follow(stage.branches[k].stages, branch); });
          break;
        }
      }
    }
  }

  /// One map. Several may be under way at once where nothing is remembered: everything it makes is local.
  Points moved(const std::vector<CompiledMove>& moves, const Points& x) {
    const std::size_t slots = recipe_.recipe().vectors().size();
    std::vector<Points> made(slots);
    std::vector<const Points*> at(slots);
    at[0] = &x;
    for (std::size_t i = 1; i < held_.size(); ++i) at[i] = &held_[i];
    for (const CompiledMove& move : moves) {
      const auto to = static_cast<std::size_t>(move.to);
      made[to] = move.kind == CompiledMove::Kind::Evaluate ? evaluated(move, *at[static_cast<std::size_t>(move.of)])
                                                           : combined(now_.row + move.offset, move.from, at);
      at[to] = &made[to];
    }
    for (std::size_t i = 1; i < held_.size(); ++i)
      if (at[i] == &made[i]) held_[i] = std::move(made[i]);
    return at[0] == &x ? x : std::move(made[0]);
  }

  Points evaluated(const CompiledMove& move, const Points& x) const {
    const double number = now_.row[move.offset];
    const Score& score = *now_.score;
    const NoiseLevel at =
        move.by == LevelBy::Index ? score.schedule().at(static_cast<int>(number)) : NoiseLevel::of(number);
    switch (move.prediction) {
      case Prediction::Noise:
        return predicted_noise(score, at, x);
      case Prediction::Data:
        return predicted_data(score, at, x);
      case Prediction::Score:
        break;
    }
    return score(at, x);
  }

  /// All at once: what is kept under one name may be kept from another.
  void keep() {
    std::vector<Points> next;
    for (const CompiledRecipe::Kept& kept : recipe_.recipe().kept())
      next.push_back(held_[static_cast<std::size_t>(kept.from)]);
    std::size_t i = 0;
    for (const CompiledRecipe::Kept& kept : recipe_.recipe().kept())
      held_[static_cast<std::size_t>(kept.name)] = std::move(next[i++]);
  }

  const RecipeSampler& recipe_;
  const std::shared_ptr<const RecipeTable> table_;
  const bool remembers_;
  std::vector<Points> held_;  ///< by slot; empty where nothing is remembered
  Now now_;
};

}  // namespace

RecipeSampler::RecipeSampler(const Recipe& recipe, std::unique_ptr<CompiledRecipe> compiled)
    : name_(recipe.name), meaning_(recipe.meaning), source_(recipe.source), compiled_(std::move(compiled)) {
  step_ = stages_of(*compiled_, compiled_->usual());
  kind_ = {.name = name_,
           .meaning = meaning_,
           .source = source_,
           .stochastic = step_.noisy,
           .memory = step_.remembers,
           .order = recipe.order,
           .evaluations_per_step = compiled_->usual().evaluations,
           .make = {make, this},
           .path_kl_order = recipe.path_kl_order};
  const auto also = [&](const std::optional<CompiledStep>& step, std::optional<Stages>& stages) {
    if (!step) return;
    stages = stages_of(*compiled_, *step);
    kind_.stochastic = kind_.stochastic || stages->noisy;
    kind_.memory = kind_.memory || stages->remembers;
    kind_.extra_evaluations += step->evaluations - kind_.evaluations_per_step;
  };
  also(compiled_->first(), first_);
  also(compiled_->last(), last_);
}

const std::vector<Stage>& RecipeSampler::stages(int t, int T) const {
  if (t == T && first_) return first_->stages;
  return t == 2 && last_ ? last_->stages : step_.stages;
}

std::shared_ptr<const RecipeTable> RecipeSampler::table(const Schedule& schedule) const {
  const std::lock_guard lock(mutex_);
  for (auto one = tables_.rbegin(); one != tables_.rend(); ++one)
    if (same((*one)->schedule, schedule)) return *one;
  auto table = std::make_shared<RecipeTable>(RecipeTable{schedule, compiled_->width(), {}});
  const int T = schedule.steps();
  table->numbers.resize(table->width * static_cast<std::size_t>(T - 1));
  for (int t = 2; t <= T; ++t)
    compiled_->numbers(schedule, t, table->numbers.data() + table->width * static_cast<std::size_t>(t - 2));
  if (table->numbers.size() > most_numbers) return table;
  tables_.push_back(table);
  if (tables_.size() > most_tables) tables_.pop_front();
  return table;
}

std::unique_ptr<Sampler> RecipeSampler::make(const void* self, const Schedule& schedule) {
  return std::make_unique<Run>(*static_cast<const RecipeSampler*>(self), schedule);
}

}  // namespace diffrates

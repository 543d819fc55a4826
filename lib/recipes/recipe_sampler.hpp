/// A recipe as a sampler: what SamplerKind says of it is derived from its moves, and its coefficients are computed once
/// for a schedule, whatever the number of runs and points.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "recipes/stages.hpp"
#include "samplers/sampler.hpp"

namespace diffrates {

/// The numbers of every step for one schedule.
struct RecipeTable {
  Schedule schedule;
  std::size_t width = 0;
  std::vector<double> numbers;
  const double* row(int t) const { return numbers.data() + width * static_cast<std::size_t>(t - 2); }
};

/// Stays at its place in memory: its kind points to it.
class RecipeSampler {
 public:
  /// `compiled` has been checked on the schedules it will meet (CompiledRecipe::check), which tells noise that is
  /// always 0 and so no noise.
  RecipeSampler(const Recipe& recipe, std::unique_ptr<CompiledRecipe> compiled);
  RecipeSampler(const RecipeSampler&) = delete;
  RecipeSampler& operator=(const RecipeSampler&) = delete;

  const SamplerKind& kind() const { return kind_; }
  const CompiledRecipe& recipe() const { return *compiled_; }
  /// What is done at t of T.
  const std::vector<Stage>& stages(int t, int T) const;
  /// The numbers for a schedule, kept for the next run. Safe for several threads at once. Throws std::runtime_error
  /// where a formula has no usable value.
  std::shared_ptr<const RecipeTable> table(const Schedule& schedule) const;

 private:
  static std::unique_ptr<Sampler> make(const void* self, const Schedule& schedule);

  const std::string name_, meaning_, source_;
  const std::unique_ptr<CompiledRecipe> compiled_;
  Stages step_;
  std::optional<Stages> first_, last_;
  SamplerKind kind_;
  mutable std::mutex mutex_;  ///< of compiled_, whose formulas are not for several threads, and of tables_
  mutable std::deque<std::shared_ptr<const RecipeTable>> tables_;  ///< the newest last
};

}  // namespace diffrates

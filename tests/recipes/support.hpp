/// Recipes written as JSON, and the samplers they become.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "formats/json_reader.hpp"
#include "recipes/reading.hpp"
#include "recipes/recipe_sampler.hpp"
#include "support/reference.hpp"
#include "support/values.hpp"

namespace diffrates::testing {

inline std::vector<Schedule> usual_schedules() {
  std::vector<Schedule> all;
  for (const int T : {4, 5, 8, 40}) all.push_back(schedule_family("smooth", 1e-2, 9)->with_steps(T));
  return all;
}

/// Every sampler that the text says, checked on the schedules; none after a problem, which is in `problems`.
inline std::vector<std::unique_ptr<RecipeSampler>> samplers_of(const std::string& json, Problems& problems,
                                                               const std::vector<Schedule>& schedules) {
  std::vector<std::unique_ptr<RecipeSampler>> samplers;
  const std::optional<Value> tree = parse_json(json, problems);
  if (!tree) return samplers;
  for (const Recipe& recipe : read_recipes(*tree, "", problems)) {
    std::unique_ptr<CompiledRecipe> compiled = CompiledRecipe::compile(recipe, problems);
    if (compiled == nullptr) continue;
    for (const Schedule& schedule : schedules) compiled->check(schedule, problems);
    if (problems.empty()) samplers.push_back(std::make_unique<RecipeSampler>(recipe, std::move(compiled)));
  }
  return samplers;
}

/// The one sampler of a good recipe.
inline std::unique_ptr<RecipeSampler> sampler_of(const std::string& json,
                                                 const std::vector<Schedule>& schedules = usual_schedules()) {
  Problems problems;
  auto samplers = samplers_of(json, problems, schedules);
  EXPECT_TRUE(problems.empty()) << test::text(problems);
  if (samplers.size() != 1) {
    ADD_FAILURE() << samplers.size() << " samplers of " << json;
    return nullptr;
  }
  return std::move(samplers.front());
}

/// A recipe of that step.
inline std::string with_step(const std::string& moves, const std::string& rest = "") {
  return R"({"name": "mine", )" + rest + R"("step": [)" + moves + "]}";
}

inline std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace diffrates::testing

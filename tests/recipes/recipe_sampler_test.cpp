/// What a recipe is told to be, derived from its moves, against what is known of them.
#include "recipes/recipe_sampler.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "samplers/moves.hpp"
#include "samplers/mutant.hpp"
#include "support.hpp"

namespace diffrates::testing {
namespace {

using ::testing::HasSubstr;

const std::string ddim_moves = R"_({"score": "s", "of": "y", "at": "t"},
  {"set": "y", "to": "(y + beta(t)/2*s)/sqrt(alpha(t))"})_";
const std::string noise = R"_({"noise": "eta^2*beta(t)"})_";

Measurement tv(const SamplerKind& sampler, std::string_view law = "", int T = 8) {
  static const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(T);
  const Score score(*target, schedule);
  if (law.empty()) law = sampler.stochastic ? "grid" : "characteristics";
  return find_law(law)->measure({score, sampler, Start::Exact}, {Metric::Tv}).front();
}

/// Memory and determinism, so that laws refuse or not.
std::string flags(const std::string& json) {
  const auto sampler = sampler_of(json);
  if (sampler == nullptr) return "none";
  return std::string(sampler->kind().stochastic ? "stochastic" : "deterministic") +
         (sampler->kind().memory ? ", memory" : "");
}

TEST(Recipe, IsAsItsMovesAre) {
  EXPECT_EQ(flags(with_step(ddim_moves)), "deterministic");
  EXPECT_EQ(flags(with_step(ddim_moves + R"(, {"noise": 0.01})")), "stochastic");
  EXPECT_EQ(flags(with_step(ddim_moves, R"("keep": {"s_old": "s"}, "first": [)" + ddim_moves + "], ")),
            "deterministic, memory");
  // Noise that is 0 at every t is none; noise that is 0 at some is some.
  EXPECT_EQ(flags(with_step(ddim_moves + "," + noise, R"("let": {"eta": 0}, )")), "deterministic");
  EXPECT_EQ(flags(with_step(ddim_moves + "," + noise, R"("let": {"eta": "t > 2 ? 1 : 0"}, )")), "stochastic");
}

TEST(Recipe, RemembersAVectorThatGoesThroughNoise) {
  const std::string through = R"_({"score": "s", "of": "y", "at": "t"}, {"noise": "eta"},
    {"set": "y", "to": "(y + beta(t)*s)/sqrt(alpha(t))"})_";
  EXPECT_EQ(flags(with_step(through, R"("let": {"eta": 0.01}, )")), "stochastic, memory");
  EXPECT_EQ(flags(with_step(through, R"("let": {"eta": 0}, )")), "deterministic");
  EXPECT_EQ(flags(with_step(R"({"set": "x", "to": "y"}, {"noise": 0.1}, {"set": "y", "to": "x"})")),
            "stochastic, memory");
}

TEST(Recipe, ScoreBeforeAMixtureIsPartOfItsBranches) {
  const std::string mixed = R"_({"score": "s", "of": "y", "at": "t"},
    {"mix": [{"weight": 0.25, "step": [{"set": "y", "to": "(y + 0.4*beta(t)*s)/sqrt(alpha(t))"}]},
             {"weight": 0.75, "step": [{"set": "y", "to": "(y + 0.6*beta(t)*s)/sqrt(alpha(t))"}]}]},
    {"noise": "0.1*beta(t)"})_";
  const std::string inside = R"_(
    {"mix": [{"weight": 0.25, "step": [{"score": "s", "of": "y", "at": "t"},
                                       {"set": "y", "to": "(y + 0.4*beta(t)*s)/sqrt(alpha(t))"}]},
             {"weight": 0.75, "step": [{"score": "s", "of": "y", "at": "t"},
                                       {"set": "y", "to": "(y + 0.6*beta(t)*s)/sqrt(alpha(t))"}]}]},
    {"noise": "0.1*beta(t)"})_";
  EXPECT_EQ(flags(with_step(mixed)), "stochastic");
  const auto a = sampler_of(with_step(mixed)), b = sampler_of(with_step(inside));
  EXPECT_EQ(a->kind().evaluations(8), 7);
  EXPECT_EQ(tv(a->kind()).estimate.value, tv(b->kind()).estimate.value);
  EXPECT_EQ(tv(a->kind()).status, Status::Ok) << tv(a->kind()).reason;
}

TEST(Recipe, CountsTheEvaluationsOfFirstAndLastSteps) {
  const std::string two = R"([{"score": "s", "of": "y", "at": "t"}, {"score": "s", "of": "s", "at": "t"},
    {"set": "y", "to": "y + 0*s"}])";
  const auto sampler =
      sampler_of(with_step(ddim_moves, "\"first\": " + two + R"(, "last": [{"set": "y", "to": "y"}], )"));
  for (const int T : {4, 9}) EXPECT_EQ(sampler->kind().evaluations(T), 2 + (T - 3));
}

TEST(Recipe, TheContractsExampleIsTheBuiltIn) {
  const auto sampler =
      sampler_of(R"_({"name": "my_ode", "source": "arXiv 2403.03852", "meaning": "one line", "order": 2,
 "let": {"a": "alpha(t)", "b": "beta(t)", "b_up": "beta(t+1)"},
 "step": [
   {"score": "s", "of": "y", "at": "t"},
   {"set": "u", "to": "sqrt(alpha(t+1)) * (y - b_up/2 * s)"},
   {"score": "s_up", "of": "u", "at": "t+1"},
   {"set": "y", "to": "(y + b/2*s + b^2/(4*b_up) * (s - sqrt(alpha(t+1))*s_up)) / sqrt(a)"}]})_");
  const double own = tv(sampler->kind(), "", 32).estimate.value;
  EXPECT_NEAR(own, tv(*find_sampler("accelerated_ode"), "", 32).estimate.value, 1e-12 * own);
  EXPECT_EQ(sampler->kind().name, "my_ode");
  EXPECT_EQ(sampler->kind().order, 2);
}

/// The moves of the last step alone decide nothing: a run whose last step is without noise has no kernel there.
TEST(Recipe, APathNeedsNoiseInEveryStep) {
  const std::string noisy = ddim_moves + R"_(, {"noise": "0.1*beta(t)"})_";
  const auto sampler = sampler_of(with_step(noisy, "\"last\": [" + ddim_moves + "], "));
  const auto target = reference_target("mixture");
  EXPECT_THAT(find_law("path")->refusal({*target, sampler->kind(), Start::Exact}, Metric::PathKl),
              HasSubstr("without noise"));
  EXPECT_EQ(find_law("grid")->refusal({*target, sampler->kind(), Start::Exact}, Metric::Tv), "");
}

TEST(Recipe, TakesFaultsAsTheBuiltInDoes) {
  const auto recipe = sampler_of(text_of(SOURCE_ROOT "/configs/samplers/dpm_solver_pp_2m.json"));
  const SamplerKind& built_in = *find_sampler("dpm_solver_pp_2m");
  const std::vector<Mutation> mutations = mutations_of(recipe->kind(), {0.1});
  ASSERT_EQ(mutations.size(), mutations_of(built_in, {0.1}).size());
  for (const Mutation& mutation : mutations) {
    if (mutation.wrong == Wrong::Schedule || mutation.wrong == Wrong::ScoreLevel) continue;  // of t, not of from
    const Mutant own(recipe->kind(), mutation), twin(built_in, mutation);
    EXPECT_NEAR(tv(own.kind()).estimate.value, tv(twin.kind()).estimate.value, 1e-12) << own.kind().name;
  }
}

TEST(Recipe, ListsInLetAreASamplerAValue) {
  Problems problems;
  const auto samplers =
      samplers_of(with_step(ddim_moves + "," + noise, R"("let": {"eta": [0, 0.5], "unused": [1, 2]}, )"), problems,
                  usual_schedules());
  ASSERT_EQ(samplers.size(), 4u) << test::text(problems);
  EXPECT_EQ(samplers[0]->kind().name, "mine(eta=0;unused=1)");
  EXPECT_EQ(samplers[3]->kind().name, "mine(eta=0.5;unused=2)");
  EXPECT_FALSE(samplers[1]->kind().stochastic);
  EXPECT_TRUE(samplers[2]->kind().stochastic);
}

}  // namespace
}  // namespace diffrates::testing

#include "budgets/budget.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <cmath>

#include "numerics/gauss.hpp"
#include "samplers/mutant.hpp"
#include "support/reference.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

using testing::reference_target;
using testing::schedule_family;

/// A budget and the law's own numbers, with all they refer to.
struct Both {
  Both(const Target& target, const SamplerKind& sampler, int T, Start start = Start::Exact)
      : schedule(schedule_family("smooth", 0.001, 12)->with_steps(T)),
        score(target, schedule),
        question{score, sampler, start, 0},
        budget(find_budget(question)),
        own(find_law(sampler.stochastic ? "grid" : "characteristics")->measure(question, {Metric::Tv, Metric::Kl})) {}
  double tv_ratio() const { return budget.tv.estimate.value / own[0].estimate.value; }
  double kl_ratio() const { return budget.kl.estimate.value / own[1].estimate.value; }
  double sum(Estimate StepShare::* part) const {
    double total = 0;
    for (const StepShare& step : budget.steps) total += (step.*part).value;
    return total;
  }

  Schedule schedule;
  Score score;
  Question question;
  Budget budget;
  std::vector<Measurement> own;
};

Both mixture(std::string_view sampler, int T, Start start = Start::Exact) {
  static const std::shared_ptr<const Target> target = reference_target("mixture");
  return {*target, *find_sampler(sampler), T, start};
}

TEST(Budget, IsThatOfAnIndependentPrototype) {
  // Predicted/true by other code, to the digits it had; the noisy ones by a crude quadrature.
  for (const auto& [T, ratio] : {std::pair{128, 0.988}, {256, 0.993}, {512, 0.996}, {1024, 0.998}})
    EXPECT_NEAR(mixture("ddim", T).tv_ratio(), ratio, 0.0006) << T;
  for (const auto& [T, ratio] : {std::pair{128, 1.143}, {256, 1.069}, {512, 1.034}, {1024, 1.017}})
    EXPECT_NEAR(mixture("ddim", T).kl_ratio(), ratio, 0.0006) << T;
  for (const auto& [T, ratio] : {std::pair{128, 0.9976}, {256, 0.9993}})
    EXPECT_NEAR(mixture("accelerated_ode", T).tv_ratio(), ratio, 0.0001) << T;
  for (const auto& [T, ratio] : {std::pair{64, 1.014}, {128, 1.002}, {256, 0.999}})
    EXPECT_NEAR(mixture("ddpm", T).tv_ratio(), ratio, 0.001) << T;
  for (const auto& [T, ratio] : {std::pair{64, 1.085}, {128, 1.024}, {256, 1.006}})
    EXPECT_NEAR(mixture("ddpm", T).kl_ratio(), ratio, 0.001) << T;
}

TEST(Budget, RatioTendsToOneForEverySampler) {
  for (const SamplerKind* sampler : sampler_kinds()) {
    if (!budget_refusal({*reference_target("mixture"), *sampler}).empty()) continue;
    const Both before = mixture(sampler->name, sampler->stochastic ? 128 : 256);
    const Both after = mixture(sampler->name, sampler->stochastic ? 256 : 512);
    if (before.budget.tv.status != Status::Ok || before.own[0].status != Status::Ok) {
      ADD_FAILURE() << sampler->name << ": " << before.budget.tv.reason << before.own[0].reason;
      continue;
    }
    const double was = std::abs(before.tv_ratio() - 1), is = std::abs(after.tv_ratio() - 1);
    // Where the ratio crosses 1 (exponential_sde) it is near it both times.
    EXPECT_LT(is, 0.05) << sampler->name;
    EXPECT_TRUE(is < 0.65 * was || is < 2.5e-3) << sampler->name << ": " << was << ", then " << is;
  }
}

TEST(Budget, OfStepsOfAGaussianIsTheClosedForm) {
  // A step of ddim is affine on a Gaussian, so that E r^2 is a Gaussian integral of a fourth-degree polynomial.
  const std::shared_ptr<const Target> target = reference_target("gaussian");
  const Both both(*target, *find_sampler("ddim"), 32);
  const Moments moments = target->moments();
  for (const StepShare& step : both.budget.steps) {
    const NoiseLevel &from = both.schedule.at(step.t), &to = both.schedule.at(step.t - 1);
    const auto mean = [&](const NoiseLevel& at) { return at.signal * moments.mean[0]; };
    const auto variance = [&](const NoiseLevel& at) { return at.abar * moments.covariance(0, 0) + at.noise; };
    const double a = both.schedule.alpha(step.t), b = both.schedule.beta(step.t);
    double sum = 0;
    const Nodes& hermite = gauss_hermite(8);
    for (int i = 0; i < 8; ++i) {
      const double x = mean(from) + std::sqrt(variance(from)) * hermite.at[i];
      const double y = (x - b / 2 * (x - mean(from)) / variance(from)) / std::sqrt(a);
      const double slope = (1 - b / 2 / variance(from)) / std::sqrt(a);
      const double off = (y - mean(to)) * (y - mean(to)) / variance(to);
      const double r = -0.5 * std::log(variance(from)) - hermite.at[i] * hermite.at[i] / 2 - std::log(slope) +
                       0.5 * std::log(variance(to)) + off / 2;
      sum += hermite.weight[i] * r * r / 2;
    }
    EXPECT_NEAR(step.kl.value, sum, 1e-9 * sum + step.kl.error) << step.t;
  }
}

TEST(Budget, WhatArrivesIsAllOfItWithoutNoiseAndLessWithIt) {
  const Both without = mixture("ddim", 64), with = mixture("ddpm", 64);
  EXPECT_EQ(without.sum(&StepShare::tv), without.sum(&StepShare::arrives));
  EXPECT_LT(with.sum(&StepShare::arrives), 0.2 * with.sum(&StepShare::tv));
  for (const StepShare& step : with.budget.steps) EXPECT_LE(step.arrives.value, step.tv.value * (1 + 1e-9));
  for (const Both* both : {&without, &with}) EXPECT_GE(both->sum(&StepShare::arrives), both->budget.tv.estimate.value);
}

TEST(Budget, ANormalStartIsOneMoreStep) {
  const std::shared_ptr<const Target> target = reference_target("mixture");
  const auto family = schedule_family("smooth", 0.001, 3);  // it ends where X_T is far from N(0, 1)
  for (const char* name : {"heun", "ddpm"}) {
    const Schedule schedule = family->with_steps(256);
    const Score score(*target, schedule);
    const SamplerKind& sampler = *find_sampler(name);
    const Question question{score, sampler, Start::Normal, 0};
    const Budget budget = find_budget(question);
    EXPECT_EQ(budget.steps.back().t, 257);
    EXPECT_EQ(budget.steps.back().h, 0);
    const auto own = find_law(sampler.stochastic ? "grid" : "characteristics")->measure(question, {Metric::Tv});
    EXPECT_NEAR(budget.tv.estimate.value / own[0].estimate.value, 1, 0.05) << name;
  }
}

TEST(Budget, AFaultyStepMovesPredictedAndTrueTogether) {
  const SamplerKind& right = *find_sampler("accelerated_ode");
  const std::shared_ptr<const Target> target = reference_target("mixture");
  const Both good(*target, right, 256);
  for (const Mutation& mutation : mutations_of(right, {0.1})) {
    const Mutant mutant(right, mutation);
    const Both bad(*target, mutant.kind(), 256);
    EXPECT_NEAR(bad.tv_ratio(), 1, 0.25) << mutation.name();
    EXPECT_GT(std::abs(bad.own[0].estimate.value / good.own[0].estimate.value - 1), 0.02) << mutation.name();
  }
}

TEST(Budget, InThePlaneIsThatOfTheFactors) {
  // E (r_1 + r_2)^2 = E r_1^2 + E r_2^2 + 2 E r_1 E r_2, and E r is minus a KL, of the next order.
  const std::shared_ptr<const Target> factor = reference_target("mixture");
  const Product plane({factor, factor});
  const Both line = mixture("heun", 64), both(plane, *find_sampler("heun"), 64);
  ASSERT_EQ(both.budget.kl.status, Status::Ok) << both.budget.kl.reason;
  EXPECT_NEAR(both.budget.kl.estimate.value, 2 * line.budget.kl.estimate.value, 4 * both.budget.kl.estimate.error);
  EXPECT_LT(both.budget.kl.estimate.error, 0.05 * both.budget.kl.estimate.value);
  for (std::size_t i = 0; i < line.budget.steps.size(); i += 7) {
    const StepShare &one = line.budget.steps[i], &two = both.budget.steps[i];
    EXPECT_NEAR(two.kl.value, 2 * one.kl.value, 5 * two.kl.error) << one.t;
  }
}

TEST(Budget, HasTheSameBitsForAnyNumberOfThreads) {
  const std::shared_ptr<const Target> factor = reference_target("mixture");
  const Product plane({factor, factor});
  const auto numbers = [&](std::size_t threads) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    std::vector<double> all;
    for (const char* name : {"ddim", "ddpm"}) {
      const Both both = mixture(name, 32);
      all.insert(all.end(),
                 {both.budget.tv.estimate.value, both.budget.kl.estimate.error, both.budget.groups.products.sum()});
    }
    const Both both(plane, *find_sampler("ddim"), 16);
    all.insert(all.end(), {both.budget.tv.estimate.value, both.budget.steps[3].tv.error});
    return all;
  };
  EXPECT_EQ(numbers(1), numbers(3));
}

TEST(Budget, SaysWhatItDoesNotTake) {
  const std::shared_ptr<const Target> line = reference_target("mixture");
  const Product plane({line, line});
  const SamplerKind &noisy = *find_sampler("ddpm"), &plain = *find_sampler("ddim");
  EXPECT_EQ(budget_refusal({*line, plain}), "");
  EXPECT_EQ(budget_refusal({*line, noisy}), "");
  EXPECT_EQ(budget_refusal({plane, plain}), "");
  EXPECT_NE(budget_refusal({plane, noisy}).find("adds noise, and the target has d = 2"), std::string::npos);
  // With other noise than that of the reverse process errors are forgotten otherwise: predicted would be 6 percent off.
  EXPECT_NE(budget_refusal({*line, *find_sampler("edm_churn")}).find("times the noise of the reverse process"),
            std::string::npos);
  for (const char* name : {"accelerated_sde", "exponential_sde", "readme_sde", "randomised_midpoint"})
    EXPECT_EQ(budget_refusal({*line, *find_sampler(name)}), "") << name;
  SamplerKind program = plain;
  program.values_only = true;
  EXPECT_NE(budget_refusal({*line, program}).find("is a program"), std::string::npos);
  const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(most_budget_steps + 1);
  const Score score(*line, schedule);
  const Budget budget = find_budget({score, plain, Start::Exact, 0});
  EXPECT_EQ(budget.tv.status, Status::Unresolved);
  EXPECT_NE(budget.tv.reason.find("accepted: at most"), std::string::npos);
}

}  // namespace
}  // namespace diffrates

// Where an error is easily missed: far from 0, between modes, at few steps.
#include <gtest/gtest.h>

#include <cmath>

#include "budgets/budget.hpp"
#include "support/reference.hpp"
#include "targets/mixture.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::schedule_family;

struct Numbers {
  Budget budget;
  std::vector<Measurement> own;
  double ratio(int metric) const {
    const Measurement& one = metric == 0 ? budget.tv : budget.kl;
    return one.estimate.value / own[static_cast<std::size_t>(metric)].estimate.value;
  }
};

Numbers numbers(const Target& target, std::string_view sampler, int T, double l_min = 0.001) {
  const Schedule schedule = schedule_family("smooth", l_min, 12)->with_steps(T);
  const Score score(target, schedule);
  const Question question{score, *find_sampler(sampler), Start::Exact, 0};
  const char* law = question.sampler.stochastic ? "grid" : "characteristics";
  return {find_budget(question), find_law(law)->measure(question, {Metric::Tv, Metric::Kl})};
}

TEST(BudgetInHardPlaces, DoesNotDependOnWhereTheDataLie) {
  // heun commutes with shifts, so that the mean is taken off and every digit is there.
  const auto near = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25}),
             far = line_mixture({0.4, 0.6}, {1e6 - 1.5, 1e6 + 1.0}, {0.09, 0.25});
  const Numbers a = numbers(*near, "heun", 128), b = numbers(*far, "heun", 128);
  ASSERT_EQ(b.budget.tv.status, Status::Ok) << b.budget.tv.reason;
  EXPECT_NEAR(a.budget.tv.estimate.value, b.budget.tv.estimate.value,
              a.budget.tv.estimate.error + b.budget.tv.estimate.error);
}

TEST(BudgetInHardPlaces, SeesWhatIsMadeBetweenModesFarApart) {
  // Between narrow modes X has next to no mass and the flow a separatrix; the law sees it, so must the prediction.
  const auto target = line_mixture({0.5, 0.5}, {-3, 3}, {0.01, 0.01});
  for (const char* sampler : {"heun", "ddim_exact"})
    for (const int T : {128, 256, 512}) {
      const Numbers found = numbers(*target, sampler, T);
      for (const int metric : {0, 1}) {
        const Measurement& one = metric == 0 ? found.budget.tv : found.budget.kl;
        if (one.status != Status::Ok || found.own[static_cast<std::size_t>(metric)].status != Status::Ok) continue;
        EXPECT_NEAR(found.ratio(metric), 1, 0.1) << sampler << " " << T << " " << name(one.metric);
      }
    }
}

TEST(BudgetInHardPlaces, ARareModeCounts) {
  const auto target = line_mixture({1 - 1e-4, 1e-4}, {0, 6}, {0.25, 0.01});
  const Numbers found = numbers(*target, "heun", 512);
  ASSERT_EQ(found.budget.kl.status, Status::Ok) << found.budget.kl.reason;
  EXPECT_NEAR(found.ratio(0), 1, 0.02);
  EXPECT_NEAR(found.ratio(1), 1, 0.02);
}

TEST(BudgetInHardPlaces, ANarrowModeCountsWithNoise) {
  const auto target = line_mixture({0.5, 0.5}, {0, 0.713}, {1, 1e-6});
  const Numbers found = numbers(*target, "ddpm", 256, 1e-5);
  ASSERT_EQ(found.budget.tv.status, Status::Ok) << found.budget.tv.reason;
  ASSERT_EQ(found.own[0].status, Status::Ok) << found.own[0].reason;
  EXPECT_NEAR(found.ratio(0), 1, 0.05);
}

TEST(BudgetInHardPlaces, WhatIsNotSmallIsNoPrediction) {
  const auto target = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const Budget budget = numbers(*target, "ddim", 4).budget;
  EXPECT_GT(budget.tv.estimate.value, 1);
  EXPECT_EQ(budget.tv.status, Status::Unresolved);
  EXPECT_NE(budget.tv.reason.find("the steps are too large"), std::string::npos) << budget.tv.reason;
}

TEST(BudgetInHardPlaces, FewStepsHaveANumberOrAReason) {
  const auto target = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  for (const char* sampler : {"ddim", "heun", "dpm_solver_pp_2m", "ddpm", "edm_churn"})
    for (const int T : {4, 5, 8}) {
      const Budget budget = numbers(*target, sampler, T).budget;
      for (const Measurement* one : {&budget.tv, &budget.kl}) {
        const bool told = one->status == Status::Ok ? one->estimate.value > 0 : !one->reason.empty();
        EXPECT_TRUE(told) << sampler << " " << T;
      }
    }
}

}  // namespace
}  // namespace diffrates

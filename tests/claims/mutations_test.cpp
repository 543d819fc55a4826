// What the suite sees of faults: on made-up series, and on the four samplers of the paper.
#include "claims/mutations.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/reference.hpp"

namespace diffrates {
namespace {

std::vector<RatePoint> series(const std::function<double(double)>& law, double relative_error = 1e-9) {
  std::vector<RatePoint> points;
  for (double x = 32; x <= 1024; x *= 2) points.push_back({x, {law(x), relative_error * law(x)}, Status::Ok});
  return points;
}
double first_order(double x) { return 3 / x * (1 + 5 / x); }

TEST(FindMutation, ABiasIsSeenInTheRateOnceItOutgrowsTheError) {
  const auto right = series(first_order);
  const MutationFinding small =
      find_mutation(1, 0, 0.05, right, series([](double x) { return first_order(x) + 1e-6; }));
  EXPECT_EQ(small.verdict(), Verdict::Holds);
  EXPECT_EQ(small.violated_from, 0);
  EXPECT_EQ(small.differs_from, 32);
  EXPECT_NEAR(small.ratio, 1 + 1e-6 / first_order(1024), 1e-12);
  const MutationFinding large = find_mutation(1, 0, 0.05, right, series([](double x) { return first_order(x) + 1; }));
  EXPECT_EQ(large.verdict(), Verdict::Confirmed);
  EXPECT_EQ(large.violated_from, 256);  // four points and a factor of eight
}

TEST(FindMutation, AConstantIsSeenAgainstTheBaselineOnly) {
  const auto right = series(first_order);
  const MutationFinding scaled =
      find_mutation(1, 1, 0.05, right, series([](double x) { return 1.001 * first_order(x); }));
  EXPECT_EQ(scaled.judgement.verdict, Verdict::Confirmed);
  EXPECT_EQ(scaled.verdict(), Verdict::Confirmed);
  EXPECT_NEAR(scaled.ratio, 1.001, 1e-12);
  // Within the errors of both nothing is seen, and that is a failure.
  const auto noisy = series([](double x) { return 1.001 * first_order(x); }, 1e-3);
  EXPECT_EQ(find_mutation(1, 1, 0.05, right, noisy).verdict(), Verdict::Violated);
  EXPECT_EQ(find_mutation(1, 1, 0.05, right, right).verdict(), Verdict::Violated);
}

TEST(FindMutation, WhatFoldsIsSeen) {
  const auto right = series(first_order);
  auto folded = right;
  for (RatePoint& point : folded) point.status = Status::Folded;
  const MutationFinding finding = find_mutation(1, 0, 0.05, right, folded);
  EXPECT_EQ(finding.differs_from, 32);
  EXPECT_TRUE(std::isnan(finding.ratio));
  EXPECT_EQ(finding.verdict(), Verdict::Holds);
}

TEST(FindMutation, AnOrderThatShouldHaveStayedIsAFailure) {
  const auto wrong = series([](double x) { return 1 / (x * x); });
  EXPECT_EQ(find_mutation(1, 1, 0.05, series(first_order), wrong).verdict(), Verdict::Violated);
}

std::vector<RatePoint> measured(const SamplerKind& sampler, Metric metric, const Target& target) {
  static const auto family = testing::schedule_family("smooth", 1e-2, 9);
  std::vector<RatePoint> points;
  for (const int T : {32, 64, 128, 256, 512, 1024}) {
    const Schedule schedule = family->with_steps(T);
    const Score score(target, schedule);
    std::string why;
    const LawKind* law = first_law(nullptr, {target, sampler, Start::Exact}, metric, why);
    const Measurement m = law->measure({score, sampler, Start::Exact}, {metric}).front();
    points.push_back({static_cast<double>(T), m.estimate, m.status});
  }
  return points;
}

class PaperSampler : public ::testing::TestWithParam<const char*> {};

/// Every fault of 10 percent and every index that is off is seen where it is expected, or, where the local order still
/// falls to its plateau at T = 1024 and the rate is open, in the constant; the sampler itself is not flagged.
TEST_P(PaperSampler, ItsFaultsAreSeen) {
  const SamplerKind& right = *find_sampler(GetParam());
  const auto target = testing::reference_target("mixture");
  const double declared = *declared_order(right, Metric::Tv);
  const std::vector<RatePoint> values = measured(right, Metric::Tv, *target);
  EXPECT_EQ(find_mutation(declared, declared, 0.05, values, values).judgement.verdict, Verdict::Confirmed);
  for (const Mutation& mutation : mutations_of(right, {0.1})) {
    const Mutant mutant(right, mutation);
    const MutationFinding finding = find_mutation(declared, order_left(right, Metric::Tv, mutation), 0.05, values,
                                                  measured(mutant.kind(), Metric::Tv, *target));
    const bool open = finding.expected_in_rate() && finding.judgement.verdict == Verdict::Inconclusive;
    EXPECT_EQ(finding.verdict(), open ? Verdict::Holds : Verdict::Confirmed)
        << mutant.kind().name << ": " << finding.judgement.words;
  }
}

INSTANTIATE_TEST_SUITE_P(Paper, PaperSampler, ::testing::Values("ddim", "accelerated_ode", "ddpm", "accelerated_sde"));

/// A coefficient index that is off keeps the order of accelerated_sde in TV and halves it in path KL.
TEST(PathKl, SeesInTheRateWhatTvSeesInTheConstant) {
  const SamplerKind& right = *find_sampler("accelerated_sde");
  const auto target = testing::reference_target("mixture");
  const Mutant mutant(right, {Wrong::Schedule, 1});
  const auto finding = [&](Metric metric) {
    return find_mutation(*declared_order(right, metric), order_left(right, metric, {Wrong::Schedule, 1}), 0.05,
                         measured(right, metric, *target), measured(mutant.kind(), metric, *target));
  };
  const MutationFinding tv = finding(Metric::Tv), path = finding(Metric::PathKl);
  EXPECT_EQ(tv.judgement.verdict, Verdict::Confirmed);
  EXPECT_EQ(tv.verdict(), Verdict::Confirmed);
  EXPECT_GT(tv.ratio, 1.5);
  EXPECT_EQ(path.judgement.verdict, Verdict::Violated);
  EXPECT_NEAR(path.fit.exponent, 1, 0.05);
}

}  // namespace
}  // namespace diffrates

#include "laws/characteristics_space.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include "laws/characteristics_line.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::schedule_family;

const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse};

/// The law of independent coordinates with these laws, as one mixture.
Mixture joined(const Mixture& first, const Mixture& second) {
  std::vector<Mixture::Component> components;
  for (const auto& a : first.components())
    for (const auto& b : second.components())
      components.push_back({a.weight * b.weight,
                            Eigen::Vector2d(a.mean[0], b.mean[0]),
                            Eigen::Vector2d(a.variances[0], b.variances[0]),
                            {}});
  return Mixture(components);
}

double scatter(const Measurement& number) {
  const Eigen::Map<const Eigen::ArrayXd> each(number.by_replicate.data(), std::ssize(number.by_replicate));
  return std::sqrt((each - each.mean()).square().sum() / static_cast<double>(each.size() * (each.size() - 1)));
}

TEST(SpaceCharacteristics, AddTheDivergencesOfIndependentCoordinates) {
  // KL of a product is the sum of its factors'; independent of the sampling. Three standard errors of 16 replicates
  // (Student, 15 degrees of freedom) are exceeded with probability 0.009; the seed is fixed.
  const auto first = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25}),
             second = line_mixture({0.5, 0.5}, {-0.7, 0.9}, {0.2, 0.1});
  const Mixture both = joined(*first, *second);
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(64);
  for (const std::string_view sampler : {"ddim", "accelerated_ode"}) {
    for (const Start start : {Start::Normal, Start::Exact}) {
      double kl = 0, kl_reverse = 0;
      for (const Mixture* factor : {first.get(), second.get()}) {
        const Score score(*factor, schedule);
        const std::vector<Measurement> line =
            find_law("characteristics")->measure({score, *find_sampler(sampler), start, 0}, metrics);
        kl += line[1].estimate.value;
        kl_reverse += line[2].estimate.value;
      }
      const Score score(both, schedule);
      const std::vector<Measurement> space =
          find_law("characteristics")->measure({score, *find_sampler(sampler), start, 7}, metrics);
      SCOPED_TRACE(std::string(sampler) + " " + std::string(name(start)));
      for (const Measurement& one : space) EXPECT_EQ(one.status, Status::Ok) << one.reason;
      EXPECT_NEAR(space[1].estimate.value, kl, 3 * space[1].estimate.error);
      EXPECT_NEAR(space[2].estimate.value, kl_reverse, 3 * space[2].estimate.error);
      // What the number of points aims at; the error counts the tail too.
      EXPECT_LE(scatter(space[0]), 0.03 * space[0].estimate.value);
      EXPECT_LE(scatter(space[1]), 0.06 * space[1].estimate.value);
      EXPECT_GE(space[1].estimate.error, scatter(space[1]));
    }
  }
}

/// Gaussians of known divergences whose terms have heavy tails, or whose points see none of X.
struct Known {
  Eigen::VectorXd variances;
  const char* sampler;
  int T;
  double l_max;
};

class HeavyGaussians : public ::testing::TestWithParam<Known> {};

TEST_P(HeavyGaussians, AreRightToTheirErrors) {
  const auto& [variances, sampler, T, l_max] = GetParam();
  const Mixture target({{1, Eigen::VectorXd::Zero(variances.size()), variances, {}}});
  const Schedule schedule = schedule_family("log_snr", 0.001, l_max)->with_steps(T);
  const Score score(target, schedule);
  for (const std::uint64_t seed : {1, 2, 3}) {
    const Question question{score, *find_sampler(sampler), Start::Normal, seed};
    const std::vector<Metric> all{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
    const std::vector<Measurement> found = find_law("characteristics")->measure(question, all),
                                   truth = find_law("gaussian")->measure(question, all);
    for (std::size_t m = 0; m < all.size(); ++m) {
      if (found[m].status != Status::Ok) continue;
      SCOPED_TRACE(std::string(name(all[m])) + " seed " + std::to_string(seed));
      ASSERT_EQ(truth[m].status, Status::Ok) << truth[m].reason;
      EXPECT_NEAR(found[m].estimate.value, truth[m].estimate.value, 5 * found[m].estimate.error);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(SpaceCharacteristics, HeavyGaussians,
                         ::testing::Values(Known{Eigen::Vector4d(4, 1, 0.1, 0.01), "ddim", 8, 6},
                                           Known{Eigen::Vector3d(1e-4, 1e-4, 1e-4), "ddim", 6, 3},
                                           Known{Eigen::Vector3d(1e4, 1, 1e-2), "heun", 5, 8},
                                           Known{Eigen::Vector2d(100, 1e-4), "ddim", 16, 4}));

TEST(SpaceCharacteristics, DoNotSeeARotation) {
  // A rotated target is the same problem: densities, and with them the divergences, are unchanged.
  Eigen::MatrixXd axes(2, 2);
  axes << 0.6, -0.8, 0.8, 0.6;
  const Eigen::Vector2d m1(1, 0.5), m2(-1, 0.2), variances(0.3, 0.05);
  const Mixture plain({{0.4, m1, variances, {}}, {0.6, m2, variances, {}}});
  const Mixture turned({{0.4, axes * m1, variances, axes}, {0.6, axes * m2, variances, axes}});
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(48);
  const Score plain_score(plain, schedule), turned_score(turned, schedule);
  const std::vector<Measurement> a =
      find_law("characteristics")->measure({plain_score, *find_sampler("ddim"), Start::Exact, 3}, metrics);
  const std::vector<Measurement> b =
      find_law("characteristics")->measure({turned_score, *find_sampler("ddim"), Start::Exact, 4}, metrics);
  for (std::size_t i = 0; i < metrics.size(); ++i)
    EXPECT_NEAR(a[i].estimate.value, b[i].estimate.value, 3 * std::hypot(a[i].estimate.error, b[i].estimate.error))
        << name(metrics[i]);
}

TEST(SpaceCharacteristics, StayWithinTheVariationsBoundWhenLawsHardlyOverlap) {
  // d = 24, three steps: X's mass is not seen under Y, TV is near 1 and must not read 1/2, and KL(X||Y) is not known
  // from there.
  std::vector<Mixture::Component> components;
  for (const double centre : {-1.0, 1.0})
    components.push_back({0.5, Eigen::VectorXd::Constant(24, centre), Eigen::VectorXd::Constant(24, 0.01), {}});
  const Mixture target(components);
  const Schedule schedule = schedule_family("smooth", 0.001, 9)->with_steps(10);
  const Score score(target, schedule);
  const std::vector<Measurement> found =
      find_law("characteristics")->measure({score, *find_sampler("ddim"), Start::Exact, 1}, metrics);
  EXPECT_GT(found[0].estimate.value, 0.99);
  EXPECT_LE(found[0].estimate.value, 1);
  EXPECT_NE(found[1].status, Status::Ok);
}

TEST(SpaceCharacteristics, SayFoldedWhereTheMapFolds) {
  // Two atoms in the plane and few steps fold accelerated_ode between them, as on the line.
  const Mixture atoms({{0.3, Eigen::Vector2d(-1, 0), Eigen::Vector2d(0, 0), {}},
                       {0.7, Eigen::Vector2d(1, 0), Eigen::Vector2d(0, 0), {}}});
  const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(16);
  const Score score(atoms, schedule);
  const std::vector<Measurement> found =
      find_law("characteristics")->measure({score, *find_sampler("accelerated_ode"), Start::Exact, 1}, metrics);
  for (const Measurement& one : found) {
    EXPECT_EQ(one.status, Status::Folded) << one.reason;
    EXPECT_NE(one.reason.find("under Y"), std::string::npos) << one.reason;
  }
}

TEST(SpaceCharacteristics, AreTheSameBitsForAnyNumberOfThreads) {
  const Mixture target({{0.4, Eigen::Vector3d(1, 0.5, 0), Eigen::Vector3d(0.3, 0.1, 0.2), {}},
                        {0.6, Eigen::Vector3d(-1, 0, 1), Eigen::Vector3d(0.2, 0.2, 0.1), {}}});
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(16);
  const Score score(target, schedule);
  const auto run = [&](std::size_t threads) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    return find_law("characteristics")->measure({score, *find_sampler("accelerated_ode"), Start::Exact, 5}, metrics);
  };
  const std::vector<Measurement> one = run(1), two = run(2);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    EXPECT_EQ(one[i].estimate.value, two[i].estimate.value);
    EXPECT_EQ(one[i].estimate.error, two[i].estimate.error);
  }
}

TEST(SpaceCharacteristics, TvNearOneHasAnError) {
  // Y so narrow that few points, or none, see X: 1 - TV is 4.5e-5 at T = 12.
  const Mixture target({{1, Eigen::VectorXd::Zero(8), Eigen::VectorXd::Constant(8, 0.25), {}}});
  for (const int steps : {8, 12, 16, 24}) {
    const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(steps);
    const Score score(target, schedule);
    const Question question{score, *find_sampler("ddim"), Start::Exact, 1};
    const Measurement space = find_law("characteristics")->measure(question, {Metric::Tv})[0],
                      truth = find_law("gaussian")->measure(question, {Metric::Tv})[0];
    EXPECT_NEAR(space.estimate.value, truth.estimate.value, 2 * space.estimate.error) << steps;
    EXPECT_LT(space.estimate.error, 0.02) << steps;
  }
}

TEST(SpaceCharacteristics, WhatIsAllRoundingSaysSo) {
  // One point in the plane: every sampler that is exact for points leaves TV = 0.
  const Mixture point({{1, Eigen::Vector2d(1.5, 2.5), Eigen::Vector2d::Zero(), {}}});
  for (const int steps : {32, 512}) {
    const Schedule schedule = schedule_family("smooth", 0.02, 12)->with_steps(steps);
    const Score score(point, schedule);
    for (const Measurement& found :
         find_law("characteristics")
             ->measure({score, *find_sampler("unipc_2"), Start::Exact, 1}, {Metric::Tv, Metric::Kl})) {
      EXPECT_EQ(found.status, Status::Unresolved) << name(found.metric);
      EXPECT_LT(found.estimate.value, 2 * found.estimate.error);
      EXPECT_LT(found.estimate.error, 1e-12);
    }
  }
}

TEST(SpaceCharacteristics, RoundingOfOneSignIsNoDivergence) {
  // Two points at one place are one: dpm_solver_pp_2m leaves TV = 0 and the log ratio of every path off by 4e-14.
  const Eigen::Vector2d place(-3.95263671875, 2.32177734375);
  const Mixture point({{0.5, place, Eigen::Vector2d::Zero(), {}}, {0.5, place, Eigen::Vector2d::Zero(), {}}});
  const Schedule schedule = schedule_family("linear", 0.000411, 12.5)->with_steps(5);
  const Score score(point, schedule);
  for (const Measurement& found :
       find_law("characteristics")
           ->measure({score, *find_sampler("dpm_solver_pp_2m"), Start::Exact, 1}, {Metric::Tv, Metric::KlReverse})) {
    EXPECT_EQ(found.status, Status::Unresolved) << name(found.metric);
    EXPECT_LT(found.estimate.value, 2 * found.estimate.error) << name(found.metric);
  }
}

}  // namespace
}  // namespace diffrates

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <Eigen/Geometry>

#include "laws/kernel.hpp"
#include "laws/paired_paths.hpp"
#include "laws/ratio_moments.hpp"
#include "support/reference.hpp"
#include "support/wrong_samplers.hpp"

namespace diffrates {
namespace {

using testing::reference_target;
using testing::schedule_family;

const LawKind& paired = *find_law("paired");
const SamplerKind& ddpm = *find_sampler("ddpm");
const SamplerKind& accelerated_sde = *find_sampler("accelerated_sde");

Measurement measured(std::string_view law, const Target& target, const Schedule& schedule, const SamplerKind& sampler,
                     Metric metric, Start start = Start::Exact) {
  const Score score(target, schedule);
  return find_law(law)->measure({score, sampler, start, 20}, {metric}).front();
}

std::vector<PairedValues> batches(const Question& question, PairedBatch batch, int count) {
  std::vector<PairedValues> values;
  for (int k = 0; k < count; ++k)
    for (const PairedValues& v : follow_pairs(question, batch, k)) values.push_back(v);
  return values;
}

struct Mean {
  double value = 0, error = 0, variance = 0;
};
template <class F>
Mean mean(const std::vector<PairedValues>& values, const F& f) {
  Mean m;
  const auto n = static_cast<double>(values.size());
  for (const PairedValues& v : values) m.value += f(v) / n;
  for (const PairedValues& v : values) m.variance += (f(v) - m.value) * (f(v) - m.value) / (n - 1);
  m.error = std::sqrt(m.variance / n);
  return m;
}

// Two independent ways, four standard errors (false failure 6e-5 each): every metric against the density on a grid.
TEST(Paired, AgreesWithTheGridOnALine) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(64);
  const auto agrees = [&](const SamplerKind& sampler, Metric metric) {
    const Measurement exact = measured("grid", *target, schedule, sampler, metric);
    const Measurement got = measured("paired", *target, schedule, sampler, metric);
    EXPECT_EQ(got.status, Status::Ok) << got.reason;
    EXPECT_LE(got.estimate.error, 0.1 * got.estimate.value);
    EXPECT_NEAR(got.estimate.value, exact.estimate.value, 4 * got.estimate.error)
        << sampler.name << ' ' << name(metric);
  };
  agrees(ddpm, Metric::Chi2);
  agrees(ddpm, Metric::Tv);
  agrees(accelerated_sde, Metric::Chi2);
}

// KL is chi2/2 and the next term, which the error states.
TEST(Paired, LeadingTermOfKlStatesTheNextOne) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(64);
  const Measurement exact = measured("grid", *target, schedule, ddpm, Metric::Kl);
  const Measurement got = measured("paired", *target, schedule, ddpm, Metric::Kl);
  EXPECT_LE(got.estimate.error, 0.3 * exact.estimate.value);
  EXPECT_NEAR(got.estimate.value, exact.estimate.value, 4 * got.estimate.error);
  EXPECT_THAT(got.reason, ::testing::HasSubstr("leading term"));
}

// A start that is not the right one: the last factor of L.
TEST(Paired, NormalStart) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 1.5)->with_steps(128);
  const Measurement exact = measured("grid", *target, schedule, ddpm, Metric::Chi2, Start::Normal);
  const Measurement got = measured("paired", *target, schedule, ddpm, Metric::Chi2, Start::Normal);
  EXPECT_NEAR(got.estimate.value, exact.estimate.value, 4 * got.estimate.error);
  EXPECT_LE(got.estimate.error, 0.1 * exact.estimate.value);
}

// Correlated Gaussians in the plane, no product in any orientation: paths against the tensor grid (four standard
// errors, false failure 6e-5).
TEST(Paired, AgreesWithTheGridInThePlane) {
  const auto axes = [](double angle) { return Eigen::Matrix2d(Eigen::Rotation2Dd(angle)); };
  const Mixture target({{0.4, Eigen::Vector2d(-1, 0.5), Eigen::Vector2d(0.35, 0.15), axes(0.5)},
                        {0.6, Eigen::Vector2d(0.8, -0.3), Eigen::Vector2d(0.4, 0.2), axes(-0.9)}});
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(128);
  const Measurement exact = measured("grid", target, schedule, ddpm, Metric::Chi2);
  const Measurement got = measured("paired", target, schedule, ddpm, Metric::Chi2);
  EXPECT_EQ(exact.status, Status::Ok) << exact.reason;
  EXPECT_LE(exact.estimate.error, 1e-6 * exact.estimate.value);
  EXPECT_LE(got.estimate.error, 0.1 * got.estimate.value);
  EXPECT_NEAR(got.estimate.value, exact.estimate.value, 4 * got.estimate.error);
}

// 1 + chi2 of a product of identical factors is the product of theirs.
TEST(Paired, ProductsMultiply) {
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(96);
  const auto line = testing::line_mixture({1}, {0.5}, {0.25});
  const double factor = 1 + measured("grid", *line, schedule, ddpm, Metric::Chi2).estimate.value;
  for (const int d : {2, 5}) {
    const Mixture target({{1, Eigen::VectorXd::Constant(d, 0.5), Eigen::VectorXd::Constant(d, 0.25), {}}});
    const Measurement got = measured("paired", target, schedule, ddpm, Metric::Chi2);
    EXPECT_NEAR(got.estimate.value, std::pow(factor, d) - 1, 4 * got.estimate.error) << d;
    EXPECT_LE(got.estimate.error, 0.12 * got.estimate.value) << d;
  }
}

// accelerated_sde on a product of mixtures by the rule (d = 2), and on the same with two normal coordinates added,
// where X and Y agree to a higher order, by draws (d = 4).
TEST(Paired, SmoothedKernelByRuleAndByDraws) {
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(48);
  const auto line = testing::line_mixture({0.5, 0.5}, {-1, 1}, {0.2, 0.3});
  const double factor = measured("grid", *line, schedule, accelerated_sde, Metric::Chi2).estimate.value;
  for (const int d : {2, 4}) {
    std::vector<Mixture::Component> components;
    for (const int first : {0, 1})
      for (const int second : {0, 1}) {
        Eigen::VectorXd at = Eigen::VectorXd::Zero(d), variances = Eigen::VectorXd::Ones(d);
        at.head(2) << (first ? 1 : -1), (second ? 1 : -1);
        variances.head(2) << (first ? 0.3 : 0.2), (second ? 0.3 : 0.2);
        components.push_back({0.25, at, variances, {}});
      }
    const Mixture target(components);
    const Score score(target, schedule);
    const Mean got = mean(batches({score, accelerated_sde, Start::Exact, 3}, {16, 16}, 150),
                          [](const PairedValues& v) { return v.square; });
    EXPECT_NEAR(got.value, (1 + factor) * (1 + factor) - 1, 4 * got.error) << d;
    EXPECT_LE(got.error, 0.15 * got.value) << d;
  }
}

// E[C | X_1] = 0 by itself, and what it controls for keeps its mean; in one dimension and in several. Four standard
// errors each (false failure 6e-5).
TEST(Paired, ControlHasMeanZero) {
  const auto line = reference_target("mixture");
  const Mixture space({{0.4, Eigen::Vector3d(-1, 0.5, 0), Eigen::Vector3d(0.2, 0.1, 0.3), {}},
                       {0.6, Eigen::Vector3d(0.8, -0.3, 0.2), Eigen::Vector3d(0.1, 0.3, 0.2), {}}});
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(200);
  for (const Mixture* target : {static_cast<const Mixture*>(line.get()), &space}) {
    const Score score(*target, schedule);
    const std::vector<PairedValues> values = batches({score, ddpm, Start::Exact, 3}, {32, 4}, 40);
    const Mean control = mean(values, [](const PairedValues& v) { return v.control; });
    EXPECT_NEAR(control.value, 0, 4 * control.error) << target->dimension();
    EXPECT_GT(control.variance, 0) << target->dimension();
    const Mean difference = mean(values, [](const PairedValues& v) { return v.square - v.plain_square; });
    EXPECT_NEAR(difference.value, 0, 4 * difference.error) << target->dimension();
  }
}

TEST(Paired, ControlCutsTheVarianceFiftyTimes) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(512);
  const Score score(*target, schedule);
  const std::vector<PairedValues> values = batches({score, ddpm, Start::Exact, 3}, {16, 16}, 12);
  const Mean with = mean(values, [](const PairedValues& v) { return v.square; });
  const Mean without = mean(values, [](const PairedValues& v) { return v.plain_square; });
  EXPECT_GE(without.variance, 50 * with.variance);
}

// The bracket of TV holds on every start in the mean: low <= high, and the grid's value lies between, four standard
// errors allowed.
TEST(Paired, TotalVariationIsBracketed) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(64);
  const Score score(*target, schedule);
  const double exact = measured("grid", *target, schedule, ddpm, Metric::Tv).estimate.value;
  for (const int paths : {8, 64}) {
    const std::vector<PairedValues> values = batches({score, ddpm, Start::Exact, 3}, {512 / paths, paths}, 60);
    const Mean low = mean(values, [](const PairedValues& v) { return v.tv_low; });
    const Mean high = mean(values, [](const PairedValues& v) { return v.tv_high; });
    EXPECT_LT(low.value, exact + 4 * low.error) << paths;
    EXPECT_GT(high.value, exact - 4 * high.error) << paths;
  }
}

TEST(Paired, CoarseStepsAreUnresolved) {
  const auto target = reference_target("atoms");
  const Measurement got =
      measured("paired", *target, schedule_family("smooth", 1e-2, 4)->with_steps(12), ddpm, Metric::Chi2);
  EXPECT_EQ(got.status, Status::Unresolved);
  EXPECT_THAT(got.reason, ::testing::HasSubstr("is above 0.25"));
}

// A normal start far wider than X_T, and steps that one dimension allows and 32 do not: no variance to be trusted, and
// the reason says which.
TEST(Paired, RatiosTooWideAreUnresolved) {
  const auto gaussian = [](int d, double variance) {
    return Mixture({{1, Eigen::VectorXd::Zero(d), Eigen::VectorXd::Constant(d, variance), {}}});
  };
  const Mixture narrow = gaussian(8, 0.01);
  const Measurement start = measured("paired", narrow, schedule_family("smooth", 0.1, 0.3)->with_steps(64), ddpm,
                                     Metric::Chi2, Start::Normal);
  EXPECT_EQ(start.status, Status::Unresolved);
  EXPECT_THAT(start.reason, ::testing::HasSubstr("the normal start"));
  const Mixture many = gaussian(32, 0);
  const Measurement steps =
      measured("paired", many, schedule_family("smooth", 1e-2, 4)->with_steps(40), ddpm, Metric::Chi2);
  EXPECT_EQ(steps.status, Status::Unresolved);
  EXPECT_THAT(steps.reason, ::testing::HasSubstr("too much in d = 32"));
  // X_T as wide as the start: nothing against it, however early the schedule ends.
  const Mixture wide = gaussian(2, 1);
  const Schedule early = schedule_family("smooth", 0.1, 0.3)->with_steps(64);
  EXPECT_NEAR(drawn_start_fourth_moment(wide, early.at(64), 1), 1, 1e-12);
}

// -H <= 1/(1 - abar) I with equality at an atom.
TEST(Paired, CurvatureOfAnAtom) {
  const auto atom = testing::line_mixture({1}, {0.3}, {0});
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(12);
  const Score score(*atom, schedule);
  double expected = 0;
  for (int t = 2; t <= 12; ++t) expected = std::max(expected, schedule.beta(t) / schedule.at(t).noise);
  EXPECT_NEAR(largest_curvature({score, ddpm, Start::Exact, 1}, 0.25), expected, 1e-12);
}

// Noise 10 percent off leaves a chi2 that does not fall with T: the right sampler's falls by 4.
TEST(Paired, TellsAWrongSampler) {
  const auto target = reference_target("mixture");
  const auto fall = [&](const SamplerKind& sampler) {
    const auto at = [&](int T) {
      return measured("paired", *target, schedule_family("smooth", 1e-2, 4)->with_steps(T), sampler, Metric::Chi2)
          .estimate.value;
    };
    return std::log2(at(64) / at(128));
  };
  EXPECT_NEAR(fall(ddpm), 2, 0.35);
  EXPECT_LT(fall(testing::ddpm_noise_10_percent_off), 1);
}

TEST(Paired, SameBitsForAnyNumberOfThreads) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 4)->with_steps(64);
  const auto run = [&](int threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    return measured("paired", *target, schedule, ddpm, Metric::Chi2).estimate.value;
  };
  EXPECT_EQ(run(1), run(2));
}

TEST(Paired, RefusesByName) {
  const auto target = reference_target("mixture");
  EXPECT_THAT(paired.refusal({*target, *find_sampler("ddim"), Start::Exact, false}, Metric::Chi2),
              ::testing::StartsWith("paired: ddim is deterministic"));
  EXPECT_THAT(paired.refusal({*target, ddpm, Start::Exact, false}, Metric::KlReverse),
              ::testing::HasSubstr("not kl_reverse"));
  EXPECT_EQ(paired.refusal({*target, accelerated_sde, Start::Exact, false}, Metric::Chi2), "");
}

}  // namespace
}  // namespace diffrates

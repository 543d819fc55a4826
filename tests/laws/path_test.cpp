#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <boost/math/special_functions/gamma.hpp>

#include "laws/kernel.hpp"
#include "laws/path_forward.hpp"
#include "laws/path_quadrature.hpp"
#include "laws/path_simulation.hpp"
#include "laws/ratio_moments.hpp"
#include "numerics/gauss.hpp"
#include "scores/score_error.hpp"
#include "support/reference.hpp"
#include "support/wrong_samplers.hpp"

namespace diffrates {
namespace {

using testing::reference_target;
using testing::schedule_family;

const SamplerKind& ddpm = *find_sampler("ddpm");
const SamplerKind& accelerated_sde = *find_sampler("accelerated_sde");

Schedule smooth(int T) { return schedule_family("smooth", 1e-3, 12)->with_steps(T); }

Estimate path_kl(const Target& target, const Schedule& schedule, const SamplerKind& sampler,
                 Start start = Start::Exact) {
  const Score score(target, schedule);
  return path_kl_by_quadrature({score, sampler, start, 1});
}

class PathReference : public ::testing::TestWithParam<testing::ReferenceRow> {};

TEST_P(PathReference, Agrees) {
  const testing::ReferenceRow& row = GetParam();
  const auto target = reference_target(row.target);
  const Schedule schedule = schedule_family(row.schedule, row.param1, row.param2)->with_steps(row.steps);
  const Score score(*target, schedule);
  const LawKind& law = *find_law("path");
  const std::vector<Measurement> got = law.measure(
      {score, *find_sampler(row.sampler), testing::start_named(row.start), 1}, {testing::metric_named(row.metric)});
  ASSERT_EQ(got.size(), 1u);
  EXPECT_EQ(got[0].status, Status::Ok) << got[0].reason;
  EXPECT_NEAR(got[0].estimate.value, row.value, row.tolerance());
  EXPECT_LE(got[0].estimate.error, 1e-8 * row.value);
}

std::vector<testing::ReferenceRow> path_rows() {
  std::vector<testing::ReferenceRow> rows;
  for (const auto& row : testing::read_reference())
    if (row.metric.starts_with("path_")) rows.push_back(row);
  return rows;
}

INSTANTIATE_TEST_SUITE_P(Rows, PathReference, ::testing::ValuesIn(path_rows()));

// Everything about a Gaussian is in closed form: X_t ~ N(mu, V), the backward kernel is N(posterior mean, b V_{t-1} /
// V_t) and the sampler's is N(c x + c0, v); KL of normals, averaged over x.
double gaussian_path_kl(double mean, double variance, const Schedule& schedule, bool accelerated) {
  double sum = 0;
  for (int t = 2; t <= schedule.steps(); ++t) {
    const double a = schedule.alpha(t), b = schedule.beta(t);
    const auto V = [&](int k) { return schedule.at(k).abar * variance + schedule.at(k).noise; };
    const double mu = schedule.at(t).signal * mean, mu_before = schedule.at(t - 1).signal * mean;
    const double gain = std::sqrt(a) * V(t - 1) / V(t),
                 p_variance = b * V(t - 1) / V(t);       // backward mean mu_before + gain (x - mu)
    const double slope = (1 - b / V(t)) / std::sqrt(a);  // m(x) = slope (x - mu) + mu / sqrt(a)
    const double q_variance = accelerated ? b / (2 * a) + slope * slope * b / 2 : b / a;
    const double shift = mu / std::sqrt(a) - mu_before;
    const double square = (slope - gain) * (slope - gain) * V(t) + shift * shift;
    const double e = p_variance / q_variance - 1;
    sum += 0.5 * (e - std::log1p(e) + square / q_variance);
  }
  return sum;
}

TEST(PathQuadrature, GaussianTargetInClosedForm) {
  const auto target = testing::line_mixture({1}, {0.7}, {0.4});
  for (const int T : {48, 200}) {
    const Schedule schedule = smooth(T);
    const double expected = gaussian_path_kl(0.7, 0.4, schedule, false);
    EXPECT_NEAR(path_kl(*target, schedule, ddpm).value, expected, 2e-8 * expected);
    const double accelerated = gaussian_path_kl(0.7, 0.4, schedule, true);
    EXPECT_NEAR(path_kl(*target, schedule, accelerated_sde).value, accelerated, 1e-7 * accelerated);
  }
}

// The same where a step's backward kernel is much narrower than the sampler's: nodes placed by the sampler's kernel
// alone see nothing of it at any resolution (path KL was 3 in place of 9.1 at four steps).
TEST(PathQuadrature, GaussianTargetInClosedFormAtFewSteps) {
  const auto agrees = [](double variance, const Schedule& schedule) {
    const auto target = testing::line_mixture({1}, {0.7}, {variance});
    for (const SamplerKind* sampler : {&ddpm, &accelerated_sde}) {
      const Estimate got = path_kl(*target, schedule, *sampler);
      const double expected = gaussian_path_kl(0.7, variance, schedule, sampler == &accelerated_sde);
      EXPECT_NEAR(got.value, expected, got.error + 1e-11)
          << sampler->name << ' ' << variance << ' ' << schedule.steps();
      EXPECT_LE(got.error, 1e-8 * expected) << sampler->name << ' ' << variance << ' ' << schedule.steps();
    }
  };
  for (const double variance : {0.0, 1e-4, 1.0, 25.0}) {
    for (const int T : {4, 5, 9}) agrees(variance, schedule_family("smooth", 1e-4, 12)->with_steps(T));
    for (const int T : {16, 32}) agrees(variance, schedule_family("linear", 1e-5, 12)->with_steps(T));
  }
}

// KL(N(m, v) || N(0, 1)) = (v + m^2 - 1 - log v) / 2, added to the exact start's value.
TEST(PathQuadrature, NormalStartAddsTheDivergenceOfTheStart) {
  const auto target = testing::line_mixture({1}, {3}, {0.25});
  const Schedule schedule = schedule_family("smooth", 1e-3, 0.8)->with_steps(40);
  const Score score(*target, schedule);
  const NoiseLevel& top = schedule.at(40);
  const double v = top.abar * 0.25 + top.noise, m = top.signal * 3;
  const double expected = 0.5 * (m * m + v - 1 - std::log(v));
  EXPECT_NEAR(start_kl_by_quadrature({score, ddpm, Start::Normal, 1}).value, expected, 1e-9 * expected);
  const Estimate exact = path_kl(*target, schedule, ddpm), normal = path_kl(*target, schedule, ddpm, Start::Normal);
  EXPECT_NEAR(normal.value - exact.value, expected, 1e-8 * normal.value);
}

// A constant score error e adds b e^2/2 a step when the kernel is Gaussian with variance b/a and mean shifted by b
// e/sqrt(a): E KL(p || q_e) - E KL(p || q) = b e^2/2, because m(x) is the posterior mean (Tweedie).
TEST(PathQuadrature, ConstantScoreErrorAddsItsGirsanovTerm) {
  struct Shift : ScoreError {
    void add(const NoiseLevel&, const Points&, Points& score) const override { score.coordinate(0) += 0.3; }
  } const shift;
  const auto target = reference_target("mixture");
  const Schedule schedule = smooth(64);
  const Score score(*target, schedule, &shift);
  double extra = 0;
  for (int t = 2; t <= 64; ++t) extra += 0.5 * 0.09 * schedule.beta(t);
  const double exact = path_kl(*target, schedule, ddpm).value;
  EXPECT_NEAR(path_kl_by_quadrature({score, ddpm, Start::Exact, 1}).value, exact + extra, 1e-8 * exact);
}

// Hidden narrow features: atoms smeared by a first level of 1e-9 (sigma 3e-5 on a range of 2).
TEST(PathQuadrature, ResolvesNarrowModes) {
  const auto target = reference_target("atoms");
  const Schedule schedule = schedule_family("smooth", 1e-9, 12)->with_steps(256);
  const Estimate estimate = path_kl(*target, schedule, ddpm);
  EXPECT_LE(estimate.error, 1e-8 * estimate.value);
  // Near an atom the chain is that of a point, whose path KL is in closed form; only near sigma ~ 1 do the atoms see
  // each other.
  const Schedule low = schedule_family("smooth", 1e-9, 1e-3)->with_steps(256);
  const double expected = gaussian_path_kl(0, 0, low, false);
  EXPECT_NEAR(path_kl(*target, low, ddpm).value, expected, 1e-6 * expected);
}

// Two independent ways: quadrature against simulated forward paths, 4 standard errors (false failure 6e-5 each). T = 30
// is coarse enough for the forms with finite variance.
TEST(PathSimulation, AgreesWithQuadrature) {
  const auto target = reference_target("mixture");
  const Schedule coarse = smooth(30);
  const Score coarse_score(*target, coarse);
  ASSERT_GE(coarsest_step(coarse), 0.5);
  const Question coarse_question{coarse_score, ddpm, Start::Exact, 7};
  const PathDivergences coarse_kl = path_by_simulation(coarse_question, true, false);
  EXPECT_NEAR(coarse_kl.kl.value, path_kl_by_quadrature(coarse_question).value, 4 * coarse_kl.kl.error);
  for (const SamplerKind* sampler : {&ddpm, &accelerated_sde}) {
    for (const Start start : {Start::Exact, Start::Normal}) {
      const Schedule schedule = schedule_family("smooth", 1e-3, start == Start::Exact ? 12 : 2)->with_steps(100);
      const Score score(*target, schedule);
      const Question question{score, *sampler, start, 7};
      const Estimate exact = path_kl_by_quadrature(question);
      const PathDivergences simulated = path_by_simulation(question, true, false);
      EXPECT_LE(simulated.kl.error, 0.02 * exact.value);
      EXPECT_NEAR(simulated.kl.value, exact.value, 4 * simulated.kl.error) << sampler->name;
    }
  }
}

// A product's path KL adds: a Gaussian in d dimensions against d times the closed form.
TEST(PathSimulation, ProductsAdd) {
  for (const int d : {2, 5}) {
    const Mixture target({{1, Eigen::VectorXd::Constant(d, 0.7), Eigen::VectorXd::Constant(d, 0.4), {}}});
    const Schedule schedule = smooth(128);
    const Score score(target, schedule);
    const PathDivergences kl = path_by_simulation({score, ddpm, Start::Exact, 3}, true, false);
    EXPECT_NEAR(kl.kl.value, d * gaussian_path_kl(0.7, 0.4, schedule, false), 4 * kl.kl.error);
    // d = 2 by the rule, d = 5 by draws.
    const PathDivergences accelerated = path_by_simulation({score, accelerated_sde, Start::Exact, 3}, true, false);
    EXPECT_NEAR(accelerated.kl.value, d * gaussian_path_kl(0.7, 0.4, schedule, true), 4 * accelerated.kl.error);
  }
}

// E q^4/p^3 by a sum, against its closed form; in R^d its power. Infinite where the tail of q is too wide.
TEST(RatioMoments, FourthMomentInClosedForm) {
  for (const double r : {0.78, 0.9, 1.0}) {
    double sum = 0;
    const double h = 0.01;
    for (double z = -60; z <= 60; z += h)
      sum += h * std::exp(-2 * z * z + 1.5 * z * z / r) * std::pow(r, 1.5) / std::sqrt(2 * M_PI);
    EXPECT_NEAR(fourth_moment(r, 1), sum, 1e-9 * sum);
    EXPECT_NEAR(fourth_moment(r, 16), std::pow(sum, 16), 1e-7 * std::pow(sum, 16));
  }
  EXPECT_EQ(fourth_moment(0.75, 1), INFINITY);
}

// A normal start far wider than X_T: its ratio has no variance. KL in closed form; path TV is at least the start's,
// P(|Z|^2 < c/V) - P(|Z|^2 < c) with c where the densities cross. Four errors each (false failure 6e-5).
TEST(PathSimulation, NormalStartWiderThanTheLaw) {
  const int d = 8;
  const Mixture target({{1, Eigen::VectorXd::Zero(d), Eigen::VectorXd::Constant(d, 0.01), {}}});
  const Schedule schedule = schedule_family("smooth", 0.1, 0.3)->with_steps(512);
  const Score score(target, schedule);
  const double V = schedule.at(512).abar * 0.01 + schedule.at(512).noise, c = d * std::log(V) / (1 - 1 / V);
  const double kl = d * (gaussian_path_kl(0, 0.01, schedule, false) + 0.5 * (V - 1 - std::log(V)));
  const double start_tv = boost::math::gamma_p(d / 2.0, c / (2 * V)) - boost::math::gamma_p(d / 2.0, c / 2);
  EXPECT_NEAR(kl, 2.3596105085625085, 1e-9);
  for (const std::uint64_t seed : {9, 10, 11}) {
    const PathDivergences got = path_by_simulation({score, ddpm, Start::Normal, seed}, true, true);
    EXPECT_NEAR(got.kl.value, kl, 4 * got.kl.error) << seed;
    EXPECT_LE(got.kl.error, 0.02 * kl) << seed;
    EXPECT_GE(got.tv.value, start_tv - 4 * got.tv.error) << seed;
    EXPECT_LE(got.tv.value, start_tv + 0.05) << seed;
  }
}

// In 64 dimensions max b/(1 - abar) = 0.495 is far too much for e^l to be averaged, though one coordinate's has a
// variance. And a TV of 1 to all digits is not known to all digits.
TEST(PathSimulation, ManyDimensionsAskForSmallerSteps) {
  const int d = 64;
  const Mixture target({{1, Eigen::VectorXd::Zero(d), Eigen::VectorXd::Zero(d), {}}});
  const Schedule schedule = schedule_family("smooth", 0.01, 6)->with_steps(19);
  const Score score(target, schedule);
  const double kl = d * gaussian_path_kl(0, 0, schedule, false);
  EXPECT_NEAR(kl, 83.24409962132387, 1e-9);
  for (const std::uint64_t seed : {8, 9, 10, 11}) {
    const PathDivergences got = path_by_simulation({score, ddpm, Start::Exact, seed}, true, true);
    EXPECT_NEAR(got.kl.value, kl, 4 * got.kl.error) << seed;
    EXPECT_LE(got.kl.error, 0.02 * kl) << seed;
    EXPECT_GT(got.tv.error, 0) << seed;
  }
}

// Pinsker: TV <= sqrt(KL/2). And the log ratio of many small steps is nearly N(-KL, 2 KL), for which TV =
// erf(sqrt(KL)/2).
TEST(PathSimulation, TotalVariationIsNearTheNormalLogRatio) {
  const auto target = reference_target("mixture");
  const Schedule schedule = smooth(1024);
  const Score score(*target, schedule);
  const Question question{score, ddpm, Start::Exact, 5};
  const double kl = path_kl_by_quadrature(question).value;
  const Estimate tv = path_by_simulation(question, false, true).tv;
  EXPECT_LT(tv.value, std::sqrt(kl / 2));
  EXPECT_NEAR(tv.value, std::erf(std::sqrt(kl) / 2), 0.05 * tv.value);
}

TEST(PathSimulation, SameBitsForAnyNumberOfThreads) {
  const auto target = reference_target("mixture");
  const Schedule schedule = smooth(64);
  const Score score(*target, schedule);
  const Question question{score, ddpm, Start::Exact, 11};
  const auto run = [&](int threads) {
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
    const PathDivergences d = path_by_simulation(question, true, true);
    return std::vector<double>{d.kl.value, d.kl.error, d.tv.value, d.tv.error, path_kl_by_quadrature(question).value};
  };
  EXPECT_EQ(run(1), run(2));
}

// A wrong sampler keeps a local order far from the right one's: 1 percent too much noise adds T 2.5e-5 to a path KL of
// 53/T, and b/3 for b/2 adds T times a constant.
TEST(PathLaw, TellsWrongSamplers) {
  const auto target = reference_target("mixture");
  const auto order = [&](const SamplerKind& sampler) {
    return std::log2(path_kl(*target, smooth(512), sampler).value / path_kl(*target, smooth(1024), sampler).value);
  };
  EXPECT_NEAR(order(ddpm), 1, 0.05);
  EXPECT_LT(order(testing::ddpm_noise_1_percent_off), 0.6);
  EXPECT_LT(order(testing::sde_third_for_half), -0.9);
}

TEST(PathLaw, RefusesByName) {
  const auto target = reference_target("mixture");
  const LawKind& law = *find_law("path");
  const auto refusal = [&](const Target& on, const SamplerKind& sampler) {
    return law.refusal({on, sampler, Start::Exact, false}, Metric::PathKl);
  };
  EXPECT_EQ(refusal(*target, ddpm), "");
  EXPECT_EQ(refusal(*target, accelerated_sde), "");
  EXPECT_THAT(refusal(*target, *find_sampler("ddim")), ::testing::StartsWith("path: ddim is deterministic"));
  EXPECT_THAT(refusal(*target, testing::noise_between_maps), ::testing::HasSubstr("adds noise between two maps"));
  EXPECT_THAT(law.refusal({*target, ddpm, Start::Exact, false}, Metric::Tv), ::testing::HasSubstr("not tv"));
}

// q(.|x) integrates to one, and has the kernel's mean, for every x: the smoothing rule against a plain sum.
TEST(StepKernel, SmoothedDensityIntegratesToOne) {
  const auto target = reference_target("mixture");
  const Schedule schedule = smooth(64);
  const Score score(*target, schedule);
  const auto sampler = accelerated_sde.make(schedule);
  const StepKernel kernel(*sampler, score, 40);
  const int n = 4001;
  const double h = 0.005;
  for (const double x0 : {-2.0, -0.4, 0.3, 1.7}) {
    Points x(n, 1, 1), u(n, 1);
    x.coordinate(0).setConstant(x0);
    x.start_tangents();
    u.coordinate(0) = Eigen::ArrayXd::LinSpaced(n, -10, 10);
    const Eigen::ArrayXd q = kernel.log_density(x, kernel.mean(x), u, 12).exp();
    EXPECT_NEAR(q.sum() * h, 1, 1e-9);
    const Nodes& z = gauss_hermite(40);
    const Points moved(Eigen::ArrayXd(x0 + std::sqrt(kernel.before()) * z.at));
    EXPECT_NEAR((q * u.coordinate(0)).sum() * h, (z.weight * kernel.mean(moved).coordinate(0)).sum(), 1e-9);
  }
}

// Against a plain Monte-Carlo-free oracle: the first noise by 60^2 nodes that are not recentred.
TEST(StepKernel, RecentredRuleAgreesWithThePlainOneInTwoDimensions) {
  const Mixture target({{0.4, Eigen::Vector2d(-1, 0.5), Eigen::Vector2d(0.2, 0.1), {}},
                        {0.6, Eigen::Vector2d(0.8, -0.3), Eigen::Vector2d(0.1, 0.3), {}}});
  const Schedule schedule = smooth(100);
  const Score score(target, schedule);
  const auto sampler = accelerated_sde.make(schedule);
  const StepKernel kernel(*sampler, score, 60);
  Points x(1, 2, 2), u(1, 2);
  x.start_tangents();
  x.coordinate(0)[0] = 0.2;
  x.coordinate(1)[0] = 0.1;
  const Points mean = kernel.mean(x);
  u.coordinate(0)[0] = mean.coordinate(0)[0] + 1.1 * std::sqrt(kernel.after());
  u.coordinate(1)[0] = mean.coordinate(1)[0] - 0.7 * std::sqrt(kernel.after());
  const Nodes& z = gauss_hermite(60);
  double q = 0;
  Points moved(1, 2);
  for (int i = 0; i < 60; ++i)
    for (int j = 0; j < 60; ++j) {
      moved.coordinate(0)[0] = 0.2 + std::sqrt(kernel.before()) * z.at[i];
      moved.coordinate(1)[0] = 0.1 + std::sqrt(kernel.before()) * z.at[j];
      const Points m = kernel.mean(moved);
      q += z.weight[i] * z.weight[j] * std::exp(-(u.values() - m.values()).square().sum() / (2 * kernel.after()));
    }
  EXPECT_NEAR(kernel.log_density(x, mean, u, 10)[0], std::log(q / (2 * M_PI * kernel.after())), 1e-10);
}

TEST(Gauss, ExactForPolynomialsAndGaussians) {
  for (const int n : {1, 2, 5, 20, 60, 150}) {
    const Nodes& z = gauss_hermite(n);
    EXPECT_NEAR(z.weight.sum(), 1, 1e-13);
    if (n >= 2) {
      EXPECT_NEAR((z.weight * z.at.square()).sum(), 1, 1e-12);
    }
    if (n >= 5) {
      EXPECT_NEAR((z.weight * z.at.pow(8)).sum(), 105, 1e-10);
    }
    const Nodes& x = gauss_legendre(n);
    EXPECT_NEAR(x.weight.sum(), 2, 1e-13);
    if (n >= 20) {
      EXPECT_NEAR((x.weight * (3 * x.at).exp()).sum(), 2 * std::sinh(3.0) / 3, 1e-12);
    }
  }
}

}  // namespace
}  // namespace diffrates

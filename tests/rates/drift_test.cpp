// The drift of the local order: what a window may say of its limit, and when it must say nothing.
#include "rates/drift.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "claims/claims.hpp"
#include "rates/above_floor.hpp"
#include "series.hpp"

namespace diffrates {
namespace {

using ::diffrates::test::doubling;
using ::diffrates::test::series;

Verdict verdict(double q, const Fit& fit, Relation relation = Relation::Equals) {
  return judge({q, relation, 0.05}, fit).verdict;
}

/// Values between those of `xs`, three to each gap.
std::vector<double> densely(const std::vector<double>& xs) {
  std::vector<double> all;
  for (std::size_t i = 0; i + 1 < xs.size(); ++i)
    for (int k = 0; k < 4; ++k) all.push_back(xs[i] * std::pow(xs[i + 1] / xs[i], k / 4.0));
  all.push_back(xs.back());
  return all;
}

TEST(Drift, ADenseListSaysNoMoreThanItsSpan) {
  for (const double c : {-10.0, -4.0, 4.0, 10.0}) {
    const auto law = [&](double x) { return 3 / (x * x) * std::exp(c / x + c * c / (x * x) * 0.7); };
    const Fit sparse = fit_rate(series(doubling(128, 1024), law), {});
    const Fit dense = fit_rate(series(densely(doubling(128, 1024)), law), {});
    ASSERT_TRUE(sparse.conclusive && dense.conclusive) << sparse.reason << dense.reason;
    EXPECT_GT(dense.high - dense.low, (sparse.high - sparse.low) / 2) << c;
    for (const Fit& fit : {sparse, dense}) {
      EXPECT_LE(fit.low, 2) << c;
      EXPECT_GE(fit.high, 2) << c;
      EXPECT_EQ(verdict(2, fit), Verdict::Confirmed) << c;
      EXPECT_EQ(verdict(2.1, fit), Verdict::Violated) << c;
    }
  }
}

TEST(Drift, TwoTermsThatCrossAreNoOrder) {
  // x^-2 until x = 4000, then 1/x: true order 1, whatever the window's end.
  const auto law = [](double x) { return 1 / (x * x) + 1 / (4000 * x); };
  for (double last = 256; last <= 65536; last *= 2) {
    const Fit fit = fit_rate(series(doubling(32, last), law, 1e-9), {});
    if (last >= 1024) {
      EXPECT_NE(verdict(1, fit), Verdict::Violated) << last;
      EXPECT_NE(verdict(2, fit), Verdict::Confirmed) << last;
    }
    if (last == 2048) {
      EXPECT_FALSE(fit.conclusive);
    }
  }
  EXPECT_EQ(verdict(1, fit_rate(series(doubling(32, 1 << 20), law, 1e-9), {})), Verdict::Confirmed);
}

TEST(Drift, ATurnIsNoLimit) {
  // The local order falls from 1.6, turns at 1.25 near x = 100, and goes on to 2.
  const auto law = [](double x) { return (1 + 150 / x + 4 * 400 / (x * x)) * std::pow(x, -2) * (x + 60) / x; };
  for (const bool dense : {false, true}) {
    const std::vector<double> xs = doubling(8, 64);
    const Fit fit = fit_rate(series(dense ? densely(xs) : xs, law), {});
    EXPECT_NE(verdict(2, fit), Verdict::Violated) << fit.low << " " << fit.high;
  }
}

TEST(Drift, ASlightTurnDecidesWideTolerancesOnly) {
  // 1/x with corrections of opposite signs: the local order turns by 0.01 a doubling, and may be that of a term to
  // come.
  const auto law = [](double x) { return (1 + 4 / x - 300 / (x * x)) / x; };
  const Fit fit = fit_rate(series(doubling(32, 256), law, 1e-9), {});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_EQ(verdict(1, fit), Verdict::Inconclusive) << fit.low << " " << fit.high;
  EXPECT_EQ(judge({1, Relation::Equals, 0.5}, fit).verdict, Verdict::Confirmed) << fit.low << " " << fit.high;
}

TEST(Drift, OneThatFallsFasterThanAnyTermPassesThroughZero) {
  // Local orders 3.66, 3.95, 3.95 of KL whose order is 2: accelerated_sde on a nearly Gaussian target, T = 8 to 64.
  const auto law = [](double x) { return std::pow(x, -4) * (1 - 60 / (x * x)) / (1 - 0.5 / x) + 3e-8 / (x * x); };
  const Fit fit = fit_rate(series(doubling(10, 80), law, 1e-9), {});
  EXPECT_NE(verdict(2, fit), Verdict::Violated) << fit.low << " " << fit.high;
  EXPECT_FALSE(fit.conclusive);
}

TEST(Drift, NoiseLeavesOpenWhetherErrorsFall) {
  // Total variation 0.3 that has not begun to fall, to 1 percent: no plateau.
  const auto law = [](double x) { return 0.3 * (1 + 0.01 * std::sin(7 * x)); };
  EXPECT_FALSE(fit_rate(series(densely(doubling(6, 48)), law, 0.01), {}).conclusive);
  // To 1e-4 it is one.
  const Fit flat = fit_rate(series(doubling(8, 512), [](double) { return 0.3; }, 1e-4), {});
  EXPECT_TRUE(flat.conclusive) << flat.reason;
  EXPECT_EQ(verdict(1, flat), Verdict::Violated);
}

TEST(Drift, IsCarriedOnToAPossibleOrder) {
  // The local order comes to 2 like x^-0.1: from x = 128 to 1024 it goes from 1.94 to 1.95.
  const auto law = [](double x) { return std::pow(x, -2) * (1 + std::pow(x, -0.1)); };
  const Fit whole = fit_rate(series(doubling(128, 1024), law), {0, false, false, 1});
  ASSERT_TRUE(whole.conclusive) << whole.reason;
  EXPECT_GE(whole.high, 2);
  EXPECT_GT(whole.low, 1.5);
  // Without drift any exponent stands.
  const Fit odd =
      fit_rate(series(doubling(128, 1024), [](double x) { return std::pow(x, -1.7); }), {0, false, false, 1});
  EXPECT_LT(odd.high - odd.low, 1e-9);
}

TEST(Drift, AsManyParametersAsPointsDecideNothing) {
  // Two corrections through four values have a second solution, with exponent 2.07.
  const auto law = [](double x) { return 3 / (x * x) * (1 - 9.2 / x + 60 / (x * x)); };
  const Fit fit = fit_rate(series(doubling(128, 1024), law, 1e-9), {});
  EXPECT_EQ(verdict(2, fit), Verdict::Confirmed) << fit.low << " " << fit.high;
}

TEST(Drift, NeedsFourValuesApart) {
  const Fit fit = fit_rate(series({100, 101, 102, 900}, [](double x) { return 1 / x; }), {});
  EXPECT_FALSE(fit.conclusive);
  EXPECT_EQ(fit.reason, "the usable points hold 2 values a factor 1.4 or more apart; 4 are needed");
}

TEST(Drift, LargeErrorsHaveNoPart) {
  FitModel model;
  model.largest = 0.5;
  const Fit fit = fit_rate(series(doubling(8, 1024), [](double x) { return 1 / (1 + x / 30); }, 1e-9), model);
  for (const FittedPoint& p : fit.points)
    EXPECT_TRUE(p.point.error.value <= 0.5 || p.drop == Drop::PreAsymptotic) << p.point.x;
}

TEST(Floor, MetFromBelowIsOpen) {
  const Fit below =
      fit_rate(series(doubling(64, 4096), [](double x) { return 0.14 - 6 / (x * x); }, 1e-6), {0, false, true});
  EXPECT_FALSE(below.conclusive);
  EXPECT_NE(below.reason.find("met from below"), std::string::npos) << below.reason;
  const Fit above = fit_rate(series(doubling(64, 4096), [](double x) { return 0.14 + 6 / x; }, 1e-9), {0, false, true});
  EXPECT_TRUE(above.conclusive) << above.reason;
}

/// W2 of the Euler-Maruyama method to data, three terms over a floor: the best curve without a correction has exponent
/// 1.34, and an interval that leaves 1 out by statistics alone.
TEST(Floor, WhatFallsAboveItMaySettleYet) {
  const FitModel model{0, false, true};
  const auto terms = [](double x) { return 0.2 + 130 / x + 9e3 / (x * x) - 4e4 / (x * x * x); };
  for (const double last : {1600., 3200., 6400., 12800.}) {
    const Fit fit = fit_rate(series(doubling(25, last), terms, 1e-12), model);
    EXPECT_NE(verdict(1, fit), Verdict::Violated) << last << ": " << fit.low << " " << fit.high;
  }
  // One correction, seen in the differences as well as without a floor.
  const auto one = [](double x) { return 0.003 + 3 / x * (1 + 10 / x); };
  const Fit fit = fit_rate(series(doubling(32, 8192), one, 1e-12), model);
  EXPECT_EQ(verdict(1, fit), Verdict::Confirmed) << fit.low << " " << fit.high << " " << fit.reason;
  EXPECT_GT(fit.drift, 0);
}

/// Differences hold no floor, whatever the spacing, and end where they drown.
TEST(AboveFloor, IsTheSeriesWithoutIt) {
  CurveData data{Eigen::ArrayXd(9), Eigen::ArrayXd(9), Eigen::ArrayXd::Constant(9, 1e-6)};
  data.x << 10, 23, 41, 90, 200, 410, 800, 1.7e7, 3.4e7;
  data.y = (0.5 + 7 * data.x.pow(-1.5)).log();
  const CurveData falling = above_floor(data, 1.5);
  ASSERT_EQ(falling.size(), 7);
  EXPECT_LT((falling.y - (7 * falling.x.pow(-1.5)).log()).abs().maxCoeff(), 1e-9);
  const double fall = std::exp(falling.y(6)) * 2 * std::sinh(0.75 * std::log(1.7e7 / 800));
  EXPECT_NEAR(falling.sigma(6) * fall, 0.5e-6 * M_SQRT2, 1e-9);
}

TEST(Words, SayWhatWouldHelp) {
  // The local order of 1/x + 40/x^2 at x = 64 .. 512 drifts by 0.04 a doubling: not known to 0.005.
  const Fit fit = fit_rate(series(doubling(64, 512), [](double x) { return (1 + 40 / x) / x; }, 1e-9), {});
  const Judgement judgement = judge({1, Relation::Equals, 0.005}, fit);
  EXPECT_EQ(judgement.verdict, Verdict::Inconclusive);
  EXPECT_NE(judgement.words.find("a doubling: go to x = "), std::string::npos) << judgement.words;
}

/// Values of this project's exact laws on one Gaussian and two mixtures; q is the order of theory.
struct Real {
  const char* name;
  double q;
  std::vector<double> x, values;
};

class RealSeries : public testing::TestWithParam<Real> {};

TEST_P(RealSeries, RightClaimsAreNotViolatedNorWrongOnesConfirmed) {
  const Real& real = GetParam();
  std::vector<RatePoint> points;
  for (std::size_t i = 0; i < real.x.size(); ++i)
    points.push_back({real.x[i], {real.values[i], 1e-9 * real.values[i]}});
  const Fit fit = fit_rate(points, {});
  EXPECT_NE(verdict(real.q, fit), Verdict::Violated) << fit.low << " " << fit.high;
  EXPECT_NE(verdict(real.q, fit, Relation::AtLeast), Verdict::Violated);
  for (const double off : {-0.5, 0.5}) EXPECT_NE(verdict(real.q + off, fit), Verdict::Confirmed);
}

/// W2 of `heun` on a mixture of two (T = 512) against the size of a score error, epsilon = 0.016 to 0.256. Below 1e-3
/// it grows like epsilon (local orders 1.00 to 1.03); here mass between the components, where the map stretches, still
/// moves with more than its share, and the local order rises by 0.13, 0.07, 0.04: towards 1, though not in sight of it.
TEST(GrowthOfASlowOrder, HoldsWhereItIsGoing) {
  const std::vector<double> values{0.18946209366352426, 0.3327297141450925, 0.5678917946816645, 0.925065128322731,
                                   1.3726328282625406};
  std::vector<RatePoint> points;
  double epsilon = 0.016;
  for (const double value : values) {
    points.push_back({epsilon, {value, 1e-12}, Status::Ok});
    epsilon *= 2;
  }
  FitModel model{0, true, false};
  model.to_zero = true;
  const Fit fit = fit_rate(points, model);
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_GT(fit.high, 0.9);
}

INSTANTIATE_TEST_SUITE_P(Laws, RealSeries,
                         testing::Values(Real{"linear_ddim_kl",
                                              2,
                                              {16, 24, 32, 48, 64, 96, 128},
                                              {0.8467141753, 0.5229584728, 0.35250101, 0.1902603398, 0.1186096031,
                                               0.05866713313, 0.03487101435}},
                                         Real{"arcsin_ode_tv",
                                              2,
                                              {10, 20, 30, 40, 50, 60, 80, 100},
                                              {0.06269339631, 0.02610992127, 0.01390753247, 0.008653556616,
                                               0.005900126603, 0.00427809763, 0.002542274781, 0.001682237448}},
                                         Real{"dpm_solver_pp_2m_chi2",
                                              4,
                                              {8, 16, 32, 64},
                                              {0.0003767787282, 0.002041660034, 0.0001536946414, 9.009668239e-06}},
                                         Real{"karras_dpm_solver_pp_2s_chi2",
                                              4,
                                              {4, 8, 16, 32},
                                              {0.3966290165, 0.05013998822, 0.005140184559, 0.0004885986094}},
                                         Real{"outlier_accelerated_sde_tv",
                                              1,
                                              {32, 64, 128, 256, 512, 1024, 2048},
                                              {0.01347839926, 0.003320161417, 0.0008308167221, 0.0002121297509,
                                               5.583600354e-05, 1.547534313e-05, 4.67570696e-06}}),
                         [](const auto& item) { return item.param.name; });

}  // namespace
}  // namespace diffrates

// Identities of the fit: exact laws come back exactly, symmetries hold, and nothing that is not a number ever counts.
#include "rates/rates.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "series.hpp"

namespace diffrates {
namespace {

using test::doubling;
using test::series;

struct ExactLaw {
  const char* name;
  double q, p, c, C;
};

class ExactLaws : public testing::TestWithParam<ExactLaw> {};

TEST_P(ExactLaws, ComeBackExactly) {
  const ExactLaw law = GetParam();
  const auto value = [&](double x) {
    return law.C * std::pow(std::log(x), law.p) * std::pow(x, -law.q) * (1 + law.c / x);
  };
  const Fit fit = fit_rate(series(doubling(32, 8192), value), {law.p, false, false});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_NEAR(fit.exponent, law.q, 1e-12);
  EXPECT_NEAR(fit.constant, law.C, 1e-11 * law.C);
  EXPECT_NEAR(fit.correction, law.c, 1e-10 * (32 + std::abs(law.c)));
  EXPECT_EQ(fit.used, 9);
  // The interval pays for what is left of the drift, which is that of 1 + c/x.
  EXPECT_LT(fit.high - fit.low, std::max(1e-10, std::abs(law.c) / 4096));
  EXPECT_LE(fit.low, fit.exponent);
  EXPECT_GE(fit.high, fit.exponent);
}

INSTANTIATE_TEST_SUITE_P(Laws, ExactLaws,
                         testing::Values(ExactLaw{"first", 1, 0, 0, 3}, ExactLaw{"second", 2, 0, 0, 1e-7},
                                         ExactLaw{"odd", 0.3137, 0, 0, 0.2}, ExactLaw{"flat", 0, 0, 0, 0.2},
                                         ExactLaw{"rising", -0.5, 0, 0, 0.2}, ExactLaw{"logs", 1, 2, 0, 2},
                                         ExactLaw{"cubed_logs", 2, 3, 0, 2}, ExactLaw{"root_logs", 1, -0.5, 0, 2},
                                         ExactLaw{"corrected", 2, 0, 260, 5}, ExactLaw{"logs_corrected", 1, 2, 26, 5},
                                         ExactLaw{"negative_correction", 1, 0, -20, 5}),
                         [](const auto& item) { return item.param.name; });

TEST(FitRate, RecoversGrowth) {
  for (const double q : {0.5, 1.0, 1.5}) {
    const Fit fit =
        fit_rate(series(doubling(0.001, 0.3), [&](double x) { return 2 * std::pow(x, q); }), {0, true, false});
    ASSERT_TRUE(fit.conclusive) << fit.reason;
    EXPECT_NEAR(fit.exponent, q, 1e-12);
    EXPECT_NEAR(fit.constant, 2, 1e-11);
    EXPECT_NEAR(fit.points.front().local_order, q, 1e-12);
  }
}

TEST(FitRate, RecoversAFloor) {
  const Fit decay = fit_rate(series(doubling(32, 8192), [](double x) { return 3 / x + 1e-3; }), {0, false, true});
  ASSERT_TRUE(decay.conclusive) << decay.reason;
  EXPECT_NEAR(decay.exponent, 1, 1e-10);
  EXPECT_NEAR(decay.floor, 1e-3, 1e-12);
  const Fit growth = fit_rate(series(doubling(0.001, 1), [](double x) { return 3 * x + 0.02; }), {0, true, true});
  ASSERT_TRUE(growth.conclusive) << growth.reason;
  EXPECT_NEAR(growth.exponent, 1, 1e-10);
  EXPECT_NEAR(growth.floor, 0.02, 1e-12);
  EXPECT_NEAR(growth.constant, 3, 1e-9);
  const Fit logs =
      fit_rate(series(doubling(32, 8192), [](double x) { return 3 * std::log(x) / x + 1e-3; }), {1, false, true});
  EXPECT_NEAR(logs.exponent, 1, 1e-10);
}

TEST(FitRate, FindsNoFloorWhereThereIsNone) {
  const Fit fit = fit_rate(series(doubling(32, 8192), [](double x) { return 3 / x; }, 1e-6), {0, false, true});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_NEAR(fit.exponent, 1, 1e-9);
  EXPECT_NEAR(fit.floor, 0, 1e-10);
}

TEST(FitRate, LogsIgnoredAreNotTakenForAPower) {
  // log^2 T/T without its logs looks like T^-0.75, and its local order still drifts: nothing is decided of 1/2 and 1.
  const Fit fit = fit_rate(series(doubling(32, 8192), [](double x) { return std::pow(std::log(x), 2) / x; }, 1e-8), {});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  for (const double q : {0.5, 0.75, 1.0}) {
    EXPECT_LE(fit.low, q);
    EXPECT_GE(fit.high, q);
  }
}

TEST(FitRate, LeavesOutWhatIsNotSmallInGrowthToo) {
  // Total variation against the size of a score error: linear while it is small, and at most 1.
  FitModel model{0, true, false};
  model.largest = 0.5;
  const auto bounded = [](double x) { return std::erf(0.6 * x); };
  const Fit all = fit_rate(series(doubling(1, 16), bounded), model);
  EXPECT_FALSE(all.conclusive);
  for (const FittedPoint& point : all.points) EXPECT_EQ(point.drop, Drop::PreAsymptotic) << point.reason;
  const Fit small = fit_rate(series(doubling(0.01, 16), bounded), model);
  ASSERT_TRUE(small.conclusive) << small.reason;
  EXPECT_NEAR(small.exponent, 1, 0.01 + small.high - small.exponent);
}

/// Laws as smooth samplers have them: corrections of all orders that nobody declared. (q, the law, the largest error of
/// q)
struct HiddenOrders {
  const char* name;
  double q, p;
  double (*law)(double);
  double within;
};

class Misfit : public testing::TestWithParam<HiddenOrders> {};

TEST_P(Misfit, StaysInsideTheInterval) {
  const HiddenOrders& hidden = GetParam();
  const Fit fit = fit_rate(series(doubling(32, 8192), hidden.law, 1e-9), {hidden.p, false, false});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_NEAR(fit.exponent, hidden.q, hidden.within);
  EXPECT_LE(fit.low, hidden.q);
  EXPECT_GE(fit.high, hidden.q);
  EXPECT_LT(fit.high - fit.low, 4 * hidden.within) << "honest, but useless";
}

INSTANTIATE_TEST_SUITE_P(
    Laws, Misfit,
    testing::Values(
        HiddenOrders{"second_order", 2, 0, [](double x) { return 3 / (x * x) * (1 + 30 / x + 500 / (x * x)); }, 0.002},
        HiddenOrders{"large", 2, 0, [](double x) { return 3 / (x * x) * (1 + 260 / x + 3e4 / (x * x)); }, 0.05},
        HiddenOrders{"saturating", 1, 0, [](double x) { return std::tanh(30 / x); }, 0.001},
        HiddenOrders{"exponential", 1, 0, [](double x) { return -std::expm1(-20 / x); }, 0.001},
        HiddenOrders{"power_3_2", 1, 0, [](double x) { return 3 / x * (1 + 20 * std::pow(x, -1.5)); }, 0.001},
        HiddenOrders{"shifted_log", 1, 1, [](double x) { return (std::log(x) - 0.65) / x * (1 + 5 / x); }, 0.02},
        HiddenOrders{"shifted_logs", 1, 2, [](double x) { return std::pow(std::log(x) + 1.5, 2) / x * (1 + 5 / x); },
                     0.06}),
    [](const auto& item) { return item.param.name; });

TEST(Window, DropsPreAsymptoticPointsWithTheirReason) {
  const Fit fit = fit_rate(series(doubling(32, 8192), [](double x) { return std::tanh(300 / x); }, 1e-9), {});
  ASSERT_TRUE(fit.conclusive) << fit.reason;
  EXPECT_NEAR(fit.exponent, 1, 0.02);
  EXPECT_GT(fit.first, 64);
  int dropped = 0;
  for (const FittedPoint& p : fit.points) {
    EXPECT_EQ(p.drop, p.point.x < fit.first ? Drop::PreAsymptotic : Drop::None);
    EXPECT_EQ(p.reason.empty(), p.drop == Drop::None);
    dropped += p.drop != Drop::None;
  }
  EXPECT_EQ(dropped + fit.used, 9);
  EXPECT_GE(fit.last / fit.first, 8);
  EXPECT_GE(fit.used, 4);
}

TEST(Window, KeepsEverythingWhereNothingIsGained) {
  Stream stream(1, "window test");
  std::vector<RatePoint> points = series(doubling(32, 8192), [](double x) { return 3 / x * (1 + 4 / x); }, 0.01);
  test::add_noise(points, stream);
  EXPECT_EQ(fit_rate(points, {}).used, 9);
}

TEST(Window, NeedsFourPointsAndAFactorEight) {
  const auto law = [](double x) { return 1 / x; };
  const Fit three = fit_rate(series({10, 100, 1000}, law), {});
  EXPECT_FALSE(three.conclusive);
  EXPECT_EQ(three.reason, "3 usable points; at least 4 are needed");
  EXPECT_TRUE(std::isnan(three.exponent));
  const Fit narrow = fit_rate(series({100, 200, 300, 400, 799}, law), {});
  EXPECT_FALSE(narrow.conclusive);
  EXPECT_NE(narrow.reason.find("factor 7.99"), std::string::npos);
  EXPECT_TRUE(fit_rate(series({100, 200, 400, 800}, law), {}).conclusive);
  EXPECT_FALSE(fit_rate({}, {}).conclusive);
}

TEST(Window, NoAsymptoticRegimeLeavesTheExponentOpen) {
  // The local order of exp(-x/100) is x/100 and has no limit.
  const Fit fit = fit_rate(series(doubling(32, 1024), [](double x) { return std::exp(-x / 100); }, 1e-6), {});
  EXPECT_FALSE(fit.conclusive);
  EXPECT_NE(fit.reason.find("the local order moves by"), std::string::npos) << fit.reason;
}

TEST(Invariance, OrderOfThePoints) {
  Stream stream(2, "permutation test");
  std::vector<RatePoint> points = series(doubling(32, 8192), [](double x) { return std::tanh(100 / x); }, 1e-4);
  test::add_noise(points, stream);
  const Fit sorted = fit_rate(points, {});
  for (int round = 0; round < 5; ++round) {
    for (std::size_t i = points.size() - 1; i > 0; --i) std::swap(points[i], points[stream.below(i + 1)]);
    const Fit mixed = fit_rate(points, {});
    EXPECT_EQ(mixed.exponent, sorted.exponent);
    EXPECT_EQ(mixed.low, sorted.low);
    EXPECT_EQ(mixed.constant, sorted.constant);
  }
}

TEST(Invariance, UnitsOfXAndOfTheError) {
  Stream stream(3, "scaling test");
  std::vector<RatePoint> points = series(doubling(32, 4096), [](double x) { return 3 / x * (1 + 20 / x); }, 1e-3);
  test::add_noise(points, stream);
  const Fit fit = fit_rate(points, {});
  std::vector<RatePoint> scaled = points;
  for (RatePoint& p : scaled) p = {10 * p.x, {7 * p.error.value, 7 * p.error.error}, p.status};
  const Fit other = fit_rate(scaled, {});
  EXPECT_NEAR(other.exponent, fit.exponent, 1e-9);
  EXPECT_NEAR(other.high - other.low, fit.high - fit.low, 1e-9);
  EXPECT_NEAR(other.correction, 10 * fit.correction, 1e-6 * std::abs(fit.correction));
  EXPECT_NEAR(other.constant / (7 * std::pow(10, fit.exponent) * fit.constant), 1, 1e-7);
}

TEST(Invariance, StatedErrorsDoubledDoubleTheInterval) {
  const auto law = [](double x) { return 3 / x; };
  const Fit one = fit_rate(series(doubling(32, 4096), law, 1e-3), {});
  const Fit two = fit_rate(series(doubling(32, 4096), law, 2e-3), {});
  // The profile bends by the curvature of log(1 + c/x): 1e-4 of the interval at these errors.
  EXPECT_NEAR((two.high - two.low) / (one.high - one.low), 2, 1e-4);
  EXPECT_NEAR(std::log(two.constant_high / two.constant_low) / std::log(one.constant_high / one.constant_low), 2, 1e-4);
}

TEST(Invariance, APointWithoutWeightDoesNotCount) {
  // A stated error 10^4 times larger than the others': its value may be anything within it.
  std::vector<RatePoint> points = series(doubling(32, 4096), [](double x) { return 3 / x; }, 1e-5);
  points[3].error.value *= 1.1;
  points[3].error.error = 0.2 * points[3].error.value;
  EXPECT_NEAR(fit_rate(points, {}).exponent, 1, 1e-4);
}

TEST(BadPoints, NeverEnterAndSayWhy) {
  const double nan = std::nan("");
  const std::vector<RatePoint> good = series(doubling(32, 1024), [](double x) { return 3 / x; }, 1e-6);
  const Fit clean = fit_rate(good, {});
  const std::pair<RatePoint, Drop> bad[] = {
      {{48, {0.9, 1e-9}, Status::Folded}, Drop::Folded},     {{48, {0.9, 1e-9}, Status::Unresolved}, Drop::Unresolved},
      {{48, {0.9, 1e-9}, Status::Failed}, Drop::Failed},     {{48, {nan, 1e-9}, Status::Ok}, Drop::NonFinite},
      {{48, {HUGE_VAL, 1e-9}, Status::Ok}, Drop::NonFinite}, {{48, {0, 1e-9}, Status::Ok}, Drop::NonFinite},
      {{48, {-0.1, 1e-9}, Status::Ok}, Drop::NonFinite},     {{48, {0.9, nan}, Status::Ok}, Drop::NonFinite},
      {{48, {0.9, -1e-9}, Status::Ok}, Drop::NonFinite},     {{48, {0.9, HUGE_VAL}, Status::Ok}, Drop::NonFinite},
      {{nan, {0.9, 1e-9}, Status::Ok}, Drop::NonFinite},     {{0, {0.9, 1e-9}, Status::Ok}, Drop::NonFinite},
      {{48, {0.9, 0.6}, Status::Ok}, Drop::Unresolved},      {{64, {0.9, 1e-9}, Status::Ok}, Drop::Failed}};
  for (const auto& [point, why] : bad) {
    std::vector<RatePoint> points = good;
    points.push_back(point);
    const Fit fit = fit_rate(points, {});
    EXPECT_EQ(fit.exponent, clean.exponent);
    EXPECT_EQ(fit.low, clean.low);
    EXPECT_EQ(fit.used, 6);
    int found = 0;
    for (const FittedPoint& p : fit.points)
      if (p.drop != Drop::None) {
        ++found;
        EXPECT_EQ(p.drop, why) << p.reason;
        EXPECT_FALSE(p.reason.empty());
        EXPECT_TRUE(std::isnan(p.local_order));
      }
    EXPECT_EQ(found, 1) << name(why);
  }
}

TEST(BadPoints, AloneAreInconclusive) {
  std::vector<RatePoint> points = series(doubling(32, 1024), [](double) { return std::nan(""); });
  const Fit fit = fit_rate(points, {});
  EXPECT_FALSE(fit.conclusive);
  EXPECT_EQ(fit.reason, "0 usable points; at least 4 are needed");
}

TEST(LocalOrders, AreThoseOfTheLawWithoutItsLogs) {
  const Fit fit = fit_rate(series(doubling(32, 1024), [](double x) { return std::log(x) / x; }), {1, false, false});
  for (std::size_t i = 0; i + 1 < fit.points.size(); ++i) EXPECT_NEAR(fit.points[i].local_order, 1, 1e-12);
  EXPECT_TRUE(std::isnan(fit.points.back().local_order));
}

TEST(Fitted, IsTheModelAtThePoints) {
  const auto law = [](double x) { return 3 / (x * x) * (1 + 100 / x); };
  for (const FittedPoint& p : fit_rate(series(doubling(32, 1024), law), {}).points)
    EXPECT_NEAR(p.fitted / law(p.point.x), 1, 1e-10);
}

TEST(Names, AreThoseOfTheResultFiles) {
  EXPECT_EQ(name(Drop::PreAsymptotic), "pre_asymptotic");
  EXPECT_EQ(name(Drop::Unresolved), "unresolved");
  EXPECT_EQ(name(Drop::Folded), "folded");
  EXPECT_EQ(name(Drop::NonFinite), "non_finite");
  EXPECT_EQ(name(Drop::Failed), "failed");
}

}  // namespace
}  // namespace diffrates

// The verdict is a function of the interval, of growth also of its points; these are its truth tables, and everything
// that must never pass.
#include "claims/claims.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace diffrates {
namespace {

Fit fit_of(double low, double high) {
  Fit fit;
  fit.conclusive = true;
  fit.exponent = (low + high) / 2;
  fit.low = low;
  fit.high = high;
  return fit;
}

constexpr RateClaim equals{1, Relation::Equals, 0.05};
constexpr RateClaim at_least{1, Relation::AtLeast, 0.05};

TEST(Equals, ConfirmedOnlyIfTheWholeIntervalIsWithin) {
  EXPECT_EQ(judge(equals, fit_of(0.96, 1.04)).verdict, Verdict::Confirmed);
  EXPECT_EQ(judge(equals, fit_of(0.94, 1.04)).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judge(equals, fit_of(0.96, 1.06)).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judge(equals, fit_of(0.5, 1.5)).verdict, Verdict::Inconclusive);
}

TEST(Equals, ViolatedOnlyIfTheWholeIntervalIsOutside) {
  EXPECT_EQ(judge(equals, fit_of(0.80, 0.94)).verdict, Verdict::Violated);
  EXPECT_EQ(judge(equals, fit_of(1.06, 1.10)).verdict, Verdict::Violated);
  EXPECT_EQ(judge(equals, fit_of(75.8, 76.0)).verdict, Verdict::Violated);
}

TEST(Equals, EndsOfTheBandBelongToIt) {
  const RateClaim claim{1, Relation::Equals, 0.25};
  EXPECT_EQ(judge(claim, fit_of(0.75, 1.25)).verdict, Verdict::Confirmed);
  EXPECT_EQ(judge(claim, fit_of(1.25, 1.5)).verdict, Verdict::Inconclusive);
}

TEST(AtLeast, IsOneSided) {
  EXPECT_EQ(judge(at_least, fit_of(0.96, 1.04)).verdict, Verdict::Holds);
  EXPECT_EQ(judge(at_least, fit_of(0.96, 3)).verdict, Verdict::Holds);
  EXPECT_EQ(judge(at_least, fit_of(0.94, 3)).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judge(at_least, fit_of(0.80, 0.94)).verdict, Verdict::Violated);
}

TEST(AtLeast, SaysWhetherTheBoundIsTight) {
  EXPECT_TRUE(judge(at_least, fit_of(0.99, 1.01)).tight);
  EXPECT_TRUE(judge(at_least, fit_of(1.04, 1.5)).tight);
  const Judgement beaten = judge({0.5, Relation::AtLeast, 0.05}, fit_of(0.998, 1.002));
  EXPECT_EQ(beaten.verdict, Verdict::Holds);
  EXPECT_FALSE(beaten.tight);
  EXPECT_EQ(beaten.words, "holds, not tight: measured exponent 1 [0.998, 1.002], proven 0.5");
}

TEST(Words, HoldTheNumbers) {
  EXPECT_EQ(judge(equals, fit_of(0.998, 1.008)).words, "exponent 1.003 [0.998, 1.008] lies within 1 +- 0.05");
  EXPECT_EQ(judge(equals, fit_of(1.2, 1.3)).words, "exponent 1.25 [1.2, 1.3] lies outside 1 +- 0.05");
}

TEST(NeverPasses, NoFit) {
  Fit fit = fit_of(1, 1);
  fit.conclusive = false;
  fit.reason = "3 usable points; at least 4 are needed";
  for (const RateClaim& claim : {equals, at_least}) {
    EXPECT_EQ(judge(claim, fit).verdict, Verdict::Inconclusive);
    EXPECT_NE(judge(claim, fit).words.find("3 usable points"), std::string::npos);
    EXPECT_EQ(judge(claim, Fit{}).verdict, Verdict::Inconclusive);
    EXPECT_EQ(judge(claim, fit_rate({}, {})).verdict, Verdict::Inconclusive);
  }
}

TEST(NeverPasses, AnythingNotFinite) {
  for (const double bad : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    for (const Relation relation : {Relation::Equals, Relation::AtLeast}) {
      for (double Fit::* field : {&Fit::exponent, &Fit::low, &Fit::high}) {
        Fit fit = fit_of(0.99, 1.01);
        fit.*field = bad;
        EXPECT_EQ(judge({1, relation, 0.05}, fit).verdict, Verdict::Inconclusive);
      }
      EXPECT_EQ(judge({bad, relation, 0.05}, fit_of(0.99, 1.01)).verdict, Verdict::Inconclusive);
      EXPECT_EQ(judge({1, relation, bad}, fit_of(0.99, 1.01)).verdict, Verdict::Inconclusive);
    }
  }
  EXPECT_EQ(judge({1, Relation::AtLeast, -1}, fit_of(0.99, 1.01)).verdict, Verdict::Inconclusive);
}

TEST(NeverPasses, AnOkValueThatIsNoNumber) {
  for (const Estimate none :
       {Estimate{NAN, 1e-9}, Estimate{HUGE_VAL, 1e-9}, Estimate{-0.1, 1e-9}, Estimate{0.1, NAN}}) {
    Fit fit = fit_of(0.99, 1.01);
    fit.points.resize(2);
    fit.points[0].point = {64, {0.1, 1e-9}, Status::Ok};
    fit.points[1].point = {128, none, Status::Ok};
    EXPECT_EQ(judge(equals, fit).verdict, Verdict::Inconclusive);
    EXPECT_THAT(judge(equals, fit).words, testing::HasSubstr("the value at x = 128 is ok with"));
    fit.points[1].point.status = Status::Unresolved;
    EXPECT_EQ(judge(equals, fit).verdict, Verdict::Confirmed);
  }
}

TEST(NeverPasses, AnInvertedInterval) {
  Fit fit = fit_of(0.99, 1.01);
  std::swap(fit.low, fit.high);
  EXPECT_EQ(judge(equals, fit).verdict, Verdict::Inconclusive);
}

/// e(x) = F + C x^q exactly, and C x^q with another q.
Fit growth(double floor, double exponent, double first) {
  std::vector<RatePoint> points;
  for (int i = 0; i < 6; ++i) {
    const double x = first * std::exp2(i), value = floor + std::pow(x, exponent);
    points.push_back({x, {value, 1e-9 * value}});
  }
  return fit_rate(points, {0, true});
}

TEST(Growth, AnExponentHiddenByAPlateauIsNotJudged) {
  for (const double first : {1e-5, 1e-4, 1e-3}) {
    const Judgement hidden = judge({1, Relation::Equals, 0.03}, growth(1e-2, 1, first));
    EXPECT_EQ(hidden.verdict, Verdict::Inconclusive) << hidden.words;
    EXPECT_THAT(hidden.words, testing::HasSubstr("0.01 + C x^1 goes through the points as well")) << first;
  }
  EXPECT_EQ(judge({2, Relation::AtLeast, 0.03}, growth(1e-2, 2, 1e-2)).verdict, Verdict::Inconclusive);
}

Fit fit_of_values(double first, double ratio, int count, const std::function<double(double)>& e, FitModel model) {
  std::vector<RatePoint> points;
  for (int i = 0; i < count; ++i) {
    const double x = first * std::pow(ratio, i);
    points.push_back({x, {e(x), 1e-12 * e(x)}});
  }
  return fit_rate(points, model);
}

/// KL of ddpm on the mixture at T = 64 against epsilon: what the steps cost and the score error cancel a little at
/// first.
TEST(Growth, ThatFirstFallsIsHiddenByThePlateauToo) {
  const Fit fit = fit_of_values(1e-4, 1.5, 7, [](double x) { return 0.0033986 - 0.0060345 * x + 1.9538 * x * x; },
                                {.growth = true, .to_zero = true});
  EXPECT_EQ(judge({2, Relation::Equals, 0.05}, fit).verdict, Verdict::Inconclusive);
  EXPECT_EQ(judge({2, Relation::AtLeast, 0.05}, fit).verdict, Verdict::Inconclusive);
}

Fit fit_at(const std::vector<double>& places, const std::function<double(double)>& e, FitModel model) {
  std::vector<RatePoint> points;
  for (const double x : places) points.push_back({x, {e(x), 1e-12 * e(x)}});
  return fit_rate(points, model);
}

/// KL of heun in d = 2 to 16, one coordinate of which costs more than the others: the exponent is 1, and the local
/// order has come to 0.94.
TEST(Growth, WhoseOrderGoesOnRisingIsNotConfirmedBelowIt) {
  const auto kl = [](double d) { return 1.957 + (d - 1); };
  const Fit fit = fit_at({2, 3, 4, 6, 8, 12, 16}, kl, {.growth = true});
  EXPECT_GE(fit.high, 1);
  EXPECT_EQ(judge({0.8, Relation::Equals, 0.15}, fit).verdict, Verdict::Inconclusive);
}

/// The same turned round: the order comes to 1 as x falls.
TEST(Growth, OfEpsilonIsThatOfSmallValues) {
  const auto e = [](double x) { return 1 / (1.957 + (1 / x - 1)); };
  const std::vector<double> places{1.0 / 16, 1.0 / 12, 1.0 / 8, 1.0 / 6, 1.0 / 4, 1.0 / 3, 1.0 / 2};
  EXPECT_GE(fit_at(places, e, {.growth = true, .to_zero = true}).high, 1);
  EXPECT_LT(fit_at(places, e, {.growth = true}).high, 1);
}

/// Draws of an empirical score: each value has its own, which is no error of it.
TEST(Growth, ScatterIsNotCarriedOn) {
  const auto e = [](double x) { return x * (1 + 0.02 * (std::lround(std::log2(x)) % 2 == 0 ? 1 : -1)); };
  EXPECT_LT(fit_of_values(1, 2, 7, e, {.growth = true}).high, 1.1);
}

/// Of one more than eps, and of eps^2 later: no exponent between is a limit.
TEST(Growth, OfTwoTermsAboveAPlateauHasNoExponent) {
  const Fit fit = fit_of_values(1e-4, 1.5, 7, [](double x) { return 0.0012 + 0.0032045 * x + 6.425 * x * x; },
                                {.growth = true, .floor = true, .to_zero = true});
  EXPECT_EQ(judge({1, Relation::Equals, 0.05}, fit).verdict, Verdict::Inconclusive) << fit.low << " " << fit.high;
  EXPECT_EQ(judge({2, Relation::Equals, 0.05}, fit).verdict, Verdict::Inconclusive);
}

/// Values at T = 64 to 512 of T^-2 + 0.001/T: above a plateau four of them do not show that two terms cross.
TEST(Plateau, OfFewValuesTellsNoExponent) {
  const auto e = [](double T) { return 1 / (T * T) + 0.001 / T; };
  const Fit four = fit_of_values(64, 2, 4, e, {.floor = true});
  EXPECT_EQ(judge({1, Relation::Equals, 0.05}, four).verdict, Verdict::Inconclusive) << four.low << " " << four.high;
  EXPECT_EQ(judge({1.5, Relation::AtLeast, 0.05}, four).verdict, Verdict::Inconclusive);
  EXPECT_THAT(four.reason, testing::HasSubstr("a drift is seen in 5 values"));
  const auto good = [](double T) { return 1 / (T * T) * (1 + 0.1 / T) + 1e-4; };
  EXPECT_EQ(judge({2, Relation::Equals, 0.05}, fit_of_values(16, 2, 6, good, {.floor = true})).verdict,
            Verdict::Confirmed);
}

TEST(Growth, AFaultyExponentIsViolatedStill) {
  EXPECT_EQ(judge({2, Relation::Equals, 0.03}, growth(0, 1, 1e-3)).verdict, Verdict::Violated);
  EXPECT_EQ(judge({1, Relation::Equals, 0.03}, growth(0, 0.9, 1e-3)).verdict, Verdict::Violated);
  EXPECT_EQ(judge({2, Relation::AtLeast, 0.03}, growth(0, 1, 1e-3)).verdict, Verdict::Violated);
  EXPECT_EQ(judge({0.5, Relation::Equals, 0.03}, growth(0, 1, 1e-3)).verdict, Verdict::Violated);
  EXPECT_EQ(judge({1, Relation::Equals, 0.03}, growth(0, 1, 1e-3)).verdict, Verdict::Confirmed);
}

TEST(Names, AreThoseOfTheConfiguration) {
  EXPECT_EQ(name(Relation::Equals), "equals");
  EXPECT_EQ(name(Relation::AtLeast), "at_least");
  EXPECT_EQ(name(Verdict::Confirmed), "confirmed");
  EXPECT_EQ(name(Verdict::Holds), "holds");
  EXPECT_EQ(name(Verdict::Violated), "violated");
  EXPECT_EQ(name(Verdict::Inconclusive), "inconclusive");
}

}  // namespace
}  // namespace diffrates

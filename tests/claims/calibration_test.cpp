// The gate's own errors. Frequencies against known binomial bounds, and the gate on series like those of the exact
// laws.
#include "claims/calibration.hpp"

#include <gtest/gtest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>

namespace diffrates {
namespace {

TEST(Frequency, HasExactBounds) {
  const Frequency none{0, 10000};
  EXPECT_EQ(none.low(), 0);
  EXPECT_NEAR(none.high(), 1 - std::pow(0.025, 1e-4), 1e-9);  // (1 - p)^n = 0.025
  const Frequency all{10, 10};
  EXPECT_EQ(all.high(), 1);
  EXPECT_NEAR(all.low(), std::pow(0.025, 0.1), 1e-9);
  // P(X >= 3 | low) = P(X <= 3 | high) = 0.025 for n = 20: Clopper and Pearson's (0.0321, 0.3789).
  EXPECT_NEAR((Frequency{3, 20}.low()), 0.0321, 5e-5);
  EXPECT_NEAR((Frequency{3, 20}.high()), 0.3789, 5e-5);
}

TEST(DrawSeries, IsTheLawItSays) {
  const GateFamily family{"law", 2, 1, 10, 50, 0, 1, 0.5, 32, 6};
  const std::vector<RatePoint> series = draw_series(family, 1, 7);
  ASSERT_EQ(series.size(), 6u);
  const auto leading = [](double x) { return std::log(x) / (x * x); };
  const double last = series.back().error.value, x = 1024;
  EXPECT_EQ(series.back().x, x);
  EXPECT_NEAR(last / (1.5 * leading(x)), 1, 10 / x + 50 / (x * x));
  EXPECT_NE(draw_series(family, 1, 8).front().error.value, series.front().error.value);
  EXPECT_NE(draw_series(family, 2, 7).front().error.value, series.front().error.value);
}

TEST(Calibrate, DoesNotDependOnTheThreads) {
  const GateFamily family{"threads", 1, 0, 10, 0, 0.05, 1, 0, 32, 7};
  const auto run = [&](int threads) {
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
    return calibrate(fits_of(family, 3), 250, {0.05}, {0.1});
  };
  const std::vector<GateResult> one = run(1), two = run(2);
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].passed.count, two[i].passed.count);
    EXPECT_EQ(one[i].violated.count, two[i].violated.count);
    EXPECT_EQ(one[i].passed.count + one[i].violated.count + one[i].inconclusive.count, 250);
  }
}

TEST(Calibrate, ExactSeriesAreAlwaysDecided) {
  for (const GateResult& result :
       calibrate(fits_of({"exact", 1, 0, 15, 100, 1e-8, 1, 0, 32, 8}, 1), 500, {0.05}, {0.1})) {
    EXPECT_EQ(result.wrong().count, 0);
    EXPECT_EQ(result.inconclusive.count, 0);
    EXPECT_EQ(result.claim.right() ? result.passed.count : result.violated.count, 500);
  }
}

TEST(Calibrate, NoiseMakesItInconclusiveNotWrong) {
  for (const GateResult& result : calibrate(fits_of({"noisy", 1, 0, 15, 0, 0.2, 1, 0, 32, 8}, 1), 500, {0.05}, {0.1})) {
    // At the stated level 0.001: more than 6 of 500 with probability 1e-6.
    EXPECT_LE(result.wrong().count, 6);
    EXPECT_GE(result.inconclusive.count, 450);
  }
}

TEST(Calibrate, AWrongClaimIsSeen) {
  // A tolerance as wide as the shift cannot tell: the miss must be counted as such.
  const std::vector<GateResult> results =
      calibrate(fits_of({"blind", 1, 0, 0, 0, 1e-3, 1, 0, 32, 8}, 1), 200, {0.2}, {0.1});
  for (const GateResult& result : results) EXPECT_EQ(result.wrong().count, result.claim.right() ? 0 : 200);
}

}  // namespace
}  // namespace diffrates

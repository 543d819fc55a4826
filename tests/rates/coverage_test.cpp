// The interval on noise of known size: 99.9 percent of intervals hold the true exponent.
#include <gtest/gtest.h>

#include <cmath>

#include "series.hpp"

namespace diffrates {
namespace {

struct Noisy {
  const char* name;
  FitModel model;
  double (*law)(double);
  double q;
  bool corrected = false;
};

class Coverage : public testing::TestWithParam<std::tuple<Noisy, double>> {};

TEST_P(Coverage, IsNotBelowTheStatedLevel) {
  const auto& [noisy, relative] = GetParam();
  constexpr int draws = 1000;
  int missed = 0;
  double squares = 0;
  for (int i = 0; i < draws; ++i) {
    Stream stream(7, noisy.name, i);
    std::vector<RatePoint> points = test::series(test::doubling(32, 4096), noisy.law, relative);
    test::add_noise(points, stream);
    const Fit fit = fit_rate(points, noisy.model);
    if (!fit.conclusive) continue;
    missed += fit.low > noisy.q || fit.high < noisy.q;
    const double deviation = fit.exponent - noisy.q;
    const double score = 3.29 * deviation / (deviation > 0 ? fit.exponent - fit.low : fit.high - fit.exponent);
    squares += score * score;
  }
  // Binomial(1000, 0.001): more than 8 with probability 1e-6.
  EXPECT_LE(missed, 8);
  // The interval is no wider than it says either: where the scatter of the draw exceeds the stated errors it is
  // widened, which takes some of the variance of the standardised deviation away from 1. Standard error of the mean
  // square: 0.045.
  // A second correction that the errors could hide is paid for where there is a first one.
  EXPECT_GT(squares / draws, noisy.corrected ? 0.1 : 0.55);
  EXPECT_LT(squares / draws, 1.2);
}

INSTANTIATE_TEST_SUITE_P(
    Noise, Coverage,
    testing::Combine(
        testing::Values(Noisy{"power", {0, false, false}, [](double x) { return 3 / x; }, 1},
                        Noisy{"corrected", {0, false, false}, [](double x) { return 3 / x * (1 + 20 / x); }, 1, true},
                        Noisy{"logs", {2, false, false}, [](double x) { return std::pow(std::log(x), 2) / x; }, 1},
                        Noisy{"floor", {0, false, true}, [](double x) { return 3 / x + 3e-3; }, 1},
                        Noisy{"growth", {0, true, false}, [](double x) { return 3 * x; }, 1}),
        testing::Values(1e-3, 5e-2, 1e-1)),
    [](const auto& item) {
      return std::string(std::get<0>(item.param).name) + "_" +
             std::to_string(int(std::round(1e4 * std::get<1>(item.param))));
    });

}  // namespace
}  // namespace diffrates

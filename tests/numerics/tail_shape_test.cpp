#include "numerics/tail_shape.hpp"

#include <gtest/gtest.h>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

/// n values with P(X > x) = (1 + k x)^(-1/k), by the quantiles of equal shares, in no order.
Eigen::ArrayXd pareto(double k, int n) {
  Eigen::ArrayXd values(n);
  for (int i = 0; i < n; ++i) {
    const double above = (((i * 7919) % n) + 0.5) / n;
    values[i] = k == 0 ? -std::log(above) : (std::pow(above, -k) - 1) / k;
  }
  return values;
}

TEST(TailShape, IsThatOfParetoTails) {
  for (const double k : {-0.5, 0.0, 0.25, 0.5, 0.75, 1.25}) EXPECT_NEAR(tail_shape(pareto(k, 16384)), k, 0.05) << k;
}

TEST(TailShape, DoesNotDependOnScaleOrPlace) {
  const Eigen::ArrayXd values = pareto(0.4, 4096);
  EXPECT_NEAR(tail_shape(1e-12 * values + 3e-9), tail_shape(values), 1e-4);
}

TEST(TailShape, OfValuesThatDoNotVary) {
  EXPECT_EQ(tail_shape(Eigen::ArrayXd::Constant(1024, 3)), -INFINITY);
  EXPECT_EQ(unseen_tail(Eigen::ArrayXd::Zero(1024)), 0);
  Eigen::ArrayXd one = Eigen::ArrayXd::Zero(1024);
  one[17] = 5;
  EXPECT_EQ(tail_shape(one), 1);
  EXPECT_NEAR(unseen_tail(one), 10 * 5.0 / 1024, 1e-12);  // ten times what was seen
}

/// With the error, means over heavy tails hold the true mean as often as normal ones within two errors; without, they
/// are too small far more often.
TEST(UnseenTail, MakesErrorsOfHeavyMeansCover) {
  constexpr double k = 0.6, truth = 1 / (1 - k);
  constexpr int runs = 400, n = 1024;
  int plain = 0, with = 0;
  for (int run = 0; run < runs; ++run) {
    Stream stream(5, "heavy", static_cast<std::uint64_t>(run));
    Eigen::ArrayXd values(n);
    for (int i = 0; i < n; ++i) values[i] = (std::pow(stream.uniform(), -k) - 1) / k;
    const double mean = values.mean(), error = std::sqrt((values - mean).square().sum() / n / (n - 1));
    plain += std::abs(mean - truth) > 3 * error;
    with += std::abs(mean - truth) > 3 * std::hypot(error, unseen_tail(values));
  }
  EXPECT_GT(plain, runs / 40);
  EXPECT_LT(2 * with, plain);
}

}  // namespace
}  // namespace diffrates

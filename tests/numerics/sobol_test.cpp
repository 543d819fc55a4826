#include "numerics/sobol.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

TEST(Sobol, ScrambledPointsAreANet) {
  // In d = 2 the first 2^m Sobol points are a (0, m, 2)-net: each of the 2^m boxes of every elementary shape holds one
  // point, and nested scrambling keeps that.
  const int m = 8;
  const auto points = sobol_points(1 << m, 2);
  for (const std::uint64_t key : {1u, 77u}) {
    const Eigen::ArrayXXd u = scramble(points, key);
    EXPECT_GT(u.minCoeff(), 0);
    EXPECT_LT(u.maxCoeff(), 1);
    for (int a = 0; a <= m; ++a) {
      std::set<std::pair<int, int>> boxes;
      for (Eigen::Index i = 0; i < u.rows(); ++i)
        boxes.insert({static_cast<int>(std::ldexp(u(i, 0), a)), static_cast<int>(std::ldexp(u(i, 1), m - a))});
      EXPECT_EQ(boxes.size(), 1u << m) << a;
    }
  }
}

TEST(Sobol, ScramblingsAreUnbiasedAndFarBetterThanRandomPoints) {
  // f = prod (1 + c (u_j - 1/2)) has mean 1; 400 scramblings of 256 points. The mean of the replicates misses 1 by more
  // than 5 standard errors with probability below 1e-6.
  const int n = 256, d = 5, replicates = 400;
  const auto points = sobol_points(n, d);
  Eigen::ArrayXd means(replicates);
  for (int k = 0; k < replicates; ++k)
    means[k] = (1 + 1.5 * (scramble(points, key_of("scramble " + std::to_string(k))) - 0.5)).rowwise().prod().mean();
  const double error = std::sqrt((means - means.mean()).square().sum() / (replicates - 1.0) / replicates);
  EXPECT_NEAR(means.mean(), 1, 5 * error);
  // Random points: variance ((1 + 1.5^2/12)^5 - 1)/n a replicate.
  const double random = std::sqrt((std::pow(1 + 1.5 * 1.5 / 12, d) - 1) / n / replicates);
  EXPECT_LT(error, random / 10);
}

TEST(Sobol, SinglePointsAreUniform) {
  // The scrambled origin over 20 000 keys: moments within 5 standard errors (failure probability below 1e-5).
  const int keys = 20'000;
  const auto origin = sobol_points(1, 2);
  double first = 0, second = 0, mixed = 0;
  for (int k = 0; k < keys; ++k) {
    const Eigen::ArrayXXd u = scramble(origin, static_cast<std::uint64_t>(k));
    first += u(0, 0) / keys;
    second += u(0, 0) * u(0, 0) / keys;
    mixed += (u(0, 0) - 0.5) * (u(0, 1) - 0.5) / keys;
  }
  const double scale = 5 / std::sqrt(static_cast<double>(keys));
  EXPECT_NEAR(first, 0.5, scale * std::sqrt(1 / 12.0));
  EXPECT_NEAR(second, 1 / 3.0, scale * std::sqrt(4 / 45.0));
  EXPECT_NEAR(mixed, 0, scale / 12);
}

TEST(Sobol, NormalQuantilesInvertTheNormalDistribution) {
  Eigen::ArrayXXd u(1, 5);
  u << 1e-12, 0.1, 0.5, 0.9, 1 - 1e-9;
  const Eigen::ArrayXXd z = normal_quantiles(u);
  for (int i = 0; i < 5; ++i) EXPECT_NEAR(0.5 * std::erfc(-z(0, i) / std::sqrt(2.0)), u(0, i), 1e-14 + 1e-12 * u(0, i));
}

}  // namespace
}  // namespace diffrates

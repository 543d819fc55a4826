/// Rules against Boost.Math's tables, and against the integrals they must give.
#include "numerics/gauss.hpp"

#include <gtest/gtest.h>

#include <boost/math/quadrature/gauss.hpp>
#include <cmath>

namespace diffrates {
namespace {

template <unsigned n>
void expect_table() {
  using Table = boost::math::quadrature::gauss<double, n>;
  const Nodes& rule = gauss_legendre(n);
  for (unsigned k = 0; k < n / 2; ++k) {
    const double x = Table::abscissa()[k], w = Table::weights()[k];
    EXPECT_NEAR(rule.at[n / 2 + k], x, 3e-16) << n;
    EXPECT_EQ(rule.at[n / 2 - 1 - k], -rule.at[n / 2 + k]) << n;
    EXPECT_NEAR(rule.weight[n / 2 + k] / w, 1, 1e-15 / (1 - x)) << n;
    EXPECT_EQ(rule.weight[n / 2 - 1 - k], rule.weight[n / 2 + k]) << n;
  }
}

TEST(GaussLegendre, AgreesWithTables) {
  expect_table<10>();
  expect_table<16>();
  expect_table<20>();
  expect_table<30>();
}

TEST(GaussLegendre, IntegratesPowersAtEveryOrder) {
  for (const int n : {1, 2, 3, 7, 24, 64, 149, 150}) {
    const Nodes& rule = gauss_legendre(n);
    for (int k = 0; k < 2 * n; k += 1 + n / 8) {
      const double expected = k % 2 == 0 ? 2.0 / (k + 1) : 0;
      EXPECT_NEAR((rule.weight * rule.at.pow(k)).sum(), expected, 1e-14) << n << ", x^" << k;
    }
    EXPECT_GT(rule.weight.minCoeff(), 0);
  }
}

TEST(GaussLegendre, GoesFromLeftToRightOnAPiece) {
  double last = 2, sum = 0;
  gauss_legendre(5, 2, 3, [&](double place, double weight) {
    EXPECT_GT(place, last);
    last = place;
    sum += weight * place * place;
  });
  EXPECT_LT(last, 3);
  EXPECT_NEAR(sum, 19.0 / 3, 1e-14);
}

TEST(GaussHermite, HasTheMomentsOfANormal) {
  for (const int n : {1, 2, 5, 20, 100, 150}) {
    const Nodes& rule = gauss_hermite(n);
    double moment = 1;  // (2k - 1)!!
    for (int k = 0; k < std::min(n, 20); ++k) {
      EXPECT_NEAR((rule.weight * rule.at.pow(2 * k)).sum() / moment, 1, 1e-12) << n << ", x^" << 2 * k;
      moment *= 2 * k + 1;
    }
    EXPECT_GT(rule.weight.minCoeff(), 0);
  }
}

}  // namespace
}  // namespace diffrates

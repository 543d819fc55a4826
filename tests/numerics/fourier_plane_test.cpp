#include "numerics/fourier_plane.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

using Complex = std::complex<double>;

TEST(FourierPlane, ForwardEqualsTheSumOfExponentials) {
  Stream stream(1, "plane test");
  Points y(200, 2);
  Eigen::ArrayXd w(200);
  for (int i = 0; i < 200; ++i) {
    y.coordinate(0)[i] = -2 + 3 * stream.uniform();
    y.coordinate(1)[i] = 1 + 5 * stream.uniform();
    w[i] = stream.uniform() / 100;
  }
  y.coordinate(0)[0] = -2;  // a corner of the rectangle, and the opposite one
  y.coordinate(1)[0] = 1;
  y.coordinate(0)[1] = 1;
  y.coordinate(1)[1] = 6;
  const double variance = 3e-3;
  PlaneSeries series{{Period{-2, 3}, Period{1, 5}}, {}};
  FourierPlane().forward(y, w, variance, {9, 20}, series);
  ASSERT_EQ(series.modes(0), 9);
  ASSERT_EQ(series.modes(1), 20);
  for (int a = -9; a <= 9; ++a)
    for (int b = 0; b <= 20; ++b) {
      const double f = series.period[0].frequency(a), g = series.period[1].frequency(b);
      Complex sum = 0;
      for (int i = 0; i < 200; ++i)
        sum += w[i] * std::polar(1.0, -f * (y.coordinate(0)[i] + 2) - g * (y.coordinate(1)[i] - 1));
      sum *= std::exp(-variance * (f * f + g * g) / 2);
      EXPECT_LT(std::abs(series.coefficients(a + 9, b) - sum), 1e-11) << a << " " << b;
    }
}

TEST(FourierPlane, ValuesOfAGaussianAndBack) {
  const double s = 0.4, r = 0.7, x0 = 0.3, y0 = -0.2;
  PlaneSeries series{{Period{-4, 8}, Period{-6, 12}}, Eigen::ArrayXXcd(2 * 30 + 1, 30 + 1)};
  for (int a = -30; a <= 30; ++a)
    for (int b = 0; b <= 30; ++b) {
      const double f = series.period[0].frequency(a), g = series.period[1].frequency(b);
      series.coefficients(a + 30, b) =
          std::polar(std::exp(-(f * f * s * s + g * g * r * r) / 2), -f * (x0 + 4) - g * (y0 + 6));
    }
  Eigen::ArrayXXd values;
  FourierPlane plane;
  plane.values(series, {81, 64}, values);
  for (int i = 0; i < 81; ++i)
    for (int j = 0; j < 64; ++j) {
      const double u = (-4 + 8.0 * i / 81 - x0) / s, v = (-6 + 12.0 * j / 64 - y0) / r;
      EXPECT_NEAR(values(i, j), std::exp(-(u * u + v * v) / 2) / (2 * std::numbers::pi * s * r), 1e-13);
    }
  PlaneSeries back;
  plane.series(values, series.period, {30, 30}, back);
  EXPECT_LT((back.coefficients - series.coefficients).abs().maxCoeff(), 1e-14);
  EXPECT_NEAR(back.mass(), 1, 1e-14);
  back.crop({4, 7});
  EXPECT_EQ(back.modes(0), 4);
  EXPECT_EQ(back.modes(1), 7);
  EXPECT_EQ(back.coefficients(4 + 3, 6),
            (plane.series(values, series.period, {30, 30}, series), series.coefficients(30 + 3, 6)));
}

}  // namespace
}  // namespace diffrates

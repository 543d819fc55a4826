#include "numerics/fourier.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

using Complex = std::complex<double>;

/// sum_i w_i exp(-i f_k (y_i - low)) exp(-v f_k^2 / 2), term by term.
Complex direct(const Eigen::ArrayXd& y, const Eigen::ArrayXd& w, const Period& period, double variance, int k) {
  const double f = period.frequency(k);
  std::complex<long double> sum = 0;
  for (Eigen::Index i = 0; i < y.size(); ++i) {
    const long double angle = -static_cast<long double>(f) * (y[i] - period.low);
    sum += static_cast<long double>(w[i]) * std::complex<long double>(std::cos(angle), std::sin(angle));
  }
  return Complex(sum) * std::exp(-variance * f * f / 2);
}

class Forward : public ::testing::TestWithParam<int> {};

TEST_P(Forward, EqualsTheSumOfExponentials) {
  const int modes = GetParam();
  Stream stream(1, "fourier test");
  Eigen::ArrayXd y(300), w(300);
  for (int i = 0; i < 300; ++i) {
    y[i] = -2 + 3.5 * stream.uniform();
    w[i] = stream.uniform() / 300;
  }
  y[0] = -2;  // the ends of the period, and just inside
  y[1] = 1.5;
  y[2] = std::nextafter(1.5, 0.0);
  y[3] = -2 - 1e-17;
  FourierSeries series{{-2, 3.5}, {}};
  for (const double variance : {0.0, 1e-4}) {
    FourierLine().forward(y, w, variance, modes, series);
    ASSERT_EQ(series.modes(), modes);
    for (int k = 0; k <= modes; ++k)
      EXPECT_LT(std::abs(series.coefficients[k] - direct(y, w, series.period, variance, k)),
                3e-15 + 5e-17 * k)  // the places are rounded, and their phases are k times as large
          << k << " of " << modes;
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, Forward, ::testing::Values(0, 1, 2, 7, 31, 100, 1001));

FourierSeries gaussian_series(double mean, double sigma, Period period, int modes) {
  FourierSeries series{period, Eigen::ArrayXcd(modes + 1)};
  for (int k = 0; k <= modes; ++k) {
    const double f = period.frequency(k);
    series.coefficients[k] = std::polar(std::exp(-0.5 * f * f * sigma * sigma), -f * (mean - period.low));
  }
  return series;
}

double gaussian(double x, double mean, double sigma) {
  const double z = (x - mean) / sigma;
  return std::exp(-z * z / 2) / (sigma * std::sqrt(2 * std::numbers::pi));
}

TEST(FourierLine, ValuesAndSeriesAreInverse) {
  const Period period{-3, 8};
  const FourierSeries series = gaussian_series(0.7, 0.3, period, 60);
  Eigen::ArrayXd values;
  FourierLine line;
  line.values(series, 144, values);
  for (int j = 0; j < 144; ++j) EXPECT_NEAR(values[j], gaussian(-3 + 8 * j / 144.0, 0.7, 0.3), 3e-15);
  FourierSeries back;
  line.series(values, period, 60, back);
  EXPECT_LT((back.coefficients - series.coefficients).abs().maxCoeff(), 1e-15);
}

TEST(FourierInterpolant, IsTheDensityAnywhere) {
  const FourierInterpolant f(gaussian_series(0.7, 0.3, {-3, 8}, 80));
  Stream stream(2, "fourier test");
  for (int i = 0; i < 1000; ++i) {
    const double x = -3 + 8 * stream.uniform();
    EXPECT_NEAR(f(x), gaussian(x, 0.7, 0.3), 5e-15) << x;
  }
  EXPECT_NEAR(f(0.7 + 8), f(0.7), 5e-15) << "periodic";
}

TEST(FourierInterpolant, AntiderivativeIsTheDistributionFunction) {
  const FourierSeries series = gaussian_series(0.7, 0.3, {-3, 8}, 80);
  const FourierInterpolant periodic(series.antiderivative());
  const auto primitive = [&](double x) { return (x + 3) / 8 + periodic(x); };
  for (double x = -2; x < 4; x += 0.037) {
    const double expected = 0.5 * std::erfc((0.7 - x) / (0.3 * std::sqrt(2.0)));
    EXPECT_NEAR(primitive(x) - primitive(-3), expected, 3e-15) << x;
  }
}

TEST(FftSize, IsTheLeastSmoothMultipleOfFour) {
  EXPECT_EQ(fft_size(1), 4);
  EXPECT_EQ(fft_size(12), 12);
  EXPECT_EQ(fft_size(13), 16);
  EXPECT_EQ(fft_size(97), 100);
  EXPECT_EQ(fft_size(1001), 1024);
}

/// The use the grid law makes of it: the law of m(X) for a map that folds, plus noise.
TEST(FourierLine, PushesADensityThroughAFoldingMap) {
  const int n = 400;
  const double h = 18.0 / n, variance = 0.04;
  Eigen::ArrayXd x = -9 + h * Eigen::ArrayXd::LinSpaced(n, 0, n - 1), w(n);
  for (int i = 0; i < n; ++i) w[i] = h * gaussian(x[i], 0, 1);
  const auto m = [](double u) { return 2 * std::sin(1.5 * u); };
  FourierSeries series{{-5, 10}, {}};
  FourierLine().forward(x.unaryExpr(m), w, variance, 80, series);
  const FourierInterpolant q(series);
  for (double y = -3.5; y < 3.5; y += 0.11) {
    // int N(y; m(x), v) phi(x) dx, in real space and on another grid.
    double expected = 0;
    for (int i = 0; i < 6001; ++i) {
      const double u = -9 + 0.003 * i;
      expected += 0.003 * gaussian(y, m(u), std::sqrt(variance)) * gaussian(u, 0, 1);
    }
    EXPECT_NEAR(q(y), expected, 1e-13);
  }
}

}  // namespace
}  // namespace diffrates

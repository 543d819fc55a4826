#include "divergences/gaussian.hpp"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Geometry>
#include <cmath>

#include "divergences/affinity.hpp"
#include "support/wide.hpp"

namespace diffrates {
namespace {

GaussianPair pair(std::initializer_list<double> excess, std::initializer_list<double> shift) {
  GaussianPair result{Eigen::ArrayXd(static_cast<Eigen::Index>(excess.size())),
                      Eigen::ArrayXd(static_cast<Eigen::Index>(shift.size())), 0};
  std::copy(excess.begin(), excess.end(), result.excess.data());
  std::copy(shift.begin(), shift.end(), result.shift.data());
  return result;
}

double value(Metric metric, const GaussianPair& p) { return gaussian_divergence(metric, p).value; }

TEST(GaussianDivergence, AgreesWithTheTrapezoidalRuleOnALine) {
  for (const auto& [e, h] : {std::pair{0.3, 0.2}, std::pair{-0.4, -1.0}, std::pair{0.0, 0.7}, std::pair{0.8, 0.0}}) {
    const int n = 400'000;
    const double step = 60.0 / n;
    double tv = 0, kl = 0, reverse = 0, chi2 = 0;
    for (int i = 0; i <= n; ++i) {
      const double z = -30 + i * step, w = 1 + e;
      const double log_p = -z * z / 2 - 0.5 * std::log(2 * M_PI),
                   log_q = -(z - h) * (z - h) / (2 * w) - 0.5 * std::log(2 * M_PI * w);
      const double p = std::exp(log_p), q = std::exp(log_q);
      tv += step * std::abs(p - q) / 2;
      kl += step * p * (log_p - log_q);
      reverse += step * q * (log_q - log_p);
      chi2 += step * (std::exp(2 * log_q - log_p) - q);
    }
    const GaussianPair both = pair({e}, {h});
    EXPECT_NEAR(value(Metric::Tv, both), tv, 1e-8);
    EXPECT_NEAR(value(Metric::Kl, both), kl, 1e-12);
    EXPECT_NEAR(value(Metric::KlReverse, both), reverse, 1e-12);
    EXPECT_NEAR(value(Metric::Chi2, both), chi2, 1e-11 * (1 + chi2));
  }
}

TEST(GaussianDivergence, KeepsItsDigitsWhenTheLawsNearlyAgree) {
  // Leading terms in e: KL e^2/4, chi2 e^2/2, TV e phi(1) (from |z^2 - 1| e/2); in h: h^2/2, h^2, erf(h / sqrt 8).
  for (const double small : {1e-4, 1e-7, 1e-10}) {
    const GaussianPair wider = pair({small}, {0}), moved = pair({0}, {small});
    EXPECT_NEAR(value(Metric::Kl, wider) / (small * small / 4), 1, 3 * small + 1e-14);
    EXPECT_NEAR(value(Metric::KlReverse, wider) / (small * small / 4), 1, 3 * small + 1e-14);
    EXPECT_NEAR(value(Metric::Chi2, wider) / (small * small / 2), 1, 3 * small + 1e-14);
    EXPECT_NEAR(value(Metric::Tv, wider) / (small * std::exp(-0.5) / std::sqrt(2 * M_PI)), 1,
                3 * small + 2e-16 / small);
    EXPECT_NEAR(value(Metric::Tv, moved) / std::erf(small / std::sqrt(8)), 1, 2e-16 / small);
    EXPECT_NEAR(value(Metric::KlReverse, moved) / (small * small / 2), 1, 1e-14);
  }
}

TEST(GaussianDivergence, KeepsItsDigitsWhereYIsMuchWider) {
  // KL(X||Y) = (log w - 1 + 1/w)/2 of w = 1 + e, and nothing of it is lost in a quotient near 1.
  for (const double e : {1.0, 10.0, 1e4, 1e8, 1e12}) {
    const double w = 1 + e;
    EXPECT_NEAR(value(Metric::Kl, pair({e}, {0})), (std::log(w) - 1 + 1 / w) / 2, 1e-15 * std::log(w)) << e;
  }
}

TEST(GaussianDivergence, VariationOfAShiftDependsOnItsLengthAlone) {
  for (const double length : {1e-8, 1e-3, 0.5, 3.0}) {
    GaussianPair moved{Eigen::ArrayXd::Zero(40), Eigen::ArrayXd::Constant(40, length / std::sqrt(40.0)), 0};
    const Estimate tv = gaussian_divergence(Metric::Tv, moved);
    EXPECT_NEAR(tv.value, std::erf(length / std::sqrt(8)), 1e-9 * tv.value) << length;
    EXPECT_LT(tv.error, 1e-6 * tv.value) << length;
  }
}

TEST(GaussianDivergence, VariationByAffinityMeetsTheClosedFormOfALine) {
  // A second coordinate with equal laws changes nothing; psi then decays as slowly as it can.
  for (const auto& [e, h] : {std::pair{0.3, 0.2}, std::pair{-1e-6, 0.0}, std::pair{1e-5, 2e-5}}) {
    const Estimate two = gaussian_divergence(Metric::Tv, pair({e, 0}, {h, 0}));
    const double one = value(Metric::Tv, pair({e}, {h}));
    EXPECT_NEAR(two.value, one, two.error + 1e-9 * one);
    EXPECT_LT(two.error, 1e-5 * one);
  }
}

TEST(GaussianDivergence, Chi2IsInfiniteFromTwiceTheVarianceOn) {
  EXPECT_EQ(value(Metric::Chi2, pair({1.0}, {0})), std::numeric_limits<double>::infinity());
  EXPECT_LT(value(Metric::Chi2, pair({0.999}, {0})), 100);
}

TEST(GaussianDivergence, WhiteningFindsThePair) {
  // Y = L (h + sqrt(1 + e) z) against X = L z in two coordinates turned by 0.3.
  Eigen::Matrix2d x, turn;
  x << 2, 0.3, 0.3, 0.5;
  turn << std::cos(0.3), -std::sin(0.3), std::sin(0.3), std::cos(0.3);
  const Eigen::MatrixXd lower = x.llt().matrixL();
  const Eigen::Vector2d excess(0.2, -0.1), shift(0.05, 0.4);
  const Eigen::MatrixXd root = (excess.array() + 1).sqrt().matrix().asDiagonal();
  const Eigen::MatrixXd factor = lower * turn * root;
  const Eigen::Vector2d x_mean(1, 2);
  const GaussianPair found = gaussian_pair(x_mean + lower * turn * shift, factor, x_mean, x);
  for (const Metric metric : {Metric::Kl, Metric::KlReverse, Metric::Chi2, Metric::Tv})
    EXPECT_NEAR(value(metric, found), value(metric, pair({0.2, -0.1}, {0.05, 0.4})), 1e-9) << name(metric);
}

TEST(Affinity, ComplexLogarithmAndExponentialKeepSmallArguments) {
  const std::complex<double> z(3e-9, -4e-8);
  EXPECT_NEAR(complex_log1p(z).real(), 3e-9 + 8e-16 - 4.5e-18, 1e-22);  // Re(z - z^2/2)
  EXPECT_NEAR(complex_log1p(z).imag(), -4e-8 + 1.2e-16, 1e-22);
  const std::complex<double> back = complex_expm1(complex_log1p(z));
  EXPECT_NEAR(back.real(), z.real(), 1e-23);
  EXPECT_NEAR(back.imag(), z.imag(), 1e-22);
}

// In the plane tr sqrt(M) = sqrt(tr M + 2 sqrt(det M)): W2 in fifty digits.
double plane_distance(const Eigen::Matrix2d& v, const Eigen::Matrix2d& x, const Eigen::Vector2d& apart) {
  using test::Wide, test::widened;
  const test::WideMatrix wide_v = widened(Eigen::MatrixXd(v)), wide_x = widened(Eigen::MatrixXd(x)),
                         a = wide_v * wide_v.transpose(), b = wide_x * wide_x.transpose(), ab = a * b;
  const Wide det = (a(0, 0) * a(1, 1) - a(0, 1) * a(1, 0)) * (b(0, 0) * b(1, 1) - b(0, 1) * b(1, 0));
  const Wide cross = sqrt(Wide(ab(0, 0) + ab(1, 1) + 2 * sqrt(det)));
  Wide square = a(0, 0) + a(1, 1) + b(0, 0) + b(1, 1) - 2 * cross;
  for (const double m : apart) square += Wide(m) * Wide(m);
  return static_cast<double>(Wide(sqrt(square)));
}

TEST(GaussianDistance, HasFourteenDigitsInThePlane) {
  Eigen::Matrix2d v, x;
  v << 1.3, 0.2, -0.4, 0.7;
  for (const double turn : {0.0, 0.3, 2.0})
    for (const double scale : {1e-3, 1.0, 1e3}) {
      x << 0.9, 0.1, 0.5, 1.1;
      x *= scale;
      const Eigen::Matrix2d turned = v * Eigen::Rotation2Dd(turn).toRotationMatrix();
      const Eigen::Vector2d mean(0.3, -0.2), x_mean(0.1, 0.4);
      const Estimate found = gaussian_distance(mean, turned, x_mean, x, 1e-16);
      const double wanted = plane_distance(v, x, mean - x_mean);
      EXPECT_NEAR(found.value, wanted, 1e-14 * wanted);
      EXPECT_NEAR(found.value, wanted, found.error);
    }
}

TEST(GaussianDistance, OfNearEqualLawsKeepsWhatTheFactorsTell) {
  Eigen::Matrix2d x, change;
  x << 0.9, 0.1, 0.5, 1.1;
  change << 0.3, -0.8, 0.5, 0.1;
  for (const double size : {1e-3, 1e-6, 1e-9}) {
    const Eigen::Matrix2d v = x + size * change;  // rounded: the laws compared are those of the rounded factors
    const Eigen::Vector2d zero = Eigen::Vector2d::Zero();
    const Estimate found = gaussian_distance(zero, v, zero, x, 1e-16);
    EXPECT_NEAR(found.value, plane_distance(v, x, zero), 1e-15);
    EXPECT_LT(found.error, 1e-14);
  }
}

TEST(GaussianDistance, TakesFactorsOfAnyRank) {
  Eigen::MatrixXd v = Eigen::MatrixXd::Zero(3, 3), x = v;
  v(0, 0) = 2;
  x(0, 0) = 1.5, x(1, 1) = 0.5;
  const Eigen::VectorXd zero = Eigen::VectorXd::Zero(3);
  const Estimate found = gaussian_distance(zero, v, zero, x, 1e-16);
  EXPECT_NEAR(found.value, std::hypot(0.5, 0.5), found.error);
  EXPECT_LT(found.error, 1e-7);  // of a rotation that nothing holds
}

TEST(GaussianDistance, OfIndependentCoordinatesIsTheSame) {
  const Eigen::Vector3d v(1, 0.5, 2), x(1.1, 0, 1.9), mean(0.1, 0, -1), x_mean(0, 0, -1);
  const Estimate diagonal = gaussian_distance({mean, v}, {x_mean, x}, 1e-16);
  EXPECT_NEAR(diagonal.value, std::sqrt(0.01 + 0.25 + 0.01 + 0.01), 1e-15);
  const Estimate full =
      gaussian_distance(mean, Eigen::MatrixXd(v.asDiagonal()), x_mean, Eigen::MatrixXd(x.asDiagonal()), 1e-16);
  EXPECT_NEAR(full.value, diagonal.value, 1e-15);
  const DiagonalGaussian y{mean, v}, two{x_mean, Eigen::Vector3d(1.1, 0.3, 1.9)};
  const GaussianPair pair = gaussian_pair(y, two),
                     other = gaussian_pair(mean, Eigen::MatrixXd(v.asDiagonal()), x_mean,
                                           Eigen::MatrixXd(two.deviations.array().square().matrix().asDiagonal()));
  for (const Metric metric : {Metric::Tv, Metric::Kl, Metric::KlReverse})
    EXPECT_NEAR(value(metric, pair), value(metric, other), 1e-9 * value(metric, other));
}

}  // namespace
}  // namespace diffrates

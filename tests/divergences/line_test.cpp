#include "divergences/line.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "divergences/integrands.hpp"
#include "numerics/random.hpp"

namespace diffrates {
namespace {

struct Normal {
  double mean, sigma;
  double log_density(double x) const {
    const double z = (x - mean) / sigma;
    return -0.5 * z * z - std::log(sigma) - 0.5 * std::log(2 * std::numbers::pi);
  }
  double distribution(double x) const { return 0.5 * std::erfc((mean - x) / (sigma * std::sqrt(2.0))); }
};

/// X ~ p, Y ~ q on [-half, half) + shift.
LineDensities densities(const Normal& p, const Normal& q, int n, double half = 9, double shift = 0) {
  LineDensities d{{shift - half, 2 * half}, Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  for (int j = 0; j < n; ++j) {
    const double x = shift - half + 2 * half * j / n;
    d.log_p[j] = p.log_density(x);
    d.q[j] = std::exp(q.log_density(x));
  }
  return d;
}

double kl(const Normal& a, const Normal& b) {
  const double ratio = a.sigma / b.sigma, shift = (a.mean - b.mean) / b.sigma;
  return 0.5 * ((ratio - 1) * (ratio + 1) + shift * shift) - std::log(ratio);
}

/// chi^2 of q from p.
double chi2(const Normal& p, const Normal& q) {
  // int q^2 / p, Gaussian integral; finite for 2 / s_q^2 > 1 / s_p^2.
  const double precision = 2 / (q.sigma * q.sigma) - 1 / (p.sigma * p.sigma);
  const double b = 2 * q.mean / (q.sigma * q.sigma) - p.mean / (p.sigma * p.sigma);
  const double c = 2 * q.mean * q.mean / (q.sigma * q.sigma) - p.mean * p.mean / (p.sigma * p.sigma);
  return p.sigma / (q.sigma * q.sigma) / std::sqrt(precision) * std::exp(0.5 * (b * b / precision - c)) - 1;
}

double tv(const Normal& p, const Normal& q) {
  if (p.sigma == q.sigma) return std::erf(std::abs(p.mean - q.mean) / (2 * std::sqrt(2.0) * p.sigma));
  const double a = 0.5 / (q.sigma * q.sigma) - 0.5 / (p.sigma * p.sigma);
  const double b = p.mean / (p.sigma * p.sigma) - q.mean / (q.sigma * q.sigma);
  const double c = 0.5 * q.mean * q.mean / (q.sigma * q.sigma) - 0.5 * p.mean * p.mean / (p.sigma * p.sigma) -
                   std::log(p.sigma / q.sigma);
  const double root = std::sqrt(b * b - 4 * a * c), low = (-b - root) / (2 * a), high = (-b + root) / (2 * a);
  return std::abs(p.distribution(high) - p.distribution(low) - q.distribution(high) + q.distribution(low));
}

void expect_relative(const Estimate& estimate, double expected, double tolerance) {
  EXPECT_NEAR(estimate.value / expected, 1, tolerance);
  EXPECT_LE(std::abs(estimate.value - expected), estimate.error + 1e-13 * expected) << "the stated error is not honest";
  EXPECT_LT(estimate.error, tolerance * expected);
}

/// p - q = A ((x - x0)^2 - e^2) exp(-x^2 / 2): it dips below 0 between x0 - e and x0 + e.
LineDensities dipping(int n, double x0, double e) {
  LineDensities d = densities({0, 1}, {0, 1}, n);
  for (int j = 0; j < n; ++j) {
    const double x = -9 + 18.0 * j / n;
    d.q[j] -= 1e-3 * ((x - x0) * (x - x0) - e * e) * std::exp(-0.5 * x * x);
  }
  return d;
}

TEST(LineTv, SeesTwoRootsBetweenNeighbouringPoints) {
  const int n = 64;
  const double h = 18.0 / n, x0 = 0.45 * h, e = 0.3 * h;
  const Estimate coarse = line_divergence(Metric::Tv, dipping(n, x0, e));
  const Estimate fine = line_divergence(Metric::Tv, dipping(64 * n, x0, e));
  expect_relative(coarse, fine.value, 1e-12);
}

TEST(LineDivergence, TwoNormals) {
  const Normal p{0.2, 0.9}, q{-0.1, 1.1};
  const LineDensities d = densities(p, q, 240, 12);
  expect_relative(line_divergence(Metric::Tv, d), tv(p, q), 1e-12);
  expect_relative(line_divergence(Metric::Kl, d), kl(p, q), 1e-10);
  expect_relative(line_divergence(Metric::KlReverse, d), kl(q, p), 1e-10);
  expect_relative(line_divergence(Metric::Chi2, d), chi2(p, q), 1e-3);
}

/// The error counts what lies just above the cut of the tails as if as much lay beyond.
TEST(LineDivergence, LighterTailsOfYGiveChi2Exactly) {
  const Normal p{0.2, 1.1}, q{-0.1, 0.9};
  expect_relative(line_divergence(Metric::Chi2, densities(p, q, 240, 12)), chi2(p, q), 2e-9);
}

/// Values far below rounding of the densities' squares: no floor.
TEST(LineDivergence, SmallShiftsKeepTheirDigits) {
  for (const double shift : {1e-2, 1e-4, 1e-6}) {
    const Normal p{0, 1}, q{shift, 1};
    const LineDensities d = densities(p, q, 160, 10);
    const double tolerance = 1e-13 / shift;
    expect_relative(line_divergence(Metric::Tv, d), tv(p, q), tolerance);
    expect_relative(line_divergence(Metric::Kl, d), shift * shift / 2, 20 * tolerance);
    expect_relative(line_divergence(Metric::KlReverse, d), shift * shift / 2, 20 * tolerance);
    expect_relative(line_divergence(Metric::Chi2, d), std::expm1(shift * shift), 100 * tolerance);
  }
}

TEST(LineDivergence, TvIsSymmetricAndAtMostOne) {
  const Normal p{-1, 0.2}, q{2, 0.3};
  const double there = line_divergence(Metric::Tv, densities(p, q, 400)).value;
  const double back = line_divergence(Metric::Tv, densities(q, p, 400)).value;
  EXPECT_NEAR(there, back, 1e-14);
  EXPECT_NEAR(there, tv(p, q), 1e-14);
  EXPECT_LE(there, 1 + 1e-14);
}

TEST(LineDivergence, SameDensitiesGiveZeroWithinTheirError) {
  const Normal p{0.3, 0.8};
  const LineDensities d = densities(p, p, 160);
  for (const Metric metric : {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2}) {
    const Estimate estimate = line_divergence(metric, d);
    EXPECT_LE(estimate.value, estimate.error + 1e-30) << name(metric);
    EXPECT_LT(estimate.error, 1e-14) << name(metric);
  }
}

/// Rounding-like noise in q, negative values in the tails included: the stated error covers what it does.
TEST(LineDivergence, StatedErrorCoversTheNoise) {
  const Normal p{0, 1}, q{0.01, 1.002};
  for (const double noise : {1e-14, 1e-12, 1e-10}) {
    LineDensities d = densities(p, q, 200, 11);
    Stream stream(3, "line test");
    for (Eigen::Index j = 0; j < d.q.size(); ++j) d.q[j] += noise * (2 * stream.uniform() - 1);
    d.noise = noise;
    const double expected[] = {tv(p, q), kl(p, q), kl(q, p), chi2(p, q)};
    const Metric metrics[] = {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
    for (int i = 0; i < 4; ++i) {
      const Estimate estimate = line_divergence(metrics[i], d);
      EXPECT_LE(std::abs(estimate.value - expected[i]), 3 * estimate.error) << name(metrics[i]) << " " << noise;
      EXPECT_LT(estimate.error, 1e7 * noise * expected[i]) << name(metrics[i]) << " " << noise;
    }
  }
}

/// Between far modes both densities underflow; each mode must still count.
TEST(LineDivergence, ModesApartByNothing) {
  const int n = 4000;
  LineDensities d{{-8, 16}, Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  const Normal left{-5, 0.03}, right{5, 0.03};
  for (int j = 0; j < n; ++j) {
    const double x = -8 + 16.0 * j / n, a = left.log_density(x), b = right.log_density(x), top = std::max(a, b);
    d.log_p[j] = top + std::log(0.3 * std::exp(a - top) + 0.7 * std::exp(b - top));
    d.q[j] = 0.4 * std::exp(a) + 0.6 * std::exp(b);
  }
  expect_relative(line_divergence(Metric::Tv, d), 0.1, 1e-12);
  expect_relative(line_divergence(Metric::Kl, d), 0.3 * std::log(0.3 / 0.4) + 0.7 * std::log(0.7 / 0.6), 1e-11);
  expect_relative(line_divergence(Metric::KlReverse, d), 0.4 * std::log(0.4 / 0.3) + 0.6 * std::log(0.6 / 0.7), 1e-11);
  expect_relative(line_divergence(Metric::Chi2, d), 0.01 / 0.3 + 0.01 / 0.7, 1e-11);
}

TEST(Integrands, LimitsOfTheWeightedLogarithm) {
  EXPECT_EQ(weighted_log(-INFINITY), 1);
  EXPECT_DOUBLE_EQ(weighted_log(-1000), 1);
  EXPECT_DOUBLE_EQ(weighted_log(-1e5), 1);
}

}  // namespace
}  // namespace diffrates

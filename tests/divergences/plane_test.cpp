#include "divergences/plane.hpp"

#include <gtest/gtest.h>

#include <numbers>

namespace diffrates {
namespace {

/// Isotropic normals: X about `shift` along a slanted direction with variance v, Y standard.
PlaneDensities shifted(double shift, double v, int n) {
  PlaneDensities d{{Period{-10, 20}, Period{-9, 18}}, Eigen::ArrayXXd(n, n), Eigen::ArrayXXd(n, n)};
  const double c = std::cos(0.4), s = std::sin(0.4);
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < n; ++j) {
      const double x = -10 + 20.0 * i / n, y = -9 + 18.0 * j / n;
      const double u = x - shift * c, w = y - shift * s;
      d.log_p(i, j) = -(u * u + w * w) / (2 * v) - std::log(2 * std::numbers::pi * v);
      d.q(i, j) = std::exp(-(x * x + y * y) / 2) / (2 * std::numbers::pi);
    }
  d.noise = 1e-15;
  return d;
}

void expect_relative(const Estimate& estimate, double expected, double tolerance) {
  EXPECT_NEAR(estimate.value / expected, 1, tolerance);
  EXPECT_LE(std::abs(estimate.value - expected), estimate.error + 1e-12 * expected) << "the stated error is not honest";
  EXPECT_LT(estimate.error, 100 * tolerance * expected);
}

TEST(PlaneDivergence, ShiftedNormals) {
  for (const double shift : {0.5, 1e-3}) {
    const PlaneDensities d = shifted(shift, 1, 160);
    expect_relative(plane_divergence(Metric::Tv, d), std::erf(shift / (2 * std::sqrt(2.0))), 1e-6);
    expect_relative(plane_divergence(Metric::Kl, d), shift * shift / 2, 1e-7);
    expect_relative(plane_divergence(Metric::KlReverse, d), shift * shift / 2, 1e-7);
    expect_relative(plane_divergence(Metric::Chi2, d), std::expm1(shift * shift), 1e-6);
  }
}

TEST(PlaneDivergence, WiderNormal) {
  // X = N(0, v I): the densities cross on a circle of radius R, R^2 = 2 log v / (1 - 1/v).
  const double v = 1.1, square = 2 * std::log(v) / (1 - 1 / v);
  const PlaneDensities d = shifted(0, v, 320);
  expect_relative(plane_divergence(Metric::Tv, d), std::exp(-square / (2 * v)) - std::exp(-square / 2), 5e-5);
  expect_relative(plane_divergence(Metric::Kl, d), v - 1 - std::log(v), 1e-8);
  expect_relative(plane_divergence(Metric::KlReverse, d), 1 / v - 1 + std::log(v), 1e-8);
}

}  // namespace
}  // namespace diffrates

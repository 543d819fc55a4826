#include "numerics/legendre.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace diffrates {
namespace {

class LegendreRule : public ::testing::TestWithParam<int> {};

TEST_P(LegendreRule, IntegratesEveryPolynomialOfDegreeTwiceItsSizeExactly) {
  const int n = GetParam();
  const Legendre rule(n);
  for (int degree = 0; degree < 2 * n; ++degree) {
    const double exact = degree % 2 == 0 ? 2.0 / (degree + 1) : 0;
    EXPECT_NEAR((rule.weights() * rule.nodes().pow(degree)).sum(), exact, 4e-15) << degree;
  }
  // The square of the polynomial that vanishes at the nodes is what it cannot see.
  double missed = 1;
  for (int k = 1; k <= n; ++k) missed *= static_cast<double>(k) / (2 * k - 1);
  missed *= missed * 2 / (2 * n + 1);
  EXPECT_NEAR(2.0 / (2 * n + 1) - (rule.weights() * rule.nodes().pow(2 * n)).sum(), missed, 4e-15);
}

TEST_P(LegendreRule, InterpolatesAndIntegratesBetweenItsOuterNodes) {
  const int n = GetParam();
  const Legendre rule(n);
  const Eigen::ArrayXd values = rule.nodes().pow(n - 1) - 0.3;
  const Eigen::VectorXd c = rule.coefficients(values);
  for (const double x : {-1.0, -0.37, 0.0, 0.9, 1.0}) {
    EXPECT_NEAR(legendre_sum(c, x), std::pow(x, n - 1) - 0.3, 1e-13);
    EXPECT_NEAR(legendre_integral(c, x), (std::pow(x, n) - std::pow(-1, n)) / n - 0.3 * (x + 1), 1e-14);
  }
  const double last = rule.nodes()[n - 1];
  EXPECT_NEAR(rule.between_outer_nodes(values), (std::pow(last, n) - std::pow(-last, n)) / n - 0.6 * last, 1e-14);
}

INSTANTIATE_TEST_SUITE_P(Sizes, LegendreRule, ::testing::Values(4, 7, 16));

TEST(Legendre, IntegratesThePositivePartBetweenTheRoots) {
  const Legendre rule(16);
  // A cubic with roots -0.6, 0.1, 0.8; positive between the first two and beyond the last.
  const auto cubic = [](auto x) { return (x + 0.6) * (x - 0.1) * (x - 0.8); };
  const auto primitive = [](double x) { return x * x * x * x / 4 - 0.1 * x * x * x - 0.23 * x * x + 0.048 * x; };
  const Eigen::ArrayXd values = cubic(rule.nodes());
  const double exact = primitive(0.1) - primitive(-0.6) + primitive(1) - primitive(0.8);
  EXPECT_NEAR(rule.positive_part(values), exact, 1e-14);
  // (f)_+ - (-f)_+ = f.
  EXPECT_NEAR(rule.positive_part(values) - rule.positive_part(-values), (rule.weights() * values).sum(), 1e-14);
}

TEST(Legendre, SeesADipBetweenTwoNodes) {
  const Legendre rule(16);
  // (x - m)^2 - h^2, its roots between neighbours wherever they are; outside, int = 2/3 + 2 m^2 - 2 h^2 + 4 h^3/3.
  for (int j = 0; j + 1 < rule.size(); ++j) {
    const double m = 0.4 * rule.nodes()[j] + 0.6 * rule.nodes()[j + 1],
                 h = 0.3 * (rule.nodes()[j + 1] - rule.nodes()[j]);
    const Eigen::ArrayXd values = (rule.nodes() - m).square() - h * h;
    EXPECT_TRUE(rule.changes_sign(values)) << j;
    const double above = 2.0 / 3 + 2 * m * m - 2 * h * h + 4 * h * h * h / 3;
    EXPECT_NEAR(rule.positive_part(values), above, 1e-14) << j;
    EXPECT_NEAR(rule.positive_part(-values), 4 * h * h * h / 3, 1e-14) << j;
  }
}

TEST(Legendre, SeesASignChangeBetweenTheLastNodeAndTheEnd) {
  const Legendre rule(16);
  const double root = (1 + rule.nodes()[15]) / 2;
  const Eigen::ArrayXd values = rule.nodes() - root;
  EXPECT_TRUE(rule.changes_sign(values));
  EXPECT_NEAR(rule.positive_part(values), (1 - root) * (1 - root) / 2, 1e-15);
  EXPECT_FALSE(rule.changes_sign(rule.nodes() + 2));
}

TEST(Legendre, DecayBoundsTheErrorOfQuadratureAndInterpolation) {
  const Legendre rule(16);
  for (const double pole : {1.2, 1.5, 3.0}) {
    const Eigen::ArrayXd values = (pole - rule.nodes()).inverse();
    const double error = std::abs((rule.weights() * values).sum() - std::log((pole + 1) / (pole - 1)));
    const Legendre::Decay decay = rule.decay(values);
    EXPECT_LT(error, decay.quadrature() + 1e-15) << pole;
    const double half =
        std::abs(legendre_integral(rule.coefficients(values), 0.3) - std::log((pole + 1) / (pole - 0.3)));
    EXPECT_LT(half, decay.interpolation() + 1e-15) << pole;
  }
}

TEST(Legendre, PositivePartOfAFunctionThatIsZeroAtANode) {
  // A log ratio near rounding is exactly 0 at a node, and negative behind it.
  const Legendre rule(16);
  for (Eigen::Index j = 0; j < rule.size(); ++j) {
    const double root = rule.nodes()[j], below = (1 + root) * (1 + root) / 2, above = (1 - root) * (1 - root) / 2;
    const Eigen::ArrayXd falling = root - rule.nodes();
    ASSERT_EQ(falling[j], 0);
    EXPECT_NEAR(rule.positive_part(falling), below, 1e-14) << j;
    EXPECT_NEAR(rule.positive_part(-falling), above, 1e-14) << j;
  }
}

}  // namespace
}  // namespace diffrates

// Wasserstein distances on panels and on a grid against closed forms.
#include "divergences/transport.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "divergences/line.hpp"
#include "numerics/legendre.hpp"

namespace diffrates {
namespace {

using Log = std::function<double(double)>;

Log normal(double mean, double deviation) {
  return [=](double x) {
    const double z = (x - mean) / deviation;
    return -z * z / 2 - std::log(deviation * std::sqrt(2 * M_PI));
  };
}

/// Panels of equal width on [low, high].
std::vector<TransportPanel> panels(const Log& log_x, const Log& log_y, double low, double high, int count) {
  const Legendre rule(transport_order);
  std::vector<TransportPanel> result;
  const double half = (high - low) / (2 * count);
  for (int k = 0; k < count; ++k) {
    const Eigen::ArrayXd y = low + half * (2 * k + 1) + half * rule.nodes();
    TransportPanel panel;
    panel.place = y;
    panel.rise = Eigen::ArrayXd::Constant(transport_order, half);
    panel.mass = rule.weights() * y.unaryExpr([&](double x) { return std::exp(log_y(x)); }) * half;
    panel.log_ratio = y.unaryExpr([&](double x) { return log_x(x) - log_y(x); });
    panel.noise = 1e-16 * panel.mass;
    result.push_back(panel);
  }
  return result;
}

/// Panels of equal width in u, y = sinh u, |u| <= reach.
std::vector<TransportPanel> in_sinh(const Log& log_x, const Log& log_y, double reach, int count) {
  std::vector<TransportPanel> result = panels(log_x, log_y, -reach, reach, count);
  for (TransportPanel& panel : result) {
    const Eigen::ArrayXd u = panel.place, half = panel.rise;
    panel.place = u.sinh();
    panel.rise = half * u.cosh();
    panel.mass = Legendre(transport_order).weights() *
                 panel.place.unaryExpr([&](double y) { return std::exp(log_y(y)); }) * panel.rise;
    panel.log_ratio = panel.place.unaryExpr([&](double y) { return log_x(y) - log_y(y); });
    panel.noise = 1e-16 * panel.mass;
  }
  return result;
}

LineDensities grid(const Log& log_x, const Log& log_y, double low, double high, Eigen::Index n) {
  LineDensities d{{low, high - low}, Eigen::ArrayXd(n), Eigen::ArrayXd(n), 1e-16};
  for (Eigen::Index j = 0; j < n; ++j) {
    const double x = low + (high - low) * static_cast<double>(j) / static_cast<double>(n);
    d.log_p[j] = log_x(x);
    d.q[j] = std::exp(log_y(x));
  }
  return d;
}

void expect(const Estimate& found, double wanted, double relative) {
  EXPECT_NEAR(found.value, wanted, relative * wanted);
  EXPECT_LE(std::abs(found.value - wanted), found.error + 1e-15 * wanted);
}

struct Pair {
  double mean, deviation;  // of Y; X is N(0, 1)
};
class TwoNormals : public testing::TestWithParam<Pair> {
 protected:
  /// W1 = E|m + (s - 1) Z|, W2^2 = m^2 + (s - 1)^2.
  static double first(Pair p) {
    const double m = p.mean, s = std::abs(p.deviation - 1);
    if (s == 0) return std::abs(m);
    return s * std::sqrt(2 / M_PI) * std::exp(-m * m / (2 * s * s)) + m * std::erf(m / (s * std::sqrt(2)));
  }
};

TEST_P(TwoNormals, OnPanelsHaveTheirClosedForms) {
  const Pair p = GetParam();
  const double reach = 9 * std::max(1.0, p.deviation) + std::abs(p.mean);
  const auto both = panels(normal(0, 1), normal(p.mean, p.deviation), -reach, reach, 40);
  // The inputs round l by 1e-16 of its terms.
  const double relative = 1e-12 + 3e-16 / (std::abs(p.mean) + std::abs(p.deviation - 1));
  expect(line_distance(Metric::W1, both, 0), first(p), 20 * relative);
  expect(line_distance(Metric::W2, both, 0), std::hypot(p.mean, p.deviation - 1), 20 * relative);
}

TEST_P(TwoNormals, OnAGridHaveTheirClosedForms) {
  const Pair p = GetParam();
  const double reach = 9 * std::max(1.0, p.deviation) + std::abs(p.mean);
  const LineDensities both = grid(normal(0, 1), normal(p.mean, p.deviation), -reach, reach, 4000);
  const double size = std::hypot(p.mean, p.deviation - 1);
  for (const auto& [metric, wanted] : {std::pair{Metric::W1, first(p)}, {Metric::W2, size}}) {
    const Estimate found = line_divergence(metric, both);
    EXPECT_LE(std::abs(found.value - wanted), found.error) << name(metric);
    EXPECT_LE(found.error, 1e-10 + 1e-8 * size) << name(metric);
  }
}
INSTANTIATE_TEST_SUITE_P(Pairs, TwoNormals,
                         testing::Values(Pair{0, 1.5}, Pair{0, 0.6}, Pair{0.3, 1}, Pair{-2, 1.3}, Pair{1e-3, 1 + 1e-3},
                                         Pair{1e-6, 1}, Pair{0, 1 + 1e-6}, Pair{1e-9, 1 - 1e-9}));

/// Modes far apart whose weights differ by w: that mass has to cross the gap, and the shift jumps.
TEST(LineDistance, CarriesMassBetweenModes) {
  const auto modes = [](double w) {
    return [w](double x) {
      return std::log((0.5 - w) * std::exp(normal(-3, 0.4)(x)) + (0.5 + w) * std::exp(normal(3, 0.4)(x)));
    };
  };
  const auto below = [](double x, double w) {
    return (0.5 - w) * std::erfc(-(x + 3) / (0.4 * std::sqrt(2))) / 2 +
           (0.5 + w) * std::erfc(-(x - 3) / (0.4 * std::sqrt(2))) / 2;
  };
  const auto quantile = [&](double u, double w) {
    double low = -8, high = 8;
    for (int i = 0; i < 60; ++i) (below((low + high) / 2, w) < u ? low : high) = (low + high) / 2;
    return (low + high) / 2;
  };
  for (const double w : {0.1, 1e-3}) {
    const auto both = panels(modes(0), modes(w), -8, 8, 160);
    EXPECT_NEAR(line_distance(Metric::W1, both, 0).value, 6 * w, 1e-7 * w);  // the mean is 6 w further
    // The middle rule in u, to which quantiles are exact.
    double square = 0;
    const int n = 20'000;
    for (int i = 0; i < n; ++i) {
      const double u = (i + 0.5) / n;
      square += std::pow(quantile(u, 0) - quantile(u, w), 2) / n;
    }
    const Estimate found = line_distance(Metric::W2, both, 0);
    EXPECT_NEAR(found.value, std::sqrt(square), 1e-3 * found.value);  // what the rule leaves
    EXPECT_LE(found.error, 1e-6 * found.value);
    const Estimate on_grid = line_divergence(Metric::W2, grid(modes(0), modes(w), -8, 8, 4000));
    EXPECT_NEAR(on_grid.value, found.value, on_grid.error + found.error);
    EXPECT_LE(on_grid.error, 1e-4 * on_grid.value);
  }
}

TEST(LineDistance, IsTheSameBothWays) {
  const auto x = normal(0.1, 1.2), y = normal(0, 1);
  for (const Metric metric : {Metric::W1, Metric::W2})
    EXPECT_NEAR(line_distance(metric, panels(x, y, -12, 12, 48), 0).value,
                line_distance(metric, panels(y, x, -12, 12, 48), 0).value, 1e-13);
}

/// Of X's mass the panels may miss a little, which comes from far.
TEST(LineDistance, CountsTheMassBeyondThePanels) {
  for (const double reach : {6.9, 7.1, 7.3, 7.6, 8.2}) {
    const auto both = panels(normal(0, 1), normal(0, 0.6), -reach, reach, 60);
    for (const auto& [metric, wanted] : {std::pair{Metric::W1, 0.4 * std::sqrt(2 / M_PI)}, {Metric::W2, 0.4}}) {
      const Estimate found = line_distance(metric, both, 0);
      const double rounding = 3e-14 * wanted;  // a mass of 2e-16 is one, at 8.2
      EXPECT_LE(std::abs(found.value - wanted), found.error + rounding) << name(metric) << " " << reach;
      EXPECT_LE(found.error, 1e-8) << name(metric) << " " << reach;
    }
  }
}

TEST(LineDistance, SaysWhenPanelsAreTooCoarseOrMassIsMissing) {
  const auto x = normal(0, 1), y = normal(0.01, 1.01);
  const Estimate coarse = line_distance(Metric::W2, panels(x, y, -9, 9, 3), 0);
  EXPECT_LE(std::abs(coarse.value - std::hypot(0.01, 0.01)), coarse.error);
  EXPECT_EQ(line_distance(Metric::W1, panels(x, y, -9, 9, 40), 1e-3).error, INFINITY);
  // Tails of densities 1/y^2, y = sinh t: |D| falls like 1/y, and W1 is infinite.
  const auto cauchy = [](double scale) {
    return [scale](double z) { return -std::log(M_PI * scale * (1 + z * z / (scale * scale))); };
  };
  EXPECT_EQ(line_distance(Metric::W1, in_sinh(cauchy(1), cauchy(2), 30, 200), 0).error, INFINITY);
  // 1/y^4: W1 is finite, W2 too.
  const auto student = [](double scale) {
    return [scale](double z) { return std::log(2 / (M_PI * scale)) - 2 * std::log1p(z * z / (scale * scale)); };
  };
  const auto heavy = in_sinh(student(1), student(1.5), 20, 200);
  EXPECT_NEAR(line_distance(Metric::W1, heavy, 0).value, 0.5 * 2 / M_PI, 1e-9);  // E|X| = 2/pi
  EXPECT_NEAR(line_distance(Metric::W2, heavy, 0).value, 0.5, 1e-6);             // E X^2 = 1
}

}  // namespace
}  // namespace diffrates

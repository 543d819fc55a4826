#include "laws/grid_plane.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "support/reference.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

struct Part {
  double weight, x, y, variance_x, variance_y;
};

/// A mixture turned about the origin as a whole.
Mixture turned(const std::vector<Part>& parts, double angle) {
  Eigen::MatrixXd axes(2, 2);
  axes << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
  std::vector<Mixture::Component> components;
  for (const Part& part : parts)
    components.push_back(
        {part.weight, axes * Eigen::Vector2d(part.x, part.y), Eigen::Vector2d(part.variance_x, part.variance_y), axes});
  return Mixture(std::move(components));
}

std::vector<Measurement> measure(const Target& target, std::string_view sampler, int steps,
                                 Start start = Start::Exact) {
  const Schedule schedule = testing::schedule_family("smooth", 1e-2, 9)->with_steps(steps);
  const Score score(target, schedule);
  return find_law("grid")->measure({score, *find_sampler(sampler), start},
                                   {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2});
}

/// A product's divergences add, whatever its orientation: KL of the plane is the sum over two lines.
TEST(GridPlane, ProductsAddKlInAnyOrientation) {
  const std::vector<Part> parts{{0.4, -1.5, 0.5, 0.09, 0.25}, {0.6, 1.0, 0.5, 0.25, 0.25}};
  const auto first = testing::reference_target("mixture");
  const auto second = testing::reference_target("gaussian");
  struct Run {
    const char* sampler;
    int steps;
    Start start;
  };
  for (const Run& run :
       {Run{"ddpm", 48, Start::Exact}, Run{"accelerated_sde", 48, Start::Normal}, Run{"ddim", 96, Start::Exact}}) {
    const auto one = measure(*first, run.sampler, run.steps, run.start),
               two = measure(*second, run.sampler, run.steps, run.start);
    const auto both = measure(turned(parts, 0.6), run.sampler, run.steps, run.start);
    for (const int i : {1, 2}) {
      const double sum = one[i].estimate.value + two[i].estimate.value;
      EXPECT_EQ(both[i].status, Status::Ok) << both[i].reason;
      EXPECT_NEAR(both[i].estimate.value, sum, both[i].estimate.error + 1e-9 * sum)
          << run.sampler << " " << name(both[i].metric);
      EXPECT_LT(both[i].estimate.error, 1e-5 * sum) << run.sampler << " " << name(both[i].metric);
    }
    // chi2 + 1 multiplies.
    const double product = (1 + one[3].estimate.value) * (1 + two[3].estimate.value) - 1;
    if (both[3].status == Status::Ok) {
      EXPECT_NEAR(both[3].estimate.value, product, both[3].estimate.error + 1e-8 * product) << run.sampler;
    }
  }
}

TEST(GridPlane, TvDoesNotDependOnOrientation) {
  const std::vector<Part> parts{{0.4, -1.2, 0.5, 0.09, 0.25}, {0.6, 1.0, -0.4, 0.25, 0.1}};
  const auto here = measure(turned(parts, 0), "ddpm", 48), there = measure(turned(parts, 0.7), "ddpm", 48);
  for (std::size_t i = 0; i < here.size(); ++i) {
    EXPECT_EQ(here[i].status, Status::Ok) << here[i].reason;
    EXPECT_NEAR(here[i].estimate.value, there[i].estimate.value, here[i].estimate.error + there[i].estimate.error)
        << name(here[i].metric);
    EXPECT_LT(here[i].estimate.error + there[i].estimate.error, 1e-3 * here[i].estimate.value) << name(here[i].metric);
  }
}

/// A move that mixes the coordinates, and noise, against the integral in real space.
TEST(GridPlane, FollowsAnyMapFollowedByNoise) {
  GridPlane law({.growth = 6, .most_points = 1 << 18});
  law.map([](const Points& x) {
    Points y(x.size(), 2);
    y.coordinate(0) = x.coordinate(0) + 0.5 * (2 * x.coordinate(1)).sin();
    y.coordinate(1) = 0.5 * x.coordinate(1) + 0.3 * x.coordinate(0) * x.coordinate(0);
    return y;
  });
  law.add_noise(0.09);
  const Interval nothing{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  const PlaneSeries series = law.settle({nothing, nothing});
  EXPECT_NEAR(series.mass(), 1, 1e-10);
  const std::array<Eigen::Index, 2> n{fft_size(2 * series.modes(0) + 2), fft_size(2 * series.modes(1) + 2)};
  Eigen::ArrayXXd values;
  FourierPlane().values(series, n, values);
  for (Eigen::Index i = n[0] / 3; i < n[0]; i += n[0] / 7)
    for (Eigen::Index j = n[1] / 8; j < n[1]; j += n[1] / 9) {
      const double x =
          series.period[0].low + series.period[0].width * static_cast<double>(i) / static_cast<double>(n[0]);
      const double y =
          series.period[1].low + series.period[1].width * static_cast<double>(j) / static_cast<double>(n[1]);
      double expected = 0;
      const double h = 0.04;
      for (double u = -8; u <= 8; u += h)
        for (double v = -8; v <= 8; v += h) {
          const double a = x - (u + 0.5 * std::sin(2 * v)), b = y - (0.5 * v + 0.3 * u * u);
          expected += h * h * std::exp(-(u * u + v * v) / 2 - (a * a + b * b) / 0.18) /
                      (4 * std::numbers::pi * std::numbers::pi * 0.09);
        }
      EXPECT_NEAR(values(i, j), expected, 3e-10) << x << " " << y;
    }
}

/// Two by two narrow Gaussians are a product of two mixtures on a line, which the law `product` knows.
TEST(GridPlane, NarrowComponentsApartAreTheProductTheyAre) {
  std::vector<Mixture::Component> grid;
  for (const double x : {-1.5, 1.5})
    for (const double y : {-1.5, 1.5}) grid.push_back({1, Eigen::Vector2d(x, y), Eigen::Vector2d(0.01, 0.01), {}});
  const Mixture plane(grid);
  const std::shared_ptr<const Target> line = testing::line_mixture({1, 1}, {-1.5, 1.5}, {0.01, 0.01});
  const Schedule schedule = testing::schedule_family("smooth", 1e-1, 9)->with_steps(20);
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse};
  const Product product({line, line});
  for (const char* sampler : {"ddpm", "accelerated_sde"}) {
    const Score joint(plane, schedule), split(product, schedule);
    const auto found = find_law("grid")->measure({joint, *find_sampler(sampler), Start::Exact}, metrics);
    const auto truth = find_law("product")->measure({split, *find_sampler(sampler), Start::Exact}, metrics);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const double error = found[i].estimate.error + truth[i].estimate.error;
      EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value, error) << sampler << " " << name(metrics[i]);
      if (metrics[i] == Metric::KlReverse) continue;  // decided far out, where q drowns: may be unresolved
      EXPECT_EQ(found[i].status, Status::Ok) << found[i].reason;
      EXPECT_LT(error, 1e-2 * truth[i].estimate.value) << sampler << " " << name(metrics[i]);
    }
  }
}

/// Eight Gaussians on a circle, turned by half their distance, lie differently to the grid.
TEST(GridPlane, ARingOfGaussiansIsAnsweredInAnyOrientation) {
  const auto ring = [](double angle) {
    std::vector<Part> parts;
    for (int k = 0; k < 8; ++k)
      parts.push_back({1, 2 * std::cos(k * std::numbers::pi / 4), 2 * std::sin(k * std::numbers::pi / 4), 0.09, 0.09});
    return turned(parts, angle);
  };
  const auto here = measure(ring(0), "ddpm", 8), there = measure(ring(std::numbers::pi / 8), "ddpm", 8);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(here[i].status, Status::Ok) << here[i].reason;
    const double error = here[i].estimate.error + there[i].estimate.error;
    EXPECT_NEAR(here[i].estimate.value, there[i].estimate.value, error) << name(here[i].metric);
    EXPECT_LT(error, 1e-2 * here[i].estimate.value) << name(here[i].metric);
  }
}

TEST(GridPlane, ASampleIsARectangleThatHoldsTheLaw) {
  // Narrow, apart, one of small weight far out: a rectangle of eight standard deviations would need more points.
  const Mixture apart = turned({{1, 0, 0, 1e-3, 1e-3}, {1, 1, 0.3, 1e-3, 4e-3}, {1e-6, 3, -2, 1e-3, 1e-3}}, 0.2);
  const PlaneSample sample = sample_plane(apart, NoiseLevel::of(1e-3), 1 << 21);
  const double cell = sample.period[0].width * sample.period[1].width / static_cast<double>(sample.n[0] * sample.n[1]);
  EXPECT_NEAR(sample.density.sum() * cell, 1, 1e-11);
  EXPECT_LT(sample.n[0] * sample.n[1], 1 << 18);
  EXPECT_THROW(sample_plane(apart, NoiseLevel::of(1e-3), 1 << 14), Unresolvable);
}

TEST(GridPlane, MassThatAGridDoesNotResolveIsCounted) {
  SlopeMass slopes;
  slopes.add(0.5, 1);
  EXPECT_EQ(slopes.steepest(), 1);
  slopes.add(8, 1e-3);
  EXPECT_NEAR(slopes.steepest(), 8, 0.2);
  EXPECT_EQ(slopes.misplaced(9, 100, 0, 50), 0);              // resolved
  EXPECT_NEAR(slopes.misplaced(2, 100, 0, 50), 1e-3, 1e-18);  // nothing damps
  const double k = 100.0 / 8, damped = 1e-3 * std::sqrt(50 / (4 * std::numbers::pi * 0.1)) * std::exp(-0.1 * k * k / 2);
  EXPECT_NEAR(slopes.misplaced(2, 100, 0.1, 50), damped, damped);  // to a bin of slopes
  EXPECT_GE(slopes.misplaced(2, 100, 0.1, 50), damped);
}

TEST(GridPlane, SaysWhenItCannotResolve) {
  for (const Measurement& m : measure(turned({{0.5, -2000, 0, 0, 0}, {0.5, 2000, 0, 0, 0}}, 0.3), "ddpm", 48)) {
    EXPECT_EQ(m.status, Status::Unresolved);
    EXPECT_NE(m.reason.find("grid points"), std::string::npos) << m.reason;
  }
}

}  // namespace
}  // namespace diffrates

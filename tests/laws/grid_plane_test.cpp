#include "laws/grid_plane.hpp"

#include <gtest/gtest.h>

#include <numbers>

#include "support/reference.hpp"

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

TEST(GridPlane, SaysWhenItCannotResolve) {
  for (const Measurement& m : measure(turned({{0.5, -20, 0, 0, 0}, {0.5, 20, 0, 0, 0}}, 0.3), "ddpm", 48)) {
    EXPECT_EQ(m.status, Status::Unresolved);
    EXPECT_NE(m.reason.find("grid points"), std::string::npos) << m.reason;
  }
}

}  // namespace
}  // namespace diffrates

/// The move Law::mix on the grid, against closed forms.
#include <gtest/gtest.h>

#include <numbers>

#include "laws/grid_line.hpp"
#include "laws/law.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

/// 0.3 N(1, 1 + 0.5) + 0.7 N(0, 4 (1 + 0.1) + 0.2) from N(0, 1): each branch its own moves, then common noise.
TEST(GridMix, IsTheMixtureOfItsBranches) {
  GridLine law(GridResolution{}, true);
  law.mix({0.3, 0.7}, [](std::size_t k, Law& y) {
    if (k == 0) {
      y.map([](const Points& x) {
        Points moved = x;
        moved.values() += 1;
        return moved;
      });
      y.add_noise(0.5);
    } else {
      y.add_noise(0.1);
      y.map([](const Points& x) { return 2 * x; });
      y.add_noise(0.2);
    }
  });
  law.add_noise(0.25);
  const FourierSeries& density = law.settle();
  const Eigen::Index n = 1 << 12;
  Eigen::ArrayXd values;
  FourierLine().values(density, n, values);
  const auto normal = [](double x, double v) {
    return std::exp(-x * x / (2 * v)) / std::sqrt(2 * std::numbers::pi * v);
  };
  double largest = 0;
  for (Eigen::Index i = 0; i < n; ++i) {
    const double x = density.period.low + density.period.width * static_cast<double>(i) / n;
    largest = std::max(largest, std::abs(values[i] - 0.3 * normal(x - 1, 1.75) - 0.7 * normal(x, 4.85)));
  }
  EXPECT_LT(largest, 1e-13);
}

/// A law that cannot mix says so.
TEST(GridMix, IsRefusedByLawsWithoutIt) {
  struct Plain : Law {
    void map(const Map&) override {}
    void add_noise(double) override {}
  } plain;
  EXPECT_THROW(plain.mix({1}, [](std::size_t, Law&) {}), std::logic_error);
}

/// Laws that need a transition kernel refuse a sampler that mixes by name.
TEST(GridMix, IsRefusedByThePathLaw) {
  const auto target = testing::reference_target("mixture");
  const SamplerKind& sampler = *find_sampler("randomised_midpoint");
  const std::string why = find_law("path")->refusal({*target, sampler}, Metric::PathKl);
  EXPECT_NE(why.find("randomised_midpoint mixes"), std::string::npos) << why;
  EXPECT_EQ(find_law("grid")->refusal({*target, sampler}, Metric::Tv), "");
}

}  // namespace
}  // namespace diffrates

/// What a law says a cell will cost.
#include "laws/cost.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

#include "support/reference.hpp"
#include "targets/gallery.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::schedule_family;

Schedule smooth(int T) { return schedule_family("smooth", 1e-3, 12)->with_steps(T); }

double cost(std::string_view law, const Target& target, std::string_view sampler, int T, std::vector<Metric> metrics) {
  return find_law(law)->cost({target, *find_sampler(sampler)}, smooth(T), metrics);
}

TEST(Cost, IsPositiveAndFiniteWhateverIsAsked) {
  const Schedule few = smooth(2), many = smooth(1 << 14);
  for (const test::Exhibit& exhibit : test::gallery()) {
    const std::unique_ptr<Target> target = test::make_target(exhibit.value);
    for (const SamplerKind* sampler : sampler_kinds())
      for (const LawKind* law : law_kinds())
        for (const MetricKind& metric : metric_kinds()) {
          const Setting setting{*target, *sampler};
          if (!law->metrics.contains(metric.metric) || !law->refusal(setting, metric.metric).empty()) continue;
          for (const Schedule* schedule : {&few, &many}) {
            const double seconds = law->cost(setting, *schedule, {metric.metric});
            EXPECT_TRUE(seconds > 0 && seconds < 1e5)
                << seconds << " " << law->name << " " << exhibit.name << " " << sampler->name << " " << metric.name;
          }
        }
  }
}

TEST(Cost, GrowsLikeTWhereTheWorkDoes) {
  const auto line = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const auto normal = line_mixture({1}, {0.5}, {0.25});
  const auto ratio = [](std::string_view law, const Target& target, std::string_view sampler, Metric metric) {
    return cost(law, target, sampler, 1 << 14, {metric}) / cost(law, target, sampler, 1 << 12, {metric});
  };
  EXPECT_NEAR(ratio("characteristics", *line, "ddim", Metric::Tv), 4, 0.4);
  EXPECT_NEAR(ratio("grid", *line, "ddpm", Metric::Tv), 4, 0.4);
  EXPECT_NEAR(ratio("gaussian", *normal, "ddpm", Metric::Kl), 4, 0.4);
  EXPECT_NEAR(ratio("path", *line, "ddpm", Metric::PathKl), 4, 0.4);
}

TEST(Cost, CountsEvaluationsAndTheTargetsWork) {
  const auto two = line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  const auto ten = line_mixture({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {-5, -4, -3, -2, -1, 0, 1, 2, 3.5, 5},
                                {0.01, 0.02, 0.5, 1e-4, 0.1, 0.3, 1e-3, 0.2, 0.05, 0.01});
  for (const std::string_view law : {"characteristics", "grid"}) {
    const double ddim = cost(law, *two, "ddim", 1024, {Metric::Tv}), rk4 = cost(law, *two, "rk4", 1024, {Metric::Tv});
    EXPECT_GT(rk4, 1.5 * ddim) << law;
    EXPECT_LT(rk4, 5 * ddim) << law;
    EXPECT_GT(cost(law, *ten, "ddim", 1024, {Metric::Tv}), 1.5 * ddim) << law;
  }
}

TEST(Cost, OfSimulatedLawsEndsAtTheirBudget) {
  // Paths are added until the error is small or the budget is spent: of many steps or dimensions, the budget.
  const auto wide = [](int d) {
    std::vector<Mixture::Component> components;
    for (const double centre : {-1.0, 1.0})
      components.push_back({0.5, Eigen::VectorXd::Constant(d, centre), Eigen::VectorXd::Constant(d, 0.1), {}});
    return Mixture(components);
  };
  const Mixture eight = wide(8), many = wide(32);
  for (const auto& [law, target, metric] :
       {std::tuple("paired", &eight, Metric::Chi2), std::tuple("path", &many, Metric::PathKl)}) {
    const double once = cost(law, *target, "ddpm", 1024, {metric}), twice = cost(law, *target, "ddpm", 2048, {metric});
    EXPECT_LT(twice, 1.1 * once) << law;
    EXPECT_GT(twice, once / 1.1) << law;
  }
}

/// 1000 records of a lattice, too many for chords: between them KL of a second-order sampler does not settle, and all
/// points that are allowed are followed; where the components overlap the first 64 of a replicate do.
TEST(Cost, BetweenComponentsThatLieApartIsOfAllPoints) {
  const auto lattice = [](double variance) {
    std::vector<Mixture::Component> components;
    for (int i = 0; i < 1000; ++i)
      components.push_back({1e-3, Eigen::Vector2d(i % 40, i / 40), Eigen::Vector2d::Constant(variance), {}});
    return Mixture(components);
  };
  const Mixture apart = lattice(1e-4), close = lattice(4);
  const auto points = [](const Target& target, std::string_view sampler, Metric metric) {
    return cost("characteristics", target, sampler, 256, {Metric::Tv, metric});
  };
  EXPECT_GT(points(apart, "dpm_solver_2", Metric::Kl), 8 * points(close, "dpm_solver_2", Metric::Kl));
  EXPECT_LT(points(apart, "dpm_solver_2", Metric::Tv), 2 * points(close, "dpm_solver_2", Metric::Tv));
  EXPECT_LT(points(apart, "ddim", Metric::Kl), 2 * points(close, "ddim", Metric::Kl));
}

TEST(Cost, OfAProductIsThatOfItsDistinctFactors) {
  const std::unique_ptr<Target> one = test::make_target(
                                    test::object("type", "product", "factor",
                                                 test::object("type", "uniform", "low", -1, "high", 2), "copies", 2)),
                                many = test::make_target(
                                    test::object("type", "product", "factor",
                                                 test::object("type", "uniform", "low", -1, "high", 2), "copies", 200));
  for (const std::string_view sampler : {"ddim", "ddpm"})
    EXPECT_NEAR(cost("product", *one, sampler, 256, {Metric::Kl}), cost("product", *many, sampler, 256, {Metric::Kl}),
                1e-12);
}

}  // namespace
}  // namespace diffrates

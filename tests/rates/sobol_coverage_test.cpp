// Real series from scramblings in the plane, each with its own seed: whether the interval holds the order.
#include <gtest/gtest.h>

#include "laws/law.hpp"
#include "rates/rates.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

constexpr int seeds = 20;

/// TV of ddim, order 1. `one_stream`: all T share their scramblings; in a run every T has its own.
std::vector<RatePoint> sobol_series(int seed, bool one_stream) {
  static const Mixture target({{0.4, Eigen::Vector2d(-0.8, -0.8), Eigen::Vector2d(0.2, 0.2), {}},
                               {0.6, Eigen::Vector2d(0.6, -0.4), Eigen::Vector2d(0.4, 0.4), {}}});
  static const auto family = testing::schedule_family("smooth", 0.01, 6);
  std::vector<RatePoint> points;
  for (const int T : {32, 64, 128, 256, 512}) {
    const Schedule schedule = family->with_steps(T);
    const Score score(target, schedule);
    const auto stream = static_cast<std::uint64_t>(one_stream ? seed : 1000 * seed + T);
    const Measurement found = find_law("characteristics")
                                  ->measure({score, *find_sampler("ddim"), Start::Exact, stream}, {Metric::Tv})
                                  .front();
    points.push_back({double(T), found.estimate, found.status, found.by_replicate, stream});
  }
  return points;
}

struct Found {
  int told = 0, missed = 0;
  double width = 0, width_without = 0;
};

Found over_seeds(bool one_stream) {
  Found found;
  for (int seed = 1; seed <= seeds; ++seed) {
    std::vector<RatePoint> points = sobol_series(seed, one_stream);
    const FitModel model{0, false, false, 1};
    const Fit fit = fit_rate(points, model);
    for (RatePoint& point : points) point.by_replicate.clear();
    const Fit without = fit_rate(points, model);
    found.told += fit.conclusive;
    found.missed += fit.conclusive && (fit.low > 1 || fit.high < 1);
    if (fit.conclusive && without.conclusive) {
      found.width += fit.high - fit.low;
      found.width_without += without.high - without.low;
    }
  }
  ::testing::Test::RecordProperty("told", found.told);
  ::testing::Test::RecordProperty("relative_width", std::to_string(found.width / found.width_without));
  return found;
}

TEST(SobolCoverage, TheIntervalHoldsTheOrderAtEverySeed) {
  const Found found = over_seeds(false);
  EXPECT_EQ(found.missed, 0);
  EXPECT_GT(found.told, seeds / 2);
}

TEST(SobolCoverage, WithSharedScramblingsItIsNarrowerAndHolds) {
  const Found found = over_seeds(true);
  EXPECT_EQ(found.missed, 0);
  EXPECT_GT(found.told, seeds / 2);
  EXPECT_LT(found.width, found.width_without);
}

}  // namespace
}  // namespace diffrates

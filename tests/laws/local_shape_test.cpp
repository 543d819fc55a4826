#include "laws/local_shape.hpp"

#include <gtest/gtest.h>

#include "laws/characteristics_points.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::schedule_family;

const std::vector<Metric> chi2{Metric::Chi2};

/// Of a Gaussian, whose Y_1 is Gaussian too: the variance of Y_1 by that of X_1, coordinate by coordinate.
Eigen::ArrayXd widths(const Question& question) {
  const int d = question.target().dimension();
  Points start(1, d);
  start.values().setZero();
  const Carried carried = Carrier(question)(start);
  const Schedule& schedule = question.schedule();
  const Moments moments = question.target().moments();
  const auto variance = [&](const NoiseLevel& at) -> Eigen::ArrayXd {
    return at.abar * moments.covariance.diagonal().array() + at.noise;
  };
  Eigen::ArrayXd result(d);
  for (int i = 0; i < d; ++i) result[i] = std::pow(carried.y.tangent(i)(0, i), 2);
  if (question.start == Start::Exact) result *= variance(schedule.at(schedule.steps()));
  return result / variance(question.reference());
}

TEST(LocalShape, OfGaussiansIsThatOfTheWidestAndTheNarrowestAxis) {
  const Eigen::Vector3d variances(6, 0.4, 0.01);
  const Mixture target({{1, Eigen::Vector3d(0.5, 0, -1), variances, {}}});
  const Schedule schedule = schedule_family("smooth", 0.001, 6)->with_steps(12);
  const Score score(target, schedule);
  for (const Start start : {Start::Normal, Start::Exact}) {
    const Question question{score, *find_sampler("ddim"), start, 3};
    const Eigen::ArrayXd wide = widths(question);
    const Points from = start_points(question, 0, 0, 256);
    const Carried carried = Carrier(question)(from);
    const Eigen::ArrayXd shapes = local_shapes(question, from, carried);
    int tails = 0;
    for (Eigen::Index i = 0; i < shapes.size(); ++i) {
      const double l = carried.log_ratio[i];
      const double truth = l > 1 ? 1 - wide.minCoeff() : l < -1 ? wide.maxCoeff() - 1 : -INFINITY;
      if (std::isfinite(truth)) ++tails;
      EXPECT_TRUE(shapes[i] == truth || std::abs(shapes[i] - truth) < 1e-9) << shapes[i] << ", not " << truth;
    }
    EXPECT_GT(tails, 10);
  }
}

TEST(LocalShape, MakesTheErrorOfChi2CoverWhereASampleDoesNotMeetTheTail) {
  // Y 1.80 times as wide (variance) as X in both coordinates: the terms of chi2 have no second moment, k = 0.80. Of 24
  // seeds, with the sample's own shape alone, five are `ok` and beyond four errors.
  const Mixture target({{1, Eigen::Vector2d::Zero(), Eigen::Vector2d::Constant(6.335), {}}});
  const Schedule schedule = schedule_family("smooth", 0.001, 8)->with_steps(32);
  const Score score(target, schedule);
  const Question known{score, *find_sampler("ddim"), Start::Exact, 0};
  ASSERT_NEAR(widths(known)[0], 1.80, 0.01);
  const double truth = find_law("gaussian")->measure(known, chi2).front().estimate.value;
  for (std::uint64_t seed = 1; seed <= 24; ++seed) {
    const Measurement found =
        find_law("characteristics")->measure({score, *find_sampler("ddim"), Start::Exact, seed}, chi2).front();
    if (found.status == Status::Ok) {
      EXPECT_NEAR(found.estimate.value, truth, 4 * found.estimate.error) << "seed " << seed;
    }
    EXPECT_NEAR(found.estimate.value, truth, 8 * found.estimate.error) << "seed " << seed;
  }
}

}  // namespace
}  // namespace diffrates

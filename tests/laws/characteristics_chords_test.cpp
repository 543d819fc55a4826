// Chords: what lies in layers between components, where points miss it.
#include "laws/characteristics_chords.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include "laws/characteristics_points.hpp"
#include "numerics/dense.hpp"
#include "support/reference.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::schedule_family;

using Lines = std::vector<std::shared_ptr<const Mixture>>;

std::shared_ptr<const Mixture> points(const std::vector<double>& weights, const std::vector<double>& places) {
  return line_mixture(weights, places, std::vector<double>(places.size(), 0));
}

/// The law of independent points on lines as a cloud in general position.
Mixture turned(const Lines& lines) {
  const auto d = static_cast<Eigen::Index>(lines.size());
  Eigen::MatrixXd gaussian(d, d);
  Stream stream(5, "general position");
  stream.normals(gaussian);
  const Eigen::MatrixXd frame = orthonormal_frame(gaussian);
  std::vector<Mixture::Component> all{{1, Eigen::VectorXd::Zero(d), Eigen::VectorXd::Zero(d), {}}};
  for (Eigen::Index j = 0; j < d; ++j) {
    std::vector<Mixture::Component> next;
    for (const Mixture::Component& c : all)
      for (const Mixture::Component& own : lines[static_cast<std::size_t>(j)]->components()) {
        next.push_back(c);
        next.back().weight *= own.weight;
        next.back().mean += own.mean[0] * frame.col(j);
      }
    all = std::move(next);
  }
  return Mixture(all);
}

/// The cloud against the product, which is followed on lines. Student's variable of 15 degrees of freedom is beyond 3.8
/// once in 600.
void expect_covered(const Lines& lines, std::string_view sampler, int steps, std::uint64_t seed) {
  const Product product(std::vector<std::shared_ptr<const Target>>(lines.begin(), lines.end()));
  const Mixture cloud = turned(lines);
  const Schedule schedule = schedule_family("smooth", 0.02, 12)->with_steps(steps);
  const Score apart(product, schedule), joined(cloud, schedule);
  const std::vector<Metric> metrics{Metric::Kl, Metric::KlReverse};
  const auto truth = find_law("product")->measure({apart, *find_sampler(sampler), Start::Exact, 0}, metrics),
             found =
                 find_law("characteristics")->measure({joined, *find_sampler(sampler), Start::Exact, seed}, metrics);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    ASSERT_EQ(found[i].status, Status::Ok) << found[i].reason;
    EXPECT_NE(found[i].reason.find("chords"), std::string::npos) << found[i].reason;
    EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value, 3.8 * found[i].estimate.error) << found[i].reason;
    EXPECT_LT(found[i].estimate.error, 0.12 * found[i].estimate.value);
  }
}

TEST(Chords, SeeTheLayersBetweenPointsOfALine) {
  // Between them lies Y-mass 2.4e-4, a third of KL: a thousand points miss it three times in four.
  expect_covered({points({1, 1, 1, 1, 1}, {-2.9069, -0.4472, 0.8944, 2.0125, 4.9193}), points({1}, {0})}, "heun", 32,
                 2);
}

TEST(Chords, SeeTheLayersAroundRareComponents) {
  // The rarest has weight 0.003: the line between two draws seldom lies across its layer.
  expect_covered({points({0.9, 0.1}, {-1, 1.5}), points({0.97, 0.03}, {-1, 2})}, "heun", 32, 4);
}

TEST(Chords, SeeTheLayersOfFewPointsInManyDimensions) {
  const std::shared_ptr<const Mixture> none = points({1}, {0});
  expect_covered({points({0.3, 0.7}, {-1.5, 1.4}), points({0.5, 0.5}, {-0.8, 1.1}), none}, "heun", 32, 3);
}

TEST(Chords, AverageToTheExpectation) {
  // A direction that does not depend on the point leaves the mean: here all of a law without layers, by chords alone.
  const Lines lines{line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25}), line_mixture({1}, {0.3}, {0.2})};
  const Product target(std::vector<std::shared_ptr<const Target>>(lines.begin(), lines.end()));
  const Schedule schedule = schedule_family("smooth", 0.02, 4)->with_steps(32);
  const Score score(target, schedule);
  for (const Start start : {Start::Exact, Start::Normal}) {
    const Question question{score, *find_sampler("heun"), start, 1};
    const double truth = find_law("product")->measure(question, {Metric::Kl})[0].estimate.value;
    const Carrier carrier(question);
    Chords chords(carrier, Eigen::Array4d::Constant(truth), 1e4);
    chords.extend(4);
    const Eigen::ArrayXd means = chords.torn(Metric::Kl, 0).colwise().mean();
    const double error = std::sqrt((means - means.mean()).square().sum() / (replicates * (replicates - 1)));
    EXPECT_NEAR(means.mean(), truth, 3.8 * error) << name(start);
    EXPECT_LT(error, 0.25 * truth) << name(start);
  }
}

TEST(Chords, AreLookedForWhereComponentsLieApart) {
  const NoiseLevel last = schedule_family("smooth", 0.02, 12)->with_steps(8).at(1);
  const auto pair = [](double distance) {
    return Mixture({{0.5, Eigen::Vector2d(0, 0), Eigen::Vector2d::Zero(), {}},
                    {0.5, Eigen::Vector2d(distance, 0), Eigen::Vector2d::Zero(), {}}});
  };
  EXPECT_FALSE(lies_apart(pair(0), last));
  EXPECT_FALSE(lies_apart(pair(5 * last.sigma), last));
  EXPECT_TRUE(lies_apart(pair(12 * last.sigma), last));
}

TEST(Chords, AreTheSameBitsForAnyNumberOfThreads) {
  const Mixture cloud = turned({points({0.4, 0.6}, {-1, 1}), points({1}, {0})});
  const Schedule schedule = schedule_family("smooth", 0.02, 12)->with_steps(24);
  const Score score(cloud, schedule);
  const auto run = [&](std::size_t threads) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    return find_law("characteristics")->measure({score, *find_sampler("heun"), Start::Exact, 5}, {Metric::Kl})[0];
  };
  const Measurement one = run(1), two = run(2);
  EXPECT_EQ(one.estimate.value, two.estimate.value);
  EXPECT_EQ(one.estimate.error, two.estimate.error);
  EXPECT_NE(one.reason.find("chords"), std::string::npos) << one.reason;
}

}  // namespace
}  // namespace diffrates

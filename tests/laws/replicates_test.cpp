#include "laws/replicates.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "numerics/random.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::reference_target;
using testing::schedule_family;

Eigen::ArrayXd array(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::ArrayXd>(values.data(), std::ssize(values));
}

/// The standard error of the mean of the replicates.
double spread(const std::vector<double>& values) {
  const Eigen::ArrayXd all = array(values);
  return std::sqrt((all - all.mean()).square().sum() / (replicates * (replicates - 1.0)));
}

std::unique_ptr<Mixture> plane_mixture() {
  return std::make_unique<Mixture>(
      std::vector<Mixture::Component>{{0.4, Eigen::Vector2d(-0.8, -0.8), Eigen::Vector2d(0.2, 0.2), {}},
                                      {0.6, Eigen::Vector2d(0.6, -0.4), Eigen::Vector2d(0.4, 0.4), {}}});
}

std::vector<Measurement> measured(std::string_view law, const Target& target, int T, std::string_view sampler,
                                  const std::vector<Metric>& metrics, std::uint64_t seed) {
  const Schedule schedule = schedule_family("smooth", 0.01, 6)->with_steps(T);
  const Score score(target, schedule);
  return find_law(law)->measure({score, *find_sampler(sampler), Start::Exact, seed}, metrics);
}

/// The mean of all and the standard error stated, whatever is left of the last round of dealing.
TEST(Replicates, DealtValuesReproduceTheEstimate) {
  for (const int n : {16, 1003, 4096}) {
    Dealt dealt;
    Stream stream(1, "values", n);
    double sum = 0, squares = 0;
    for (int i = 0; i < n; ++i) {
      const double value = std::exp(stream.normal());
      dealt.add(value);
      sum += value;
      squares += value * value;
    }
    const double mean = sum / n, error = std::sqrt((squares / n - mean * mean) / (n - 1));
    const std::vector<double> values = dealt.scaled_to({mean, error});
    EXPECT_NEAR(array(values).mean(), mean, 1e-14 * mean);
    EXPECT_NEAR(spread(values), error, 1e-12 * error);
  }
  Dealt same;
  for (int i = 0; i < 32; ++i) same.add(2);
  EXPECT_EQ(same.scaled_to({2, 0.5}), std::vector<double>(replicates, 2));
}

struct Averaged {
  const char *law, *sampler;
  std::vector<Metric> metrics;
  bool more;  ///< the error holds something besides
};

TEST(Replicates, SpreadIsTheRandomPartOfTheStatedError) {
  const auto target = plane_mixture();
  for (const Averaged& one :
       {Averaged{"characteristics", "ddim", {Metric::Tv}, false},
        Averaged{"characteristics", "ddim", {Metric::KlReverse, Metric::Chi2}, true},
        Averaged{"path", "ddpm", {Metric::PathKl, Metric::PathTv}, false},
        Averaged{"path", "accelerated_sde", {Metric::PathKl}, true}, Averaged{"paired", "ddpm", {Metric::Chi2}, false},
        Averaged{"paired", "ddpm", {Metric::Kl, Metric::Tv}, true}}) {
    const std::vector<Measurement> numbers = measured(one.law, *target, 128, one.sampler, one.metrics, 5);
    for (const Measurement& number : numbers) {
      SCOPED_TRACE(std::string(one.law) + " " + one.sampler + " " + std::string(name(number.metric)));
      ASSERT_EQ(number.status, Status::Ok) << number.reason;
      ASSERT_EQ(number.by_replicate.size(), std::size_t{replicates});
      const auto [value, error] = number.estimate;
      EXPECT_NEAR(array(number.by_replicate).mean(), value, 1e-12 * value);
      if (one.more)
        EXPECT_LT(spread(number.by_replicate), error);
      else
        EXPECT_NEAR(spread(number.by_replicate), error, 1e-9 * value);  // the rest is rounding
    }
  }
}

TEST(Replicates, ExactLawsHaveNone) {
  const auto line = reference_target("mixture"), gaussian = reference_target("gaussian");
  for (const Measurement& number : {measured("characteristics", *line, 64, "ddim", {Metric::Tv}, 1).front(),
                                    measured("grid", *line, 64, "ddpm", {Metric::Kl}, 1).front(),
                                    measured("path", *line, 64, "ddpm", {Metric::PathKl}, 1).front(),
                                    measured("product", *line, 64, "ddim", {Metric::Kl}, 1).front(),
                                    measured("gaussian", *gaussian, 64, "ddim", {Metric::Kl}, 1).front()})
    EXPECT_TRUE(number.by_replicate.empty()) << name(number.metric);
}

/// Replicate k of two T of one seed moves together; of two seeds, as those of the cells of a run are, it does not.
TEST(Replicates, AreTheSameRandomNumbersAtEveryTOfOneSeed) {
  const auto target = plane_mixture();
  const auto deviations = [&](std::string_view law, const char* sampler, Metric metric, int T, std::uint64_t seed) {
    const Eigen::ArrayXd values = array(measured(law, *target, T, sampler, {metric}, seed).front().by_replicate);
    return ((values - values.mean()) / std::sqrt((values - values.mean()).square().sum())).eval();
  };
  const Eigen::ArrayXd here = deviations("characteristics", "ddim", Metric::Kl, 64, 1);
  EXPECT_GT((here * deviations("characteristics", "ddim", Metric::Kl, 128, 1)).sum(), 0.9);
  // Of 16 independent pairs: above 0.75 once in a thousand.
  EXPECT_LT(std::abs((here * deviations("characteristics", "ddim", Metric::Kl, 128, 2)).sum()), 0.75);
}

}  // namespace
}  // namespace diffrates

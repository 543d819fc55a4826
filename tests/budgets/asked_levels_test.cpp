#include "budgets/asked_levels.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "schedules/measures.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::reference_target;
using testing::schedule_family;

/// TV and KL of a sampler on levels, by the law.
std::array<double, 2> measured(const Target& target, std::string_view sampler, const Schedule& schedule) {
  const Score score(target, schedule);
  const auto own =
      find_law("characteristics")->measure({score, *find_sampler(sampler), Start::Exact, 0}, {Metric::Tv, Metric::Kl});
  return {own[0].estimate.value, own[1].estimate.value};
}

TEST(AskedLevels, AreUniformWhereEqualStepsMakeTheSame) {
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(64);
  std::vector<StepShare> steps;
  for (int t = 2; t <= 64; ++t) {
    StepShare& step = steps.emplace_back();
    step.t = t;
    step.h = schedule.at(t).L - schedule.at(t - 1).L;
    step.arrives.value = std::pow(step.h, 3);
  }
  const std::vector<double> levels = equalised_levels(steps, schedule, 2, 33);
  EXPECT_EQ(levels.front(), schedule.at(1).L);
  EXPECT_EQ(levels.back(), schedule.at(65).L);
  for (std::size_t i = 2; i + 1 < levels.size(); ++i)
    EXPECT_NEAR(levels[i] - levels[i - 1], (levels.back() - levels.front()) / 32, 0.02 * (levels.back() / 32)) << i;
}

TEST(AskedLevels, MakeLessErrorOnTheMixture) {
  const std::shared_ptr<const Target> target = reference_target("mixture");
  const auto smooth = schedule_family("smooth", 0.001, 12);
  const Schedule measured_on = smooth->with_steps(256);
  const Score score(*target, measured_on);
  struct Case {
    const char* sampler;
    double least_gain;  ///< of TV
  };
  for (const Case& one : {Case{"ddim", 0.15}, Case{"accelerated_ode", 0.2}}) {
    const SamplerKind& sampler = *find_sampler(one.sampler);
    const Budget budget = find_budget({score, sampler, Start::Exact, 0});
    const auto equalised = equalised_levels(budget.steps, measured_on, sampler.order, 1025);
    const auto least = least_divergence_levels(budget.groups, measured_on, 1025);
    for (const int T : {128, 512}) {
      const auto before = measured(*target, one.sampler, smooth->with_steps(T));
      const auto equal = measured(*target, one.sampler, Schedule::of_levels(interpolated_levels(equalised, T)));
      const auto best = measured(*target, one.sampler, Schedule::of_levels(interpolated_levels(least, T)));
      EXPECT_LT(equal[0], (1 - one.least_gain) * before[0]) << one.sampler << " " << T;
      EXPECT_LE(best[1], equal[1]) << one.sampler << " " << T;
    }
  }
}

TEST(AskedLevels, OfLeastDivergenceAreNotBettered) {
  // E G^2 = w'Aw of any other steps in the same groups, T - 1 of them in all, is no smaller.
  const std::shared_ptr<const Target> target = reference_target("mixture");
  const int T = 129;
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(T);
  const Score score(*target, schedule);
  const StepGroups groups = find_budget({score, *find_sampler("heun"), Start::Exact, 0}).groups;
  const Eigen::Index n = groups.products.rows();
  const auto form = [&](Eigen::ArrayXd count) {  // of steps in each group
    count *= (T - 1) / count.sum();
    Eigen::VectorXd w(n);
    for (Eigen::Index a = 0; a < n; ++a)
      w[a] = std::pow((groups.levels[a + 1] - groups.levels[a]) / count[a], groups.order);
    return w.dot(groups.products * w);
  };
  // How many steps of the schedule asked for lie in each group.
  const std::vector<double> levels = least_divergence_levels(groups, schedule, 4097);
  const auto index_of = [&](double L) {
    const auto after = std::lower_bound(levels.begin(), levels.end(), L);
    if (after == levels.begin()) return 0.0;
    const double low = std::log(*std::prev(after)), high = std::log(*after);
    return static_cast<double>(after - levels.begin()) - (high - std::log(L)) / (high - low);
  };
  Eigen::ArrayXd count(n), before(n);
  for (Eigen::Index a = 0; a < n; ++a) {
    count[a] = index_of(groups.levels[a + 1]) - index_of(groups.levels[a]);
    before[a] = 2;
  }
  const double least = form(count);
  EXPECT_LT(least, 0.5 * form(before));
  std::mt19937 random(1);
  std::normal_distribution<double> normal;
  for (int i = 0; i < 50; ++i) {
    Eigen::ArrayXd other = count;
    const double phase = normal(random), wave = 1 + std::abs(2 * normal(random));
    for (Eigen::Index a = 0; a < n; ++a)
      other[a] *= std::exp(0.1 * std::sin(wave * 6.283 * double(a) / double(n) + phase));
    EXPECT_GT(form(other), 0.995 * least) << i;
  }
}

TEST(AskedLevels, NeedNoiseToBeginWith) {
  const Schedule schedule = Schedule::of_levels({0, 0.1, 0.3, 1, 2, 3});
  const std::vector<StepShare> steps(4);
  EXPECT_THROW(equalised_levels(steps, schedule, 1, 9), std::invalid_argument);
}

}  // namespace
}  // namespace diffrates

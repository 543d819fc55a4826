/// The staircase score error through the law of ddim, against the limit of short steps: there Y_1 has the density
/// q(x) c(x/l), q that of ddim's last step with the exact score and c the peaks, whose phase is independent of x:
///   TV = 1/2 int dx int_0^1 dv |p(x) - q(x) c(v)|,   c(v) = w / (w^2 cos^2(pi v) + sin^2(pi v)).
#include <gtest/gtest.h>

#include <numbers>

#include "scores/score_error.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

constexpr double mean = 0.5, variance = 0.25;  // of X_0, a Gaussian

struct Normal {
  double mean, variance;
  double operator()(double x) const {
    return std::exp(-(x - mean) * (x - mean) / (2 * variance)) / std::sqrt(2 * std::numbers::pi * variance);
  }
};

Normal law_of(const NoiseLevel& at) { return {at.signal * mean, at.abar * variance + at.noise}; }

/// ddim's Y_1 with the exact score, by the recursion of mean and variance.
Normal ddim(const Schedule& schedule) {
  Normal y = law_of(schedule.at(schedule.steps()));
  for (int t = schedule.steps(); t >= 2; --t) {
    const Normal x = law_of(schedule.at(t));
    const double half = schedule.beta(t) / 2, root = std::sqrt(schedule.alpha(t));
    const double slope = (1 - half / x.variance) / root;
    y = {slope * y.mean + half * x.mean / x.variance / root, slope * slope * y.variance};
  }
  return y;
}

double limit(const Normal& p, const Normal& q, double w) {
  constexpr int places = 2000, phases = 2000;
  constexpr double reach = 8, h = 2 * reach / places;
  double sum = 0;
  for (int j = 0; j < phases; ++j) {
    const double angle = std::numbers::pi * (j + 0.5) / phases, c = std::cos(angle), s = std::sin(angle);
    const double peak = w / (w * w * c * c + s * s);
    for (int i = 0; i < places; ++i) {
      const double x = -reach + h * (i + 0.5);
      sum += std::abs(p(x) - q(x) * peak);
    }
  }
  return sum * h / phases / 2;
}

double measured(const Target& target, const Schedule& schedule, double w, double epsilon) {
  const Value keys{Members{{"type", Value{"staircase"}}, {"width", Value{w}}}};
  Problems problems;
  const auto family = make_kind<ScoreErrorFamily>(keys, "", problems, score_error_kinds());
  const std::unique_ptr<ScoreError> error = family->on(target, schedule, epsilon, 1);
  const Score score(target, schedule, error.get());
  const auto found =
      find_law("characteristics")->measure({score, *find_sampler("ddim"), Start::Exact}, {Metric::Tv}).front();
  EXPECT_EQ(found.status, Status::Ok) << found.reason;
  EXPECT_LT(found.estimate.error, 1e-8);
  return found.estimate.value;
}

/// What is left falls like eps^2.
TEST(StaircaseLaw, TendsToPeaksAsItsSizeTendsToZero) {
  const auto target = testing::reference_target("gaussian");
  const Schedule schedule = testing::schedule_family("smooth", 1, 6)->with_steps(16);
  for (const double w : {0.2, 0.05}) {
    const double expected = limit(law_of(schedule.at(1)), ddim(schedule), w);
    const double coarse = measured(*target, schedule, w, 0.1) - expected,
                 fine = measured(*target, schedule, w, 0.05) - expected;
    EXPECT_LT(std::abs(fine), 2e-4) << "w = " << w;
    EXPECT_NEAR(coarse / fine, 4, 0.2) << "w = " << w;
  }
}

}  // namespace
}  // namespace diffrates

/// The staircase: where ddim's last step lands, its size, its Jacobian, the one level where it lives.
#include <gmock/gmock.h>

#include <numbers>

#include "scores/realised_error.hpp"
#include "support.hpp"

namespace diffrates::testing {
namespace {

using ::testing::HasSubstr;

class Staircase : public ::testing::Test {
 protected:
  std::unique_ptr<ScoreError> error(const Schedule& schedule, double epsilon, double width = 0.01) const {
    return family({{"type", text("staircase")}, {"width", number(width)}})->on(target, schedule, epsilon, 1);
  }
  /// ddim's last step, (x + (b/2) s_2(x)) / sqrt(a).
  Points last_step(const Schedule& schedule, const ScoreError* error, const Points& x) const {
    const Score score(target, schedule, error);
    return (x + schedule.beta(2) / 2 * score(2, x)) / std::sqrt(schedule.alpha(2));
  }
  Mixture target = line_mixture();
};

/// Half of all places, those nearest a step's middle, land within atan(w)/pi of a step's length from whole multiples of
/// it, and their order is kept.
TEST_F(Staircase, LandsOnSteps) {
  const double w = 0.01;
  const Schedule schedule = schedule_of(16, "smooth", 0.1, 6);
  const std::unique_ptr<ScoreError> stairs = error(schedule, 0.1, w);
  const Points x(Eigen::ArrayXd::LinSpaced(40'001, 0.3, 1.3));
  const Eigen::ArrayXd exact = last_step(schedule, nullptr, x).coordinate(0);
  const Eigen::ArrayXd landed = last_step(schedule, stairs.get(), x).coordinate(0);
  std::vector<double> steps;  // where a step begins: the places landed on begin to stand still
  bool still = true;
  for (Eigen::Index i = 1; i < landed.size(); ++i) {
    EXPECT_GT(landed[i], landed[i - 1]);
    const bool was_still = still;
    still = (landed[i] - landed[i - 1]) / (exact[i] - exact[i - 1]) < 2 * w;
    if (still && !was_still) steps.push_back(landed[i]);
  }
  ASSERT_GT(steps.size(), 10u);
  const double length = (steps.back() - steps.front()) / static_cast<double>(steps.size() - 1);
  const Eigen::ArrayXd from = exact / length, to = landed / length;
  const double most = std::atan(w) / std::numbers::pi, slack = 0.03;  // of the length found
  for (Eigen::Index i = 0; i < from.size(); ++i)
    if (std::abs(from[i] - std::rint(from[i])) < 0.25 - slack) {
      EXPECT_LT(std::abs(to[i] - std::rint(from[i])), most + slack);
    }
}

TEST_F(Staircase, HasTheSizeAskedForWhateverTheNumberOfLevels) {
  for (const int T : {4, 64, 193, 1000})  // beyond 192 sizes are summed over some t only
    for (const double epsilon : {0.01 * std::sqrt(T), 0.05 * std::sqrt(T)})
      for (const double width : {0.01, 0.3}) {
        const Schedule schedule = schedule_of(T, "smooth", 0.5, 6);
        const std::unique_ptr<ScoreError> stairs = error(schedule, epsilon, width);
        const RealisedError realised = realised_error(Score(target, schedule, stairs.get()), 1);
        EXPECT_NEAR(realised.score.value / epsilon, 1, 1e-10) << "T = " << T << ", w = " << width;
      }
}

/// E|F' - 1| = 2 (1 - (4/pi) atan sqrt w) of a uniform phase, e' = (2/b)(F' - 1)(1 + (b/2) s'): as eps -> 0 eps_Jacobi
/// tends to (2/b) E|1 + (b/2) s'| of that over T, and not to 0.
TEST_F(Staircase, KeepsItsJacobianAsItShrinks) {
  const Mixture normal({{1.0, Eigen::VectorXd::Zero(1), Eigen::VectorXd::Ones(1), {}}});  // s' = -1 at every level
  const double w = 0.04;
  const Schedule schedule = schedule_of(32, "smooth", 0.5, 6);
  const double b = schedule.beta(2);
  const double expected = 2 / b * (1 - b / 2) * 2 * (1 - 4 / std::numbers::pi * std::atan(std::sqrt(w))) / 32;
  for (const double epsilon : {0.2, 0.1}) {
    const std::unique_ptr<ScoreError> stairs =
        family({{"type", text("staircase")}, {"width", number(w)}})->on(normal, schedule, epsilon, 1);
    const Estimate jacobi = realised_error(Score(normal, schedule, stairs.get()), 1).jacobi;
    EXPECT_NEAR(jacobi.value, expected, jacobi.error);
    EXPECT_LT(jacobi.error, 2e-6 * expected);
  }
}

TEST_F(Staircase, JacobianIsTheDerivative) {
  const Schedule schedule = schedule_of(16, "smooth", 0.1, 6);
  const std::unique_ptr<ScoreError> stairs = error(schedule, 0.1, 0.1);
  Points x(101, 1, 1), up(101, 1), down(101, 1);
  x.coordinate(0) = Eigen::ArrayXd::LinSpaced(101, -2, 2);
  x.start_tangents();
  const double h = 1e-7;
  up.coordinate(0) = x.coordinate(0) + h;
  down.coordinate(0) = x.coordinate(0) - h;
  Points e = x;
  for (Points* points : {&e, &up, &down}) {
    const Points places = *points;
    points->all().setZero();
    stairs->add(schedule.at(2), places, *points);
  }
  const Eigen::ArrayXd difference = (up.coordinate(0) - down.coordinate(0)) / (2 * h);
  EXPECT_LT((difference - e.tangent(0).col(0)).abs().maxCoeff(), 1e-5 * difference.abs().maxCoeff());
  EXPECT_GT(difference.abs().maxCoeff(), 1);
}

TEST_F(Staircase, LivesAtOneLevel) {
  const Schedule schedule = schedule_of(16, "smooth", 0.1, 6);
  const std::unique_ptr<ScoreError> stairs = error(schedule, 0.1);
  EXPECT_EQ(stairs->only(), 2);
  const Points x(Eigen::ArrayXd::LinSpaced(50, -2, 2));
  for (const int t : {1, 3, 16}) {
    Points e(50, 1);
    e.all().setZero();
    stairs->add(schedule.at(t), x, e);
    EXPECT_EQ(e.all().abs().maxCoeff(), 0) << "t = " << t;
  }
}

TEST_F(Staircase, RefusesWhatItCannotBeOn) {
  EXPECT_THAT(family({{"type", text("staircase")}})->problem(plane_mixture(3)), HasSubstr("d = 3; accepted"));
  EXPECT_EQ(family({{"type", text("staircase")}})->problem(target), "");
  Problems problems;
  EXPECT_EQ(family({{"type", text("staircase")}, {"width", number(0.7)}}, problems), nullptr);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].pointer, "/score_error/width");
  try {
    error(schedule_of(1000), 1e-3);
    ADD_FAILURE() << "thousands of steps were accepted";
  } catch (const std::domain_error& refused) {
    EXPECT_THAT(refused.what(), HasSubstr("steps here; accepted: at most 500"));
  }
}

}  // namespace
}  // namespace diffrates::testing

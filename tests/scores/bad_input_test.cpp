/// Wrong keys are answered with their place and with what would be accepted.
#include <gmock/gmock.h>

#include "support.hpp"

namespace diffrates::testing {
namespace {

using ::testing::HasSubstr;

struct Wrong {
  const char* name;
  Members members;
  std::string pointer, message;
};

class WrongScoreError : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongScoreError, IsAProblem) {
  Problems problems;
  EXPECT_EQ(family(GetParam().members, problems), nullptr);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems.list()[0].pointer, GetParam().pointer);
  EXPECT_THAT(problems.list()[0].message, HasSubstr(GetParam().message));
  EXPECT_THAT(problems.list()[0].message, HasSubstr("accepted"));
}

INSTANTIATE_TEST_SUITE_P(
    Scores, WrongScoreError,
    ::testing::Values(
        Wrong{"type", {{"type", text("cosinus")}}, "/score_error/type", "did you mean \"cosine\"?"},
        Wrong{"draws", {{"type", text("empirical")}, {"n", number(1)}}, "/score_error/n", "from 2"},
        Wrong{"fraction", {{"type", text("empirical")}, {"n", number(2.5)}}, "/score_error/n", "whole"},
        Wrong{"no_draws", {{"type", text("empirical")}}, "/score_error/n", "missing"},
        Wrong{"profile",
              {{"type", text("constant")}, {"profile", text("lately")}},
              "/score_error/profile",
              "flat, late or early"},
        Wrong{"direction", {{"type", text("constant")}, {"direction", number(0)}}, "/score_error/direction", "zero"},
        Wrong{"frequency",
              {{"type", text("cosine")}, {"frequency", number(INFINITY)}},
              "/score_error/frequency",
              "number"},
        Wrong{"no_frequency", {{"type", text("cosine")}}, "/score_error/frequency", "missing"},
        Wrong{"nothing",
              {{"type", text("cosine")}, {"frequency", number(0)}, {"phase", number(1.5707963267948966)}},
              "/score_error/phase",
              "zero"},
        Wrong{"features",
              {{"type", text("random_features")}, {"frequency", number(1)}, {"features", number(0)}},
              "/score_error/features",
              "from 1"},
        Wrong{"width", {{"type", text("random_features")}, {"frequency", number(0)}}, "/score_error/frequency", "> 0"}),
    [](const auto& p) { return p.param.name; });

TEST(ScoreErrorProblem, NamesAVectorOfTheWrongLength) {
  const Mixture plane = plane_mixture(3);
  const auto frequency = family({{"type", text("cosine")}, {"frequency", numbers({1, 2})}});
  EXPECT_THAT(frequency->problem(plane), HasSubstr("frequency has 2 numbers; accepted: 3"));
  const auto direction = family({{"type", text("constant")}, {"direction", numbers({1, 2})}});
  EXPECT_THAT(direction->problem(plane), HasSubstr("direction has 2 numbers; accepted: 3"));
  EXPECT_EQ(family({{"type", text("cosine")}, {"frequency", number(1)}})->problem(plane), "");
}

TEST(ScoreErrorProblem, NamesATargetWithoutCharacteristicFunction) {
  const Silent silent(plane_mixture(2).components());
  EXPECT_THAT(family({{"type", text("cosine")}, {"frequency", number(1)}})->problem(silent),
              HasSubstr("characteristic function"));
  EXPECT_EQ(family({{"type", text("constant")}})->problem(silent), "");
}

TEST(ScoreErrorProblem, BoundsTheNumbersThatAreDrawn) {
  const auto draws = family({{"type", text("empirical")}, {"n", number(1e6)}});
  EXPECT_EQ(draws->problem(plane_mixture(20)), "");
  EXPECT_THAT(draws->problem(plane_mixture(21)),
              HasSubstr("n is 1000000 on a target in dimension 21; accepted: at most 2"));
}

}  // namespace
}  // namespace diffrates::testing

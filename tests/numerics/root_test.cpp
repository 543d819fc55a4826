/// Roots that are known, at both ends of what brackets look like.
#include "numerics/root.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace diffrates {
namespace {

double root(const std::function<double(double)>& f, double low, double high, int& evaluations) {
  evaluations = 0;
  const auto counted = [&](double x) {
    ++evaluations;
    return f(x);
  };
  return root_between(counted, low, high, f(low), f(high));
}

TEST(Root, IsFoundToTheLastPlacesInFewEvaluations) {
  int evaluations = 0;
  EXPECT_NEAR(root([](double x) { return x * x - 2; }, 1, 2, evaluations), std::sqrt(2.0), 1e-15);
  EXPECT_LE(evaluations, 12);
  EXPECT_NEAR(root([](double x) { return std::cos(x); }, 1, 2, evaluations), std::acos(0.0), 1e-15);
  EXPECT_LE(evaluations, 12);
  // Falling, and far to one side of the bracket.
  EXPECT_NEAR(root([](double x) { return 1 / (1e-3 + x) - 900; }, 0, 1e3, evaluations), 1.0 / 900 - 1e-3, 1e-12);
}

TEST(Root, AtZeroEndsThoughNoRelativeAccuracyExists) {
  int evaluations = 0;
  EXPECT_NEAR(root([](double x) { return std::expm1(x) * (1 + x * x); }, -0.3, 0.2, evaluations), 0, 1e-15);
  EXPECT_LE(evaluations, 20);
  EXPECT_NEAR(root([](double x) { return x < 1e-3 ? -1.0 : 1.0; }, -1, 1, evaluations), 1e-3, 1e-15);
  EXPECT_LE(evaluations, 100);
}

TEST(Root, AtAnEndOfTheBracket) {
  int evaluations = 0;
  EXPECT_EQ(root([](double x) { return x; }, 0, 1, evaluations), 0);
  EXPECT_EQ(root([](double x) { return x - 1; }, 0, 1, evaluations), 1);
}

}  // namespace
}  // namespace diffrates

/// The one table of limits, at its edges.
#include "laws/judge.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace diffrates {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity(),
                 nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr Method methods[] = {Method::ClosedForm, Method::Line,  Method::Scrambles,
                              Method::Grid,       Method::Paths, Method::Pairs};

Evidence found(Method method, double value, double error) { return {Metric::Tv, method, {value, error}}; }
Status status(const Evidence& evidence) { return judge("a law", evidence).status; }

TEST(Judge, AcceptsUpToTheLimitOfEveryMethodAndNotBeyond) {
  for (const Method method : methods) {
    const double limit = limits_of(method).error;
    EXPECT_EQ(status(found(method, 1e-9, 0.999 * limit * 1e-9)), Status::Ok);
    EXPECT_EQ(status(found(method, 1e-9, 1.001 * limit * 1e-9)), Status::Unresolved);
    EXPECT_EQ(status(found(method, 0, 0)), Status::Ok);  // two laws that are one
  }
}

TEST(Judge, LimitsAreTheOnesNumbersWereJudgedBy) {
  const double errors[] = {0.25, 0.25, 0.25, 0.01, 0.1, 0.1};
  for (std::size_t i = 0; i < std::size(methods); ++i) EXPECT_EQ(limits_of(methods[i]).error, errors[i]);
}

TEST(Judge, NoMethodAcceptsANegativeDivergenceOrAnErrorThatIsNone) {
  for (const Method method : methods) {
    EXPECT_EQ(status(found(method, -1, 1e-9)), Status::Unresolved);
    for (const double error : {-1e-9, nan_value, infinite})
      EXPECT_EQ(status(found(method, 1, error)), Status::Unresolved) << error;
  }
}

TEST(Judge, AnInfiniteValueIsUnresolvedWhereADivergenceMayBeInfiniteAndFailedElsewhere) {
  for (const Method method : methods)
    for (const double value : {infinite, nan_value}) {
      const bool ratios = method == Method::Paths || method == Method::Pairs;
      EXPECT_EQ(status(found(method, value, 1e-9)), ratios ? Status::Failed : Status::Unresolved);
    }
}

TEST(Judge, FoldedMassMustBeSmallOnALineAndNoneAmongPoints) {
  Evidence line = found(Method::Line, 1e-3, 1e-9), points = found(Method::Scrambles, 1e-3, 1e-9);
  line.folded_y = 0.9e-9;
  EXPECT_EQ(status(line), Status::Ok);
  line.folded_x = 1.1e-9;
  EXPECT_EQ(status(line), Status::Folded);
  EXPECT_THAT(judge("a law", line).reason, ::testing::StartsWith("a law: the map folds"));
  points.folded_y = 1e-12;
  EXPECT_EQ(status(points), Status::Folded);
  points.estimate = {nan_value, nan_value};  // folded says more than not finite
  EXPECT_EQ(status(points), Status::Folded);
}

TEST(Judge, OnePointMayNotCarryAnAverage) {
  Evidence one = found(Method::Scrambles, 1, 0.1);
  one.largest_share = 0.24;
  EXPECT_EQ(status(one), Status::Ok);
  one.largest_share = 0.26;
  EXPECT_EQ(status(one), Status::Unresolved);
  EXPECT_THAT(judge("a law", one).reason, ::testing::HasSubstr("26 %"));
}

TEST(Judge, CurvatureSpeaksAgainstPairsAlone) {
  for (const Method method : methods) {
    Evidence one = found(method, 1, 1e-3);
    one.curvature = 0.3;
    EXPECT_EQ(status(one), method == Method::Pairs ? Status::Unresolved : Status::Ok);
  }
}

TEST(Judge, AProductIsNoBetterThanItsWeakestFactor) {
  Evidence product = found(Method::Line, 1, 1e-9);
  product.part = Measurement{Metric::Kl, {1, 1}, Status::Unresolved, "grid: too fine"};
  const Measurement judged = judge("product", product);
  EXPECT_EQ(judged.status, Status::Unresolved);
  EXPECT_EQ(judged.reason, "product: a factor: grid: too fine");
  product.part->status = Status::Failed;
  EXPECT_EQ(status(product), Status::Failed);
  product.part->status = Status::Folded;
  EXPECT_EQ(status(product), Status::Folded);
  product.part->status = Status::Ok;
  EXPECT_EQ(status(product), Status::Ok);
}

TEST(Judge, SaysWhatTheLawKnowsOfTheTrouble) {
  Evidence one = found(Method::Grid, 1, 0.5);
  EXPECT_EQ(judge("grid", one).reason, "grid: error 0.5 of a value of 1, above 1 percent");
  one.problem = "needs more than 10 grid points";
  one.remark = "two runs";
  EXPECT_EQ(judge("grid", one).reason, "grid: needs more than 10 grid points; two runs");
  one.estimate.error = 1e-3;
  EXPECT_EQ(judge("grid", one).reason, "two runs");
}

}  // namespace
}  // namespace diffrates

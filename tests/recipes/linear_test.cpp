/// What is linear and what is not, found by evaluating.
#include "recipes/linear.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "numerics/formula.hpp"
#include "support/reference.hpp"

namespace diffrates::testing {
namespace {

using ::testing::HasSubstr;

/// The coefficients of y, s and u, or what was refused.
std::string found(const std::string& text) {
  Scalars scalars;
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(8);
  scalars.move_to(schedule, 5);
  const std::vector<std::string> vectors{"y", "s", "u"};
  try {
    const LinearFormula formula(scalars, {text, ""}, {vectors, {}}, vectors);
    std::vector<double> c(formula.vectors().size());
    formula.coefficients(c.data());
    formula.must_be_linear(true);
    formula.must_be_linear(false);
    std::string result;
    for (std::size_t i = 0; i < c.size(); ++i)
      result += (i > 0 ? " " : "") + formula.vectors()[i] + ":" + shortest(c[i]);
    return result;
  } catch (const FormulaError& error) {
    return error.what();
  }
}

TEST(Linear, CoefficientsAreThoseOfTheFormula) {
  EXPECT_EQ(found("2*(y - s/4)"), "y:2 s:-0.5");
  EXPECT_EQ(found("y/2 + 3*(u + (s - y)*2) - -s"), "y:-5.5 s:7 u:3");
  EXPECT_EQ(found("0*y + s"), "y:0 s:1");
  EXPECT_EQ(found("t > 4 ? y : y/2"), "y:1");
  EXPECT_EQ(found("(t > 4 && t*t < 1e2) * -(-y)/max(t, 2e0)^2 + avg(y, s)"), "y:0.54 s:0.5");
  EXPECT_EQ(found("sum(y, s, s)"), "y:1 s:2");
  EXPECT_EQ(found("1e-200*y + 1e150*s"), "y:1e-200 s:1e+150");
}

/// Cancellation inside costs digits and is linear all the same.
TEST(Linear, RoundingIsNotTakenForCurvature) {
  EXPECT_THAT(found("(1 + 1e-13)*y - y + s/3 - 0.1*s/0.3"), HasSubstr("y:"));
  EXPECT_THAT(found("(y + 1e10*s) - 1e10*s + 0.1*u/0.3"), HasSubstr("y:"));
}

TEST(Linear, WhatIsNotIsRefusedWithItsVectors) {
  for (const char* text :
       {"y^2", "y + 1e-9*y^2", "abs(y)", "y + 1e-12*abs(y)", "max(y, 0)", "y > 1e15 ? 0 : y", "sqrt(y)", "exp(y)",
        "sin(y)", "y + 1e-15*sin(y)", "y > 1e4 && y < 1e5 ? 2*y : y", "rint(y)", "sign(y)", "y ? y : 1"})
    EXPECT_THAT(found(text),
                ::testing::AnyOf(HasSubstr("not linear in y (at t = 5, T = 8)"), HasSubstr("with all vectors 0 it is")))
        << text;
  for (const char* text : {"y*s", "y + s + 1e-9*y*s", "sqrt(y^2 + s^2)*sign(y)", "y + 1e-9*y*s/(y + 2*s)", "max(y, s)"})
    EXPECT_THAT(found(text), HasSubstr("not linear")) << text;
  EXPECT_THAT(found("u + y*s"), HasSubstr("column 5: is not linear in y and s together"));
  EXPECT_THAT(found("y + 1"), HasSubstr("with all vectors 0 it is 1"));
  EXPECT_THAT(found("y + 1e-300"), HasSubstr("with all vectors 0 it is 1e-300"));
  EXPECT_THAT(found("t"), HasSubstr("holds no vector"));
  EXPECT_THAT(found("y/0"), HasSubstr("the coefficient of y is inf"));
  EXPECT_THAT(found("y/(t-5) - s"), HasSubstr("the coefficient of y"));
}

/// What bends between the numbers tried, or at a step where few are tried, is told by where the vector stands.
TEST(Linear, WhatNoNumberShowsIsRefusedByItsForm) {
  const auto refused = [](const std::string& text, const std::string& words) {
    EXPECT_THAT(found(text), HasSubstr(words)) << text;
    EXPECT_THAT(found(text), HasSubstr("accepted: a sum of vectors times scalars")) << text;
  };
  refused("y > 1 && y < 1.05 ? 0 : y", "column 1: is not linear in y, which stands in a comparison");
  refused("y*(abs(y - 1.234567) > 1e-3)", "column 8: is not linear in y, which stands in abs()");
  refused("s + y*2^(-1e6*(y - 2)^2)", "column 16: is not linear in y, which stands in a power");
  refused("t == 3 ? max(y, -3) : y", "column 14: is not linear in y, which stands in max()");
  refused("y + y*y*1e-300", "column 5: is not linear in y, which is multiplied by y");
  refused("y + s/(1 + (y - y))", "column 13: is not linear in y, which stands in a denominator");
  refused("y + (s - s ? 1 : 0)*0", "column 6: is not linear in s, which decides a condition");
}

TEST(Linear, ProblemsHaveTheirColumn) {
  EXPECT_THAT(found("y + ss"), HasSubstr("column 5: \"ss\" is no name here (did you mean \"s\"?); accepted: y, s, u"));
  EXPECT_THAT(found("y + beta(t+5)"), HasSubstr("column 5: beta(10) at t = 5, T = 8"));
  EXPECT_THAT(found("y + s*(beta(t) + beta(t+2) + beta(t*t))"), HasSubstr("column 30: beta(25"));
  EXPECT_THAT(found("y + s*phi(0.5, 1)"), HasSubstr("column 7: phi(0.5"));
  EXPECT_THAT(found("y +"), HasSubstr("column 4: "));
  EXPECT_THAT(found("(y"), HasSubstr("column "));
}

}  // namespace
}  // namespace diffrates::testing

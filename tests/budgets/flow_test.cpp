#include "budgets/flow.hpp"

#include <gtest/gtest.h>

#include "laws/characteristics_carry.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::reference_target;

Points line(double low, double high, int n) {
  Points x(n, 1, 1);
  x.values().col(0) = Eigen::ArrayXd::LinSpaced(n, low, high);
  x.start_tangents();
  return x;
}

TEST(Flow, OfAGaussianKeepsTheStandardisedPlace) {
  const auto target = reference_target("gaussian");
  const NoiseLevel from = NoiseLevel::of(2), to = NoiseLevel::of(0.01);
  const Moments moments = target->moments();
  const auto standard = [&](const NoiseLevel& at, double x) {
    return (x - at.signal * moments.mean[0]) / std::sqrt(at.abar * moments.covariance(0, 0) + at.noise);
  };
  const Points start = line(-2, 2, 9);
  const Points end = Flow(*target, {from, to}, start, 0.05).at(to);
  for (int i = 0; i < 9; ++i)
    EXPECT_NEAR(standard(to, end.coordinate(0)[i]), standard(from, start.coordinate(0)[i]), 1e-6);
}

TEST(Flow, KeepsTheLaw) {
  // What lies between two points keeps its mass: p_from(x) = p_to(y) dy/dx.
  const auto target = reference_target("mixture");
  const NoiseLevel from = NoiseLevel::of(3), to = NoiseLevel::of(0.02);
  const Points start = line(-2.5, 2.5, 41);
  const Points end = Flow(*target, {from, to}, start, 0.05).at(to);
  Eigen::ArrayXd before, after;
  target->evaluate(from, start, nullptr, &before);
  target->evaluate(to, end, nullptr, &after);
  EXPECT_LT((before - after - log_determinants(end)).abs().maxCoeff(), 2e-5);
}

TEST(Flow, IsOfFourthOrderInItsParts) {
  const auto target = reference_target("mixture");
  const NoiseLevel from = NoiseLevel::of(3), to = NoiseLevel::of(0.02);
  const Points start = line(-2.5, 2.5, 41);
  const auto off = [&](double longest) {
    const Points a = Flow(*target, {from, to}, start, longest).at(to),
                 b = Flow(*target, {from, to}, start, longest / 8).at(to);
    return (a.values() - b.values()).abs().maxCoeff();
  };
  EXPECT_NEAR(std::log2(off(0.1) / off(0.05)), 4, 0.4);
}

}  // namespace
}  // namespace diffrates

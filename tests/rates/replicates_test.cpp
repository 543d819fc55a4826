// What replicates say of a fitted number, and whether the interval then holds.
#include "rates/replicates.hpp"

#include <gtest/gtest.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "rates/curve.hpp"
#include "series.hpp"

namespace diffrates {
namespace {

constexpr int count = 16;

double student(double freedom) { return boost::math::quantile(boost::math::students_t(freedom), 0.9995); }

/// Values law(x) (1 + 4 relative g), g normal: shared by all x in part `shared` (variances add up to one).
std::vector<RatePoint> drawn(const std::vector<double>& xs, const std::function<double(double)>& law, double relative,
                             double shared, bool one_stream, Stream& stream) {
  std::vector<double> common(count);
  for (double& g : common) g = stream.normal();
  std::vector<RatePoint> points;
  for (const double x : xs) {
    RatePoint point{x, {}, Status::Ok, {}, one_stream ? 1 : static_cast<std::uint64_t>(points.size())};
    for (const double g : common)
      point.by_replicate.push_back(
          law(x) * (1 + 4 * relative * (std::sqrt(shared) * g + std::sqrt(1 - shared) * stream.normal())));
    const Eigen::Map<const Eigen::ArrayXd> values(point.by_replicate.data(), count);
    point.error = {values.mean(), std::sqrt((values - values.mean()).square().sum() / (count * (count - 1.0)))};
    points.push_back(point);
  }
  return points;
}

CurveData data_of(const std::vector<RatePoint>& points) {
  const auto n = std::ssize(points);
  CurveData data{Eigen::ArrayXd(n), Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  for (Eigen::Index i = 0; i < n; ++i) {
    const RatePoint& point = points[static_cast<std::size_t>(i)];
    data.x(i) = point.x;
    data.y(i) = std::log(point.error.value);
    data.sigma(i) = point.error.error / point.error.value;
  }
  data.replicates = Replicates(points, data.sigma);
  return data;
}

double corrected(double x) { return 3 / x * (1 + 5 / x); }

std::vector<RatePoint> without_replicates(std::vector<RatePoint> points) {
  for (RatePoint& point : points) point.by_replicate.clear();
  return points;
}

TEST(Replicates, MoveANumberAsARefitOfEachOfThemDoes) {
  for (const double shared : {0.0, 0.5, 0.9}) {
    Stream stream(3, "refits");
    const std::vector<RatePoint> points = drawn(test::doubling(32, 2048), corrected, 1e-6, shared, true, stream);
    const CurveData data = data_of(points);
    const CurveShape shape{0, false, Correction::Power, false, false};
    const Curve curve = fit_curve(data, shape, 0);
    Eigen::ArrayXd exponents(count);
    for (int k = 0; k < count; ++k) {
      CurveData one = data;
      for (Eigen::Index i = 0; i < data.size(); ++i)
        one.y(i) = std::log(points[static_cast<std::size_t>(i)].by_replicate[static_cast<std::size_t>(k)]);
      exponents(k) = fit_curve(one, shape, 0).exponent.value;
    }
    const double spread = std::sqrt((exponents - exponents.mean()).square().sum() / (count * (count - 1.0)));
    EXPECT_NEAR(data.noise(curve.exponent.influence), student(count - 1) * spread, 1e-3 * student(count - 1) * spread);
  }
}

TEST(Replicates, OfDifferentStreamsAreIndependent) {
  Stream stream(4, "independent");
  std::vector<RatePoint> points = drawn(test::doubling(32, 256), corrected, 1e-3, 1, false, stream);
  const CurveData data = data_of(points);
  const Eigen::ArrayXd influence{{1, -2, 0.5, 0.25}};
  const Eigen::ArrayXd parts = (influence * data.sigma).square();
  const double freedom = (count - 1) * std::pow(parts.sum(), 2) / parts.square().sum();
  EXPECT_NEAR(data.noise(influence), student(freedom) * std::sqrt(parts.sum()), 1e-9 * data.noise(influence));
  // Part of a series has its own replicates.
  EXPECT_NEAR(data.from(1).noise(influence.tail(3)), data.noise(Eigen::ArrayXd{{0, -2, 0.5, 0.25}}), 1e-15);
  EXPECT_NEAR(data.without_last().noise(influence.head(3)), data.noise(Eigen::ArrayXd{{1, -2, 0.5, 0}}), 1e-15);
}

TEST(Replicates, WhatTheyDoNotScatterIsABound) {
  Stream stream(5, "bounds");
  std::vector<RatePoint> points = drawn(test::doubling(32, 256), corrected, 0, 0, false, stream);
  const Eigen::ArrayXd influence{{1, -2, 0.5, 0.25}};
  for (RatePoint& point : points) point.error.error = 1e-3 * point.error.value;
  EXPECT_NEAR(data_of(points).noise(influence), 1e-3 * influence.abs().sum(), 1e-12);
  Stream again(5, "bounds");
  points = drawn(test::doubling(32, 256), corrected, 1e-3, 0, false, again);
  const double random = data_of(points).noise(influence);
  for (RatePoint& point : points) point.error.error += 1e-3 * point.error.value;
  EXPECT_NEAR(data_of(points).noise(influence), random + 1e-3 * influence.abs().sum(), 1e-12);
}

TEST(Replicates, OfSomePointsOnlyOrOfNoMeanAreNone) {
  Stream stream(6, "missing");
  const std::vector<RatePoint> good = drawn(test::doubling(32, 1024), corrected, 1e-2, 1, true, stream);
  const Fit plain = fit_rate(without_replicates(good), {});
  const auto changed = [&](void (*change)(std::vector<double>&)) {
    std::vector<RatePoint> points = good;
    change(points[2].by_replicate);
    return fit_rate(points, {});
  };
  EXPECT_NE(fit_rate(good, {}).low, plain.low);
  for (const Fit& fit :
       {changed([](std::vector<double>& v) { v.clear(); }), changed([](std::vector<double>& v) { v.pop_back(); }),
        changed([](std::vector<double>& v) { v[0] = NAN; }),
        changed([](std::vector<double>& v) { v.assign(v.size(), 1e-300), v[0] = 1e300, v[1] = -1e300; }),
        changed([](std::vector<double>& v) { v.assign(v.size(), -1); })}) {
    EXPECT_EQ(fit.low, plain.low);
    EXPECT_EQ(fit.high, plain.high);
  }
}

struct Noise {
  const char* name;
  double shared;
  bool one_stream;
};

class ReplicateCoverage : public testing::TestWithParam<std::tuple<Noise, bool>> {};

TEST_P(ReplicateCoverage, IsNotBelowTheStatedLevel) {
  const auto& [noise, growth] = GetParam();
  constexpr int draws = 1000;
  int missed = 0, missed_before = 0, told = 0;
  double width = 0, width_before = 0;
  for (int i = 0; i < draws; ++i) {
    Stream stream(8, noise.name, static_cast<std::uint64_t>(i));
    const std::vector<RatePoint> points =
        drawn(test::doubling(32, 4096), growth ? [](double x) { return 3 * x; } : corrected, 0.02, noise.shared,
              noise.one_stream, stream);
    const FitModel model{0, growth, false};
    const Fit fit = fit_rate(points, model), before = fit_rate(without_replicates(points), model);
    missed_before += before.conclusive && (before.low > 1 || before.high < 1);
    if (!fit.conclusive) continue;
    ++told;
    missed += fit.low > 1 || fit.high < 1;
    if (!before.conclusive) continue;
    width += fit.high - fit.low;
    width_before += before.high - before.low;
  }
  // Binomial(1000, 0.001): more than 8 with probability 1e-6.
  EXPECT_LE(missed, 8);
  EXPECT_GT(told, draws / 2);
  EXPECT_LT(width, (noise.shared > 0.9 ? 0.5 : 1.3) * width_before);
  RecordProperty("missed", missed);
  RecordProperty("missed_without", missed_before);
  RecordProperty("told", told);
  RecordProperty("relative_width", std::to_string(width / width_before));
}

INSTANTIATE_TEST_SUITE_P(Noise, ReplicateCoverage,
                         testing::Combine(testing::Values(Noise{"Independent", 0, false},
                                                          Noise{"IndependentInOneStream", 0, true},
                                                          Noise{"HalfShared", 0.5, true}, Noise{"Shared", 0.99, true}),
                                          testing::Bool()),
                         [](const auto& item) {
                           return std::string(std::get<0>(item.param).name) +
                                  (std::get<1>(item.param) ? "Growth" : "Corrected");
                         });

}  // namespace
}  // namespace diffrates

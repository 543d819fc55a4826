// Formulas against the same law in closed form, where Y goes far beyond X: right, or not ok.
#include <fmt/format.h>

#include "support/reference.hpp"
#include "targets/gallery.hpp"

namespace diffrates {
namespace {

using test::list;
using test::make_target;
using test::numbers;
using test::object;
using testing::schedule_family;

double log_density(const Target& target, const NoiseLevel& at, double place) {
  Points x(1, 1);
  x.coordinate(0)[0] = place;
  Eigen::ArrayXd log;
  target.evaluate(at, x, nullptr, &log);
  return log[0];
}

std::unique_ptr<Target> formula(const std::string& text, const Value& support) {
  return make_target(object("type", "density", "log_density", text, "support", support));
}

TEST(FormulaTails, WhatWasCutOffIsNotTold) {
  const auto normal = make_target(
      object("type", "gaussian_mixture", "weights", numbers({1}), "means", numbers({0}), "variances", numbers({0.01})));
  const auto cut = formula("-50*x^2", list({Value{std::string("-inf")}, Value{std::string("inf")}}));
  const NoiseLevel at = NoiseLevel::of(1e-3);
  int told = 0;
  for (double x = 0; x < 10; x += 0.125) {
    const double got = log_density(*cut, at, x), want = log_density(*normal, at, x);
    if (got == -INFINITY) continue;
    EXPECT_NEAR(got, want, 1e-9 * (1 + std::abs(want))) << x;
    ++told;
  }
  EXPECT_GT(told, 20);
  EXPECT_LT(told, 40);
}

/// At four steps exponential_sde leaves a narrow X far behind: KL(Y||X) is 4948, of densities down to e^-5000.
TEST(FormulaTails, NoNumberStandsOnATailThatWasCutOff) {
  const Schedule schedule = schedule_family("linear", 1.7e-4, 13.7)->with_steps(4);
  const auto narrow = make_target(
      object("type", "gaussian_mixture", "weights", numbers({1}), "means", numbers({0}), "variances", numbers({1e-3})));
  const auto written = formula("-500*x^2", list({Value{std::string("-inf")}, Value{std::string("inf")}}));
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
  for (const char* sampler : {"exponential_sde", "ddim", "ddpm"}) {
    SCOPED_TRACE(sampler);
    const char* law = find_sampler(sampler)->stochastic ? "grid" : "characteristics";
    const auto truth =
        find_law(law)->measure({Score(*narrow, schedule), *find_sampler(sampler), Start::Exact, 1}, metrics);
    const auto found =
        find_law(law)->measure({Score(*written, schedule), *find_sampler(sampler), Start::Exact, 1}, metrics);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (found[i].status != Status::Ok || truth[i].status != Status::Ok) continue;
      EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value,
                  4 * (found[i].estimate.error + truth[i].estimate.error) + 1e-11 * truth[i].estimate.value)
          << name(metrics[i]);
    }
  }
}

/// 16 nodes a blur carry p 30 blurs out, at every width of the blur; further out it is not told.
TEST(FormulaTails, AreToldThirtyBlursOutsideTheSupport) {
  const auto box = make_target(object("type", "uniform", "low", -1, "high", 1));
  const auto flat = formula("0*x", numbers({-1, 1}));
  for (double L = 1e-8; L < 20; L *= 1.37) {
    const NoiseLevel at = NoiseLevel::of(L);
    for (const double blurs : {1.0, 5.0, 12.0, 20.0, 25.0, 29.0, 29.9}) {
      SCOPED_TRACE(::testing::Message() << "L = " << L << ", " << blurs << " blurs");
      const double x = -at.signal - blurs * at.sigma, want = log_density(*box, at, x);
      EXPECT_NEAR(log_density(*flat, at, x), want, 1e-10 + 1e-13 * std::abs(want));
    }
  }
  const NoiseLevel at = NoiseLevel::of(1e-4);
  EXPECT_EQ(log_density(*flat, at, at.signal + 30.1 * at.sigma), -INFINITY);
}

/// Far outside a support its end alone is seen, nearer than the nodes lie: ddim at 16 steps leaves Y 160 blurs out.
TEST(FormulaTails, NoNumberStandsFarOutsideTheSupport) {
  const Schedule schedule = schedule_family("karras", 2.41e-5, 14.7)->with_steps(16);
  const auto box = make_target(object("type", "uniform", "low", -0.0054, "high", 0.1196));
  const auto flat = formula("0*x", numbers({-0.0054, 0.1196}));
  const LawKind& law = *find_law("characteristics");
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse};
  const auto truth = law.measure({Score(*box, schedule), *find_sampler("ddim"), Start::Exact, 1}, metrics);
  const auto found = law.measure({Score(*flat, schedule), *find_sampler("ddim"), Start::Exact, 1}, metrics);
  ASSERT_EQ(truth[2].status, Status::Ok) << truth[2].reason;
  EXPECT_EQ(found[2].status, Status::Unresolved);
  EXPECT_NE(found[2].reason.find("smaller than its formula can tell"), std::string::npos) << found[2].reason;
  for (int i : {0, 1})
    EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value,
                4 * (found[i].estimate.error + truth[i].estimate.error));
}

/// All that the two laws call ok agrees.
void expect_agreement(const Target& one, const Target& other, const char* law, const char* sampler,
                      const Schedule& schedule) {
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
  const auto measure = [&](const Target& target) {
    return find_law(law)->measure({Score(target, schedule), *find_sampler(sampler), Start::Exact, 1}, metrics);
  };
  const auto truth = measure(one), found = measure(other);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (found[i].status != Status::Ok || truth[i].status != Status::Ok) continue;
    EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value, found[i].estimate.error + truth[i].estimate.error)
        << name(metrics[i]) << " of " << sampler;
  }
}

/// At seven steps exponential_sde takes mass 3e-4 of Y to where the tail of a formula was cut off, whose score would
/// draw it back.
TEST(FormulaTails, TheScoreIsToldNoFurtherThanTheDensity) {
  const auto laplace = make_target(object("type", "laplace", "mean", -0.9345703125, "scale", 1));
  const auto written = formula("-abs(x+0.9345703125)", list({Value{std::string("-inf")}, Value{std::string("inf")}}));
  expect_agreement(*laplace, *written, "grid", "exponential_sde",
                   schedule_family("log_snr", 5.25e-5, 14.7)->with_steps(7));
  const NoiseLevel at = NoiseLevel::of(0.5);
  for (const double x : {-1.0, 0.5, 100.0, 500.0, 1000.0}) {
    Points place(1, 1), score, wanted;
    place.coordinate(0)[0] = x;
    Eigen::ArrayXd log;
    written->evaluate(at, place, &score, &log);
    laplace->evaluate(at, place, &wanted, nullptr);
    const double got = std::as_const(score).coordinate(0)[0], want = std::as_const(wanted).coordinate(0)[0];
    EXPECT_EQ(std::isnan(got), x > 550) << x;
    if (std::isnan(got)) continue;
    EXPECT_NEAR(got, want, 1e-9 * std::abs(want)) << x;
  }
}

/// A formula's nodes are rounded: at 3.44 by 3e-13 of this X's spread.
TEST(FormulaRounding, OfPlacesIsInTheError) {
  const double mean = 3.4404296875, variance = 5.49879592203308e-07;
  const auto narrow = make_target(object("type", "gaussian_mixture", "weights", numbers({1}), "means", numbers({mean}),
                                         "variances", numbers({variance})));
  const auto written = formula(fmt::format("-(x-{})^2/(2*{})", mean, variance),
                               list({Value{std::string("-inf")}, Value{std::string("inf")}}));
  EXPECT_EQ(narrow->uncertainty(), 0);
  EXPECT_GT(written->uncertainty(), 1e-13);
  EXPECT_LT(written->uncertainty(), 1e-12);
  expect_agreement(*narrow, *written, "grid", "readme_sde", schedule_family("linear", 1.29e-5, 6.35)->with_steps(7));
}

/// N(0, 1e-6) on the whole line, at eight steps: paths from a start of unit width come where e^-(5e5 x^2) is cut off.
TEST(FormulaTails, PathsThatEndThereAreNoFold) {
  const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(8);
  const auto written = formula("-x^2*5e5", list({Value{std::string("-inf")}, Value{std::string("inf")}}));
  const Measurement found =
      find_law("characteristics")
          ->measure({Score(*written, schedule), *find_sampler("ddim"), Start::Exact, 1}, {Metric::Tv})
          .front();
  EXPECT_EQ(found.status, Status::Unresolved);
  EXPECT_NE(found.reason.find("the tail of a formula is cut off"), std::string::npos) << found.reason;
}

/// Few steps throw Y far beyond the 30 blurs in which nodes tell the score of a formula: places there are not exact.
TEST(FormulaTails, DistancesHoldWhatTheScoreLeavesOutFarOut) {
  const auto box = make_target(object("type", "uniform", "low", -1, "high", 2));
  const auto written = formula("0*x", numbers({-1, 2}));
  const std::vector<Metric> metrics{Metric::W1, Metric::W2};
  int apart = 0;
  for (const int T : {4, 6, 8, 64}) {
    const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(T);
    const auto truth = find_law("characteristics")
                           ->measure({Score(*box, schedule), *find_sampler("ddim"), Start::Exact, 1}, metrics),
               found = find_law("characteristics")
                           ->measure({Score(*written, schedule), *find_sampler("ddim"), Start::Exact, 1}, metrics);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const double off = std::abs(found[i].estimate.value - truth[i].estimate.value);
      EXPECT_LE(off, 4 * std::hypot(found[i].estimate.error, truth[i].estimate.error)) << T << " " << name(metrics[i]);
      apart += off > 1e-8;
    }
    if (T == 64) {
      EXPECT_LT(found[0].estimate.error, 1e-6 * found[0].estimate.value);
    }
  }
  EXPECT_GT(apart, 2);
}

}  // namespace
}  // namespace diffrates

// Formulas against the same law in closed form, where Y goes far beyond X: right, or not ok.
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

}  // namespace
}  // namespace diffrates

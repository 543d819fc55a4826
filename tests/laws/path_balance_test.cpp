// Path KL on a line against what must hold of it: the entropy balance, closed forms, and both at few and coarse steps,
// where the backward kernel is far from the sampler's.
#include "laws/path_balance.hpp"

#include <gtest/gtest.h>

#include "laws/judge.hpp"
#include "laws/path_inner.hpp"
#include "laws/path_quadrature.hpp"
#include "numerics/gauss.hpp"
#include "support/reference.hpp"
#include "support/values.hpp"

namespace diffrates {
namespace {

using test::numbers;
using test::object;
using testing::line_mixture;
using testing::schedule_family;

const SamplerKind& ddpm = *find_sampler("ddpm");
const SamplerKind& accelerated_sde = *find_sampler("accelerated_sde");

Estimate path_kl(const Target& target, const Schedule& schedule, const SamplerKind& sampler) {
  const Score score(target, schedule);
  return path_kl_by_quadrature({score, sampler, Start::Exact, 1});
}

// h(X_t) and E s_t^2 by brute force: panels no wider than the blur, which no feature of p_t is narrower than.
struct Level {
  double entropy = 0, information = 0;
  Level(const Target& target, const NoiseLevel& at) {
    const Interval range = target.bulk(at, 1e-26);
    std::vector<double> edges{range.low};
    while (edges.back() < range.high) edges.push_back(std::min(range.high, edges.back() + at.sigma));
    const Nodes& nodes = gauss_legendre(14);
    constexpr Eigen::Index together = 200;
    for (std::size_t from = 0; from + 1 < edges.size(); from += together) {
      const auto count = std::min<std::size_t>(together, edges.size() - 1 - from);
      Eigen::ArrayXd x(count * 14), weight(count * 14);
      for (std::size_t k = 0; k < count; ++k) {
        const double half = (edges[from + k + 1] - edges[from + k]) / 2;
        x.segment(k * 14, 14) = edges[from + k] + half * (nodes.at + 1);
        weight.segment(k * 14, 14) = half * nodes.weight;
      }
      Points score;
      Eigen::ArrayXd log_density;
      target.evaluate(at, Points(x), &score, &log_density);
      const Eigen::ArrayXd mass = weight * log_density.exp();
      entropy -= (mass * log_density).sum();
      information += (mass * score.coordinate(0).square()).sum();
    }
  }
};

// path KL = h(X_T) - h(X_1) + (L_T - L_1)/2 - (1/2) sum_t b_t E s_t(X_t)^2 (ddpm, exact start).
double balance(const Target& target, const Schedule& schedule) {
  const int T = schedule.steps();
  double sum = Level(target, schedule.at(T)).entropy - Level(target, schedule.at(1)).entropy +
               0.5 * (schedule.at(T).L - schedule.at(1).L);
  for (int t = 2; t <= T; ++t) sum -= 0.5 * schedule.beta(t) * Level(target, schedule.at(t)).information;
  return sum;
}

struct Named {
  std::string name;
  std::unique_ptr<Target> target;
};

std::vector<Named> line_targets() {
  std::vector<Named> all;
  const auto add = [&](std::string name, std::unique_ptr<Target> target) {
    all.push_back({std::move(name), std::move(target)});
  };
  const auto kind = [&](std::string name, const Value& value) { add(name, test::make(value, target_kinds())); };
  add("gaussian", line_mixture({1}, {0.5}, {0.25}));
  add("mixture", line_mixture({0.4, 0.6}, {-1.5, 1}, {0.09, 0.25}));
  add("point", line_mixture({1}, {0}, {0}));
  add("narrow component", line_mixture({0.2, 0.8}, {3, 0}, {1e-4, 100}));
  add("two narrow components", line_mixture({0.03, 0.02, 0.95}, {-7.3, 2.9, 0}, {1e-6, 1e-5, 30}));
  add("atom in a normal", line_mixture({0.5, 0.5}, {0.37, 0}, {0, 25}));
  kind("atoms", object("type", "atoms", "points", numbers({-3, 0.2, 0.25, 2})));
  kind("cantor", object("type", "cantor", "level", 5));
  kind("uniform", object("type", "uniform", "low", -1, "high", 3));
  kind("laplace", object("type", "laplace", "mean", 0.3, "scale", 0.8));
  kind("formula", object("type", "density", "log_density", "-4*(x^2-1)^2", "support", numbers({-2.5, 2.5})));
  return all;
}

class PathBalance : public ::testing::TestWithParam<std::string> {};

TEST_P(PathBalance, HoldsForEveryTarget) {
  const bool li = GetParam() == "li2024";
  const auto family = schedule_family(GetParam(), li ? 1 : 1e-3, li ? 1.5 : 12);
  for (const Named& named : line_targets())
    for (const int T : {4, 11}) {
      const Schedule schedule = family->with_steps(T);
      const Estimate got = path_kl(*named.target, schedule, ddpm);
      const double expected = balance(*named.target, schedule);
      EXPECT_NEAR(got.value, expected, got.error + 1e-10) << named.name << ' ' << T;
      EXPECT_LE(got.error, 1e-7 * got.value) << named.name << ' ' << T;
    }
}

INSTANTIATE_TEST_SUITE_P(Schedules, PathBalance,
                         ::testing::Values("li2024", "smooth", "linear", "cosine", "karras", "log_snr"));

// What the balance gives for a narrow component, to ten digits (60 nodes a standard deviation of each component).
TEST(PathQuadrature, SeesANarrowComponent) {
  const auto target = line_mixture({0.2, 0.8}, {3, 0}, {1e-4, 100});
  const auto at = [&](int T) {
    return path_kl(*target, schedule_family("smooth", 1e-3, 12)->with_steps(T), ddpm).value;
  };
  EXPECT_NEAR(at(32), 1.0122465907, 1e-9);
  EXPECT_NEAR(at(128), 0.2841885826, 1e-9);
}

double mass(const Target& target, const NoiseLevel& at, const std::vector<Interval>& panels) {
  const PanelNodes nodes = panel_nodes(panels, 12);
  Eigen::ArrayXd log_density;
  target.evaluate(at, Points(nodes.at), nullptr, &log_density);
  return (nodes.weight * log_density.exp()).sum();
}

// Features a millionth as wide as the law: where draws land they are found; between them they are found where the
// blur leaves few enough places to look at; else their mass is seen to be missing.
TEST(LinePanels, HoldTheWholeMassOrSayWhatIsMissing) {
  for (const auto& target : {line_mixture({0.1, 0.9}, {333.3, 0}, {1e-8, 1e6}),
                             line_mixture({0.01, 0.01, 0.98}, {-7.1, 2000, 0}, {1e-4, 1e-2, 1e6}),
                             line_mixture({1, 1, 1}, {-1e4, 0.1, 1e4}, {0, 0, 0})})
    for (const double L : {1e-8, 1e-4, 1.0}) {
      const NoiseLevel at = NoiseLevel::of(L);
      EXPECT_NEAR(mass(*target, at, line_panels(*target, at, drawn_places(*target))), 1, 1e-9) << L;
    }
  const auto light = line_mixture({1e-5, 1}, {1.23, 0}, {1e-6, 1});
  const NoiseLevel at = NoiseLevel::of(4e-6);
  EXPECT_NEAR(mass(*light, at, line_panels(*light, at, {})), 1, 1e-9);
  const auto hidden = line_mixture({1e-5, 1}, {123.4, 0}, {0, 1e6});
  EXPECT_NEAR(mass(*hidden, at, line_panels(*hidden, at, drawn_places(*hidden))), 1 - 1e-5, 1e-8);
  // ... and the error holds it, as far as a step can gain from it.
  const Estimate got = path_kl(*hidden, schedule_family("smooth", 4e-6, 9)->with_steps(6), ddpm);
  EXPECT_GE(got.error, 1e-6);
}

// A kernel a hundredth as wide as the other falls between the nodes of the other: their mass says so.
TEST(InnerIntegrals, MissingMassIsWhatNodesOfOneSideDoNotSee) {
  const auto target = line_mixture({1}, {0}, {0});
  const Schedule schedule = schedule_family("smooth", 1e-4, 12)->with_steps(4);
  const Score score(*target, schedule);
  for (const SamplerKind* kind : {&ddpm, &accelerated_sde}) {
    const auto sampler = kind->make(schedule);
    const StepKernel kernel(*sampler, score, 2);
    const auto panels = [&](int t) { return line_panels(*target, schedule.at(t), {}); };
    const auto before = panels(1), now = panels(2);
    Points x(1, 1, 1);
    x.coordinate(0)[0] = 0.3 * schedule.at(2).sigma;
    x.start_tangents();
    const Points mean = kernel.mean(x);
    Eigen::ArrayXd log_density;
    target->evaluate(schedule.at(2), x, nullptr, &log_density);
    const Question question{score, *kind, Start::Exact, 1};
    const LineStep step{question, 2, kernel, before, now};
    EXPECT_GT(by_normal_nodes(step, x, mean, log_density, 20, 10).missing[0], 0.5) << kind->name;
    const InnerIntegrals both = by_panels(step, x, mean, log_density, 12);
    EXPECT_LT(both.missing[0], 1e-12) << kind->name;
    EXPECT_NEAR(both.kl[0], by_panels(step, x, mean, log_density, 18).kl[0], 1e-12) << kind->name;
  }
}

}  // namespace
}  // namespace diffrates

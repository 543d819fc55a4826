/// Samplers that add noise and remember, on Gaussians: y and what is remembered keep one joint law.
#include <Eigen/Dense>
#include <cmath>

#include "laws/law.hpp"
#include "recipes/support.hpp"
#include "samplers/mutant.hpp"
#include "targets/target.hpp"

namespace diffrates::testing {
namespace {

Schedule schedule_of(int T) { return schedule_family("karras", 0.01, 9)->with_steps(T); }

std::unique_ptr<RecipeSampler> sampler_on(const std::string& json, const Schedule& schedule) {
  return sampler_of(json, {schedule});
}

Measurement measured(const Target& target, const Schedule& schedule, const RecipeSampler& sampler, Metric metric,
                     Start start = Start::Exact) {
  const Score score(target, schedule);
  return find_law("gaussian")->measure({score, sampler.kind(), start}, {metric}).front();
}

void expect_same(const Measurement& a, const Measurement& b, double relative) {
  EXPECT_EQ(a.status, Status::Ok) << a.reason;
  EXPECT_EQ(b.status, Status::Ok) << b.reason;
  EXPECT_NEAR(a.estimate.value, b.estimate.value, relative * a.estimate.value + a.estimate.error + b.estimate.error);
}

/// From JSON.
std::unique_ptr<Target> target_of(const std::string& json) {
  Problems problems;
  std::unique_ptr<Target> target = make_kind(*parse_json(json, problems), "", problems, target_kinds());
  EXPECT_TRUE(problems.empty()) << test::text(problems);
  return target;
}

const std::string ddpm_moves = R"_({"score": "s", "of": "y", "at": "t"},
  {"set": "y", "to": "(y + beta(t)*s)/sqrt(alpha(t))"}, {"noise": "beta(t)/alpha(t)"})_";

/// The noise of ddpm, taken out and put back; its last move is a map.
const std::string rebuilt = R"_({"name": "rebuilt", "step": [
    {"score": "s", "of": "y", "at": "t"}, {"set": "m", "to": "(y + beta(t)*s)/sqrt(alpha(t))"}, {"set": "x", "to": "y"},
    {"noise": "beta(t)/alpha(t)"}, {"set": "z", "to": "y - x"}, {"noise": "3"}, {"set": "y", "to": "m + z"}]})_";

/// What is remembered and not used, and noise that is taken out and put back, change nothing.
TEST(JointNoise, MemoryThatSaysNothingChangesNothing) {
  const std::string plain = with_step(ddpm_moves);
  const std::string kept = R"_({"name": "kept", "keep": {"s_old": "s"}, "first": [)_" + ddpm_moves + R"_(], "step": [
    {"score": "s", "of": "y", "at": "t"}, {"set": "y", "to": "(y + beta(t)*(s + 0*s_old))/sqrt(alpha(t))"},
    {"noise": "beta(t)/alpha(t)"}]})_";
  const Schedule schedule = schedule_of(40);
  const std::shared_ptr<const Target> target = line_mixture({1}, {0.7}, {0.3});
  for (const Metric metric : {Metric::Kl, Metric::Tv, Metric::W2})
    for (const std::string& with : {kept, rebuilt})
      expect_same(measured(*target, schedule, *sampler_on(plain, schedule), metric),
                  measured(*target, schedule, *sampler_on(with, schedule), metric), 1e-13);
}

const std::string multistep = R"_({"name": "2m_sde",
 "let": {"h": "lambda(t-1) - lambda(t)", "h_last": "lambda(t) - lambda(t+1)", "fresh": "-expm1(-2*h)"},
 "keep": {"d_last": "d"},
 "first": [{"data": "d", "of": "y", "at": "t"},
           {"set": "y", "to": "sigma(t-1)/sigma(t)*exp(-h)*y + signal(t-1)*fresh*d"},
           {"noise": "sigma(t-1)^2*fresh"}],
 "step": [{"data": "d", "of": "y", "at": "t"},
          {"set": "y", "to": "sigma(t-1)/sigma(t)*exp(-h)*y + signal(t-1)*fresh*(d + h/(2*h_last)*(d - d_last))"},
          {"noise": "sigma(t-1)^2*fresh"}]})_";

/// The covariance of (y, d_last), moved by hand: a recursion that knows neither tangents nor turned bases.
double variance_by_recursion(const Schedule& schedule, double variance) {
  const int T = schedule.steps();
  const auto lambda = [&](int t) { return std::log(schedule.at(t).signal / schedule.at(t).sigma); };
  Eigen::Matrix2d joint = Eigen::Matrix2d::Zero();
  joint(0, 0) = schedule.at(T).abar * variance + schedule.at(T).noise;
  for (int t = T; t >= 2; --t) {
    const NoiseLevel &from = schedule.at(t), &to = schedule.at(t - 1);
    const double h = lambda(t - 1) - lambda(t), fresh = -std::expm1(-2 * h),
                 data = from.signal * variance / (from.abar * variance + from.noise),
                 r = t == T ? 0 : h / (2 * (lambda(t) - lambda(t + 1)));
    Eigen::Matrix2d move;
    move << to.sigma / from.sigma * std::exp(-h) + to.signal * fresh * (1 + r) * data, -to.signal * fresh * r, data, 0;
    joint = move * joint * move.transpose();
    joint(0, 0) += to.noise * fresh;
  }
  return joint(0, 0);
}

TEST(JointNoise, AMultistepSamplerHasTheVarianceOfItsRecursion) {
  for (const int T : {5, 40, 300})
    for (const double variance : {0.02, 0.25, 4.0}) {
      const Schedule schedule = schedule_of(T);
      const std::shared_ptr<const Target> target = line_mixture({1}, {0}, {variance});
      const double y = std::sqrt(variance_by_recursion(schedule, variance)),
                   x = std::sqrt(schedule.at(1).abar * variance + schedule.at(1).noise);
      const Measurement found = measured(*target, schedule, *sampler_on(multistep, schedule), Metric::W2);
      EXPECT_EQ(found.status, Status::Ok) << found.reason;
      EXPECT_NEAR(found.estimate.value, std::abs(y - x), found.estimate.error + 1e-14) << T << " " << variance;
    }
}

/// Correlated coordinates are the independent ones, turned.
TEST(JointNoise, ATurnedTargetHasTheSameDivergences) {
  const Schedule schedule = schedule_of(40);
  const auto target = [](const std::string& covariance) {
    return target_of(R"({"type": "gaussian_mixture", "weights": [1], "means": [[0, 0, 0]], "covariances": [)" +
                     covariance + "]}");
  };
  const std::shared_ptr<const Target> straight = target("[0.3, 2, 0.05]"),
                                      turned = target("[[1.15, 0.85, 0], [0.85, 1.15, 0], [0, 0, 0.05]]");
  for (const std::string& recipe : {multistep, rebuilt}) {
    const std::unique_ptr<RecipeSampler> sampler = sampler_on(recipe, schedule);
    for (const Metric metric : {Metric::Kl, Metric::KlReverse, Metric::Tv, Metric::W2})
      for (const Start start : {Start::Exact, Start::Normal})
        expect_same(measured(*straight, schedule, *sampler, metric, start),
                    measured(*turned, schedule, *sampler, metric, start), 1e-11);
  }
}

/// A single-step sampler with noise between its stages, the second stage as given.
std::string two_stages(const std::string& second) {
  return R"_({"name": "2s_sde",
 "let": {"h": "lambda(t-1) - lambda(t)", "middle": "lambda(t) + h/2", "L_mid": "max(0, -2*middle) + log1p(exp(-2*abs(middle)))",
         "signal_mid": "exp(-L_mid/2)", "sigma_mid": "sqrt(-expm1(-L_mid))", "fresh_mid": "-expm1(-h)", "fresh": "-expm1(-2*h)"},
 "step": [{"set": "x", "to": "y"}, {"eps": "e", "of": "y", "at": "t"}, {"set": "d", "to": "(y - sigma(t)*e)/signal(t)"},
          {"set": "y", "to": "sigma_mid/sigma(t)*exp(-h/2)*y + signal_mid*fresh_mid*d"}, {"noise": "sigma_mid^2*fresh_mid"},
          )_" +
         second + R"_(, {"set": "d_mid", "to": "(y - sigma_mid*e_mid)/signal_mid"},
          {"set": "y", "to": "sigma(t-1)/sigma(t)*exp(-h)*x + signal(t-1)*fresh*d_mid"}, {"noise": "sigma(t-1)^2*fresh"}]})_";
}

/// The fault "stage" reaches through the noise between two stages.
TEST(JointNoise, AFaultOfAStageIsTheOneOneWouldWrite) {
  const Schedule schedule = schedule_of(40);
  const std::shared_ptr<const Target> target = line_mixture({1}, {0.7}, {0.3});
  const auto right = sampler_on(two_stages(R"_({"eps": "e_mid", "of": "y", "at": {"lambda": "middle"}})_"), schedule),
             by_hand = sampler_on(
                 two_stages(
                     R"_({"eps": "f", "of": "y", "at": {"lambda": "middle"}}, {"set": "e_mid", "to": "e + 0*f"})_"),
                 schedule);
  const Mutant mutant(right->kind(), {Wrong::Stage, 1});
  const Score score(*target, schedule);
  const Measurement found = find_law("gaussian")->measure({score, mutant.kind(), Start::Exact}, {Metric::Kl}).front();
  expect_same(measured(*target, schedule, *by_hand, Metric::Kl), found, 1e-12);
  EXPECT_GT(found.estimate.value, 2 * measured(*target, schedule, *right, Metric::Kl).estimate.value);
}

/// A step whose terms cancel leaves the rounding of what was there before it.
TEST(JointNoise, WhatAStepCancelsIsInTheError) {
  const Schedule schedule = Schedule::of_levels({0, 0.5, 1, 2, 4});
  const std::shared_ptr<const Target> constant = target_of(R"({"type": "gaussian", "variances": [0, 0]})");
  const Score score(*constant, schedule);
  const Question question{score, *find_sampler("sde_dpm_solver_pp_1"), Start::Normal, 0, true};
  const Measurement found = find_law("gaussian")->measure(question, {Metric::W2}).front();
  EXPECT_LE(found.estimate.value, found.estimate.error);  // it is 0
  EXPECT_LT(found.estimate.error, 1e-15);
}

}  // namespace
}  // namespace diffrates::testing

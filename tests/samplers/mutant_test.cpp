/// Faults put in from outside are those one would write by hand, and break the order of every sampler that they should.
#include "samplers/mutant.hpp"

#include <gtest/gtest.h>

#include "laws/kernel.hpp"
#include "samplers/stride.hpp"
#include "support.hpp"
#include "support/wrong_samplers.hpp"

namespace diffrates::testing {
namespace {

Measurement tv(const SamplerKind& sampler, int T = 40) {
  static const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(T);
  const Score score(*target, schedule);
  return law_of(sampler).measure({score, sampler, Start::Exact}, {Metric::Tv}).front();
}

/// The two have the same law: the same TV to rounding.
void expect_same(const SamplerKind& a, const SamplerKind& b) {
  const Measurement first = tv(a), second = tv(b);
  EXPECT_EQ(first.status, Status::Ok) << a.name << ": " << first.reason;
  EXPECT_NEAR(first.estimate.value, second.estimate.value, 1e-9) << a.name << " and " << b.name;
  EXPECT_GT(std::abs(first.estimate.value - tv(*find_sampler("ddim")).estimate.value), 1e-6);  // and not that of ddim
}

/// ddim with `coefficients` levels off in alpha and beta, `scores` levels off in the score, the score times `factor`.
template <int coefficients, int scores, int percent>
class HandWritten : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t + coefficients), b = schedule_.beta(t + coefficients);
    y.map([&](const Points& x) { return (x + percent / 100.0 * b / 2 * score(t + scores, x)) / std::sqrt(a); });
  }
};
template <int coefficients, int scores, int percent>
SamplerKind hand_written() {
  return {.name = "hand_written",
          .meaning = "for tests",
          .source = "none",
          .make = make_sampler<HandWritten<coefficients, scores, percent>>};
}

TEST(Mutant, IsTheFaultOneWouldWrite) {
  const SamplerKind &ddim = *find_sampler("ddim"), &ddpm = *find_sampler("ddpm");
  expect_same(Mutant(ddim, {Wrong::Score, 0.1}).kind(), hand_written<0, 0, 110>());
  expect_same(Mutant(ddim, {Wrong::ScoreLevel, 1}).kind(), hand_written<0, 1, 100>());
  expect_same(Mutant(ddim, {Wrong::ScoreLevel, -1}).kind(), hand_written<0, -1, 100>());
  expect_same(Mutant(ddpm, {Wrong::Noise, 0.1}).kind(), ddpm_noise_10_percent_off);
}

TEST(Mutant, ReadsTheCoefficientsOfAnotherLevel) {
  // At T + 1 the schedule ends; the hand-written sampler stays inside it.
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(10);
  const auto target = reference_target("mixture");
  const Score score(*target, schedule);
  const auto at = [&](const SamplerKind& kind, int t) {
    StepMap moves(Points(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(5, -2, 2))));
    kind.make(schedule)->step(t, score, moves);
    return Eigen::ArrayXXd(moves.points.values());
  };
  const Mutant up(*find_sampler("ddim"), {Wrong::Schedule, 1}), down(*find_sampler("ddim"), {Wrong::Schedule, -1});
  for (const int t : {3, 6, 10}) {
    EXPECT_LT((at(up.kind(), t) - at(hand_written<1, 0, 100>(), t)).abs().maxCoeff(), 1e-13);
    EXPECT_LT((at(down.kind(), t) - at(hand_written<-1, 0, 100>(), t)).abs().maxCoeff(), 1e-13);
    EXPECT_GT((at(up.kind(), t) - at(down.kind(), t)).abs().maxCoeff(), 1e-3);
  }
}

TEST(Mutant, HeunWithTheFirstSlopeTwiceIsEuler) {
  // Euler in x/signal against sigma/signal is ddim_exact.
  expect_same(Mutant(*find_sampler("heun"), {Wrong::Stage, 1}).kind(), *find_sampler("ddim_exact"));
}

TEST(Mutant, AStepOfNoWidthStaysWhereItIs) {
  StepMap moves(Points(Eigen::ArrayXd(Eigen::ArrayXd::LinSpaced(5, -2, 2))));
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(10);
  const auto target = reference_target("mixture");
  Mutant(*find_sampler("rk4"), {Wrong::Step, -1}).kind().make(schedule)->step(5, Score(*target, schedule), moves);
  EXPECT_LT((moves.points.coordinate(0) - Eigen::ArrayXd::LinSpaced(5, -2, 2)).abs().maxCoeff(), 1e-15);
}

TEST(Mutant, AnOldScoreWholeIsMemory) {
  /// ddim with eps of the step before.
  class Old : public Sampler {
   public:
    using Sampler::Sampler;
    void step(int t, const Score& score, Law& y) override {
      const NoiseLevel& at = schedule_.at(t);
      y.map([&](const Points& x) {
        Points now = predicted_noise(score, at, x);
        const Points& used = last_.size() > 0 ? last_ : now;
        const Points moved = (x - schedule_.beta(t) / 2 / at.sigma * used) / std::sqrt(schedule_.alpha(t));
        last_ = std::move(now);
        return moved;
      });
    }

   private:
    Points last_;
  };
  const SamplerKind old{
      .name = "old", .meaning = "for tests", .source = "none", .memory = true, .make = make_sampler<Old>};
  expect_same(Mutant(*find_sampler("ddim"), {Wrong::Stale, 1}).kind(), old);
}

TEST(Mutant, NoneIsTheRightSampler) {
  for (const SamplerKind* right : sampler_kinds())
    for (const Wrong wrong : {Wrong::Score, Wrong::Step, Wrong::Noise})
      EXPECT_NEAR(tv(Mutant(*right, {wrong, 0}).kind(), 24).estimate.value, tv(*right, 24).estimate.value, 1e-10)
          << right->name;
}

TEST(Mutations, AreThoseWithAMeaning) {
  const auto names = [](const char* sampler) {
    std::string all;
    for (const Mutation& mutation : mutations_of(*find_sampler(sampler), {0.1})) all += mutation.name() + "; ";
    return all;
  };
  EXPECT_EQ(names("ddpm"),
            "score x 1.1; step x 1.1; noise x 1.1; score_level t+1; score_level t-1; schedule t+1; schedule t-1; ");
  EXPECT_EQ(names("heun"),
            "score x 1.1; step x 1.1; score_level t+1; score_level t-1; schedule t+1; schedule t-1; stage 10%; stale "
            "10%; stale 100%; ");
}

class WrongCoefficients : public ::testing::TestWithParam<const SamplerKind*> {};

TEST_P(WrongCoefficients, BreakTheOrder) {
  const SamplerKind& right = *GetParam();
  int broken = 0;
  for (const Mutation& mutation : mutations_of(right, {0.2})) {
    if (mutation.order_left() > right.order - 0.5 || mutation.delta == 1) continue;
    const Mutant mutant(right, mutation);
    const Order measured =
        measured_order(mutant.kind(), *reference_target("mixture"), *schedule_family("smooth", 1e-2, 9), 64, false);
    if (!measured.stands) continue;  // a map that folds has no order to break
    EXPECT_LT(measured.order, right.order - 0.5) << mutation.name() << ": " << measured.words;
    ++broken;
  }
  EXPECT_GT(broken, 0) << "no mutation that breaks the order stands";
}

INSTANTIATE_TEST_SUITE_P(Samplers, WrongCoefficients, ::testing::ValuesIn(sampler_kinds()), sampler_name);

}  // namespace
}  // namespace diffrates::testing

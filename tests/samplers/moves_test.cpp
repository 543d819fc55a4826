/// What is read off a sampler's moves, against what is known of the samplers.
#include "samplers/moves.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "support.hpp"
#include "support/wrong_samplers.hpp"

namespace diffrates::testing {
namespace {

/// Nobody may ask its score.
class Unasked : public Mixture {
 public:
  using Mixture::Mixture;
  void evaluate(const NoiseLevel&, const Points&, Points*, Eigen::ArrayXd*) const override {
    throw std::logic_error("the score was asked");
  }
};

Moves moves_of(const SamplerKind& sampler) {
  static const Unasked target(reference_target("mixture")->components());
  return diffrates::moves_of(sampler, target);
}

template <class Has>
std::vector<std::string_view> samplers_with(const Has& has) {
  std::vector<std::string_view> names;
  for (const SamplerKind* kind : sampler_kinds())
    if (has(moves_of(*kind), *kind)) names.push_back(kind->name);
  return names;
}

TEST(Moves, AddNoiseExactlyWhereTheSamplerIsDeclaredStochastic) {
  EXPECT_THAT(samplers_with([](const Moves& m, const SamplerKind& kind) {
                return (m.mixes || m.before > 0 || m.after > 0) != kind.stochastic;
              }),
              ::testing::IsEmpty());
}

TEST(Moves, TellTheSamplersThatAreUnlikeTheOthers) {
  EXPECT_THAT(samplers_with([](const Moves& m, const SamplerKind&) { return m.mixes; }),
              ::testing::ElementsAre("randomised_midpoint"));
  EXPECT_THAT(
      samplers_with([](const Moves& m, const SamplerKind& kind) { return kind.stochastic && !m.ends_with_noise; }),
      ::testing::ElementsAre("edm_churn"));
  EXPECT_THAT(samplers_with([](const Moves& m, const SamplerKind&) { return !m.one_map; }), ::testing::IsEmpty());
  EXPECT_FALSE(moves_of(noise_between_maps).one_map);
}

TEST(Moves, HaveTheVariancesOfTheStep) {
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 1e-2, 9)->with_steps(10);
  const Score score(*target, schedule);
  for (const int t : {2, 5, 10}) {
    const double a = schedule.alpha(t), b = schedule.beta(t);
    const Moves plain = moves_of_step(*find_sampler("ddpm")->make(schedule), score, t);
    EXPECT_EQ(plain.before, 0);
    EXPECT_DOUBLE_EQ(plain.after, b / a);
    const Moves smoothed = moves_of_step(*find_sampler("accelerated_sde")->make(schedule), score, t);
    EXPECT_DOUBLE_EQ(smoothed.before, b / 2);
    EXPECT_DOUBLE_EQ(smoothed.after, b / (2 * a));
  }
}

}  // namespace
}  // namespace diffrates::testing

/// A wrong coefficient in any sampler makes it miss its declared order.
///
/// Wrong coefficients are put in from outside, through the score the sampler asks: with eps_k = -sigma s the k-th evaluation
/// of a step,
///   scaled   every eps times 1 + delta: all coefficients of the score off by delta, the method is inconsistent;
///   stage    the last eps of the step replaced by (1 - delta) eps_k + delta eps_0: weight moved between stages, consistent;
///   stale    each eps replaced by (1 - delta) eps + delta eps of the step before: weight moved between steps, consistent.
#include <gtest/gtest.h>

#include "support.hpp"

namespace diffrates::testing {
namespace {

enum class Wrong { Scaled, Stage, Stale };
constexpr double delta = 0.2;

/// Wrongs the evaluations of one batch as they come, `stages` a step.
class WrongScore : public ScoreError {
 public:
  WrongScore(Wrong kind, int stages) : kind_(kind), stages_(stages) {}
  void add(const NoiseLevel& at, const Points&, Points& score) const override {
    const int stage = count_++ % stages_;
    Points eps = -at.sigma * score;
    if (kind_ == Wrong::Scaled) eps *= 1 + delta;
    if (kind_ == Wrong::Stage && stage == 0) kept_ = eps;
    if (kind_ == Wrong::Stage && stage == stages_ - 1) eps = (1 - delta) * eps + delta * kept_;
    if (kind_ == Wrong::Stale) {
      const Points now = eps;
      if (kept_.size() > 0) eps = (1 - delta) * eps + delta * kept_;
      kept_ = now;
    }
    score = -1 / at.sigma * eps;
  }

 private:
  Wrong kind_;
  int stages_;
  mutable int count_ = 0;
  mutable Points kept_;
};

/// The sampler under test, asking the wrong score.
template <Wrong kind>
class WrongSampler : public Sampler {
 public:
  WrongSampler(const Schedule& schedule) : Sampler(schedule), inner_(right->make(schedule)), error_(kind, right->evaluations_per_step) {}
  void step(int t, const Score& score, Law& y) override {
    const Score wrong(score.target(), score.schedule(), &error_);
    inner_->step(t, wrong, y);
  }
  static inline const SamplerKind* right = nullptr;

 private:
  std::unique_ptr<Sampler> inner_;
  WrongScore error_;
};

template <Wrong kind>
double order_when_wrong(const SamplerKind& right) {
  WrongSampler<kind>::right = &right;
  SamplerKind sampler = right;
  sampler.make = make_sampler<WrongSampler<kind>>;
  return measured_order(sampler, *reference_target("mixture"), *schedule_family("smooth", 1e-2, 9), 64, false).order;
}

class WrongCoefficients : public ::testing::TestWithParam<const SamplerKind*> {};

TEST_P(WrongCoefficients, AreCaught) {
  const SamplerKind& right = *GetParam();
  EXPECT_LT(order_when_wrong<Wrong::Scaled>(right), right.order - 0.5);
  if (right.evaluations_per_step > 1) {
    EXPECT_LT(order_when_wrong<Wrong::Stage>(right), right.order - 0.5);
  }
  if (right.memory) {
    EXPECT_LT(order_when_wrong<Wrong::Stale>(right), right.order - 0.5);
  }
}

INSTANTIATE_TEST_SUITE_P(Samplers, WrongCoefficients, ::testing::ValuesIn(sampler_kinds()), sampler_name);

}  // namespace
}  // namespace diffrates::testing

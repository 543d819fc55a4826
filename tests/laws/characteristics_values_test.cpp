#include "laws/characteristics_values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "laws/characteristics_line.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using ::testing::HasSubstr;
using testing::line_mixture;
using testing::reference_target;
using testing::schedule_family;

/// A built-in sampler as if it were a program: a whole run as one map without tangents, changed by `last`.
struct Foreign {
  const SamplerKind* inner;
  Points (*last)(Points) = nullptr;
  SamplerKind kind;

  explicit Foreign(std::string_view name, Points (*change)(Points) = nullptr)
      : inner(find_sampler(name)), last(change), kind(*inner) {
    kind.name = "foreign";
    kind.values_only = true;
    kind.make = SamplerMaker(make, this);
  }
  Foreign(const Foreign&) = delete;
  Foreign& operator=(const Foreign&) = delete;

  class Run : public Sampler {
   public:
    Run(const Schedule& schedule, const Foreign& foreign) : Sampler(schedule), foreign_(foreign) {}
    void step(int t, const Score& score, Law& y) override {
      if (t < schedule_.steps()) return;
      y.map([&](const Points& x) {
        EXPECT_EQ(x.tangents(), 0);
        Points moved = carry_values({score, *foreign_.inner}, x);
        return foreign_.last != nullptr ? foreign_.last(std::move(moved)) : moved;
      });
    }

   private:
    const Foreign& foreign_;
  };
  static std::unique_ptr<Sampler> make(const void* self, const Schedule& schedule) {
    return std::make_unique<Run>(schedule, *static_cast<const Foreign*>(self));
  }
};

std::vector<Measurement> measure(const Target& target, int T, const SamplerKind& sampler, Start start,
                                 const std::vector<Metric>& metrics, const ScoreError* error = nullptr,
                                 std::string_view law = "characteristics") {
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(T);
  const Score score(target, schedule, error);
  return find_law(law)->measure({score, sampler, start, 7}, metrics);
}

TEST(ValuesAlone, SayOnALineWhatTangentsSay) {
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
  const std::shared_ptr<const Target> targets[] = {reference_target("mixture"),
                                                   line_mixture({0.3, 0.7}, {-2, 1}, {0.01, 0.04})};
  for (const auto& target : targets)
    for (const std::string_view sampler : {"ddim", "dpm_solver_pp_2m", "rk4"})
      for (const Start start : {Start::Exact, Start::Normal})
        for (const int T : {8, 64, 512}) {
          const Foreign foreign(sampler);
          const auto own = measure(*target, T, *foreign.inner, start, metrics),
                     values = measure(*target, T, foreign.kind, start, metrics);
          for (std::size_t m = 0; m < metrics.size(); ++m) {
            SCOPED_TRACE(fmt::format("{} of {}, {}, T = {}", name(metrics[m]), sampler, name(start), T));
            if (own[m].status != Status::Ok || own[m].estimate.value < 1e-9) continue;
            ASSERT_EQ(values[m].status, Status::Ok) << values[m].reason;
            EXPECT_LE(std::abs(values[m].estimate.value - own[m].estimate.value),
                      values[m].estimate.error + own[m].estimate.error);
            if (metrics[m] == Metric::Tv) {
              EXPECT_LE(values[m].estimate.error, 1e-7 * own[m].estimate.value + 1e-10);
            }
          }
        }
}

TEST(ValuesAlone, SayHowFarMassMoves) {
  const Foreign foreign("dpm_solver_pp_2m");
  const auto target = reference_target("mixture");
  const std::vector<Metric> metrics{Metric::W1, Metric::W2};
  const auto own = measure(*target, 64, *foreign.inner, Start::Exact, metrics),
             values = measure(*target, 64, foreign.kind, Start::Exact, metrics);
  for (std::size_t m = 0; m < metrics.size(); ++m) {
    ASSERT_EQ(values[m].status, Status::Ok) << values[m].reason;
    EXPECT_LE(std::abs(values[m].estimate.value - own[m].estimate.value),
              values[m].estimate.error + own[m].estimate.error);
    EXPECT_LE(values[m].estimate.error, 1e-5 * own[m].estimate.value);
  }
}

TEST(ValuesAlone, ReachSmallNumbersOnALine) {
  const Foreign foreign("rk4");
  const auto own = measure(*reference_target("mixture"), 256, *foreign.inner, Start::Exact, {Metric::Tv}),
             values = measure(*reference_target("mixture"), 256, foreign.kind, Start::Exact, {Metric::Tv});
  ASSERT_LT(own[0].estimate.value, 1e-8);
  ASSERT_EQ(values[0].status, Status::Ok);
  EXPECT_NEAR(values[0].estimate.value, own[0].estimate.value, values[0].estimate.error);
  EXPECT_LT(values[0].estimate.error, 1e-2 * own[0].estimate.value);
}

TEST(ValuesAlone, SayInSpaceWhatTangentsSay) {
  // The same seed, so the same points: what differs is the Jacobians alone.
  for (const int d : {2, 8}) {
    Eigen::VectorXd apart = Eigen::VectorXd::Constant(d, 0.3);
    const Mixture target(
        {{0.4, -apart, Eigen::VectorXd::Constant(d, 0.5), {}}, {0.6, apart, Eigen::VectorXd::Constant(d, 0.8), {}}});
    for (const auto& [sampler, T] : {std::pair{"ddim", 16}, std::pair{"rk4", 32}}) {
      SCOPED_TRACE(fmt::format("{} in d = {}", sampler, d));
      const Foreign foreign(sampler);
      const auto own = measure(target, T, *foreign.inner, Start::Exact, {Metric::Tv, Metric::Kl}),
                 values = measure(target, T, foreign.kind, Start::Exact, {Metric::Tv, Metric::Kl});
      for (std::size_t m = 0; m < 2; ++m) {
        if (own[m].status != Status::Ok) continue;
        ASSERT_EQ(values[m].status, Status::Ok) << values[m].reason;
        EXPECT_NEAR(values[m].estimate.value, own[m].estimate.value, 1e-4 * own[m].estimate.value + 1e-9);
        EXPECT_GE(values[m].estimate.error, own[m].estimate.error);
        EXPECT_LE(values[m].estimate.error, 1.01 * own[m].estimate.error + 1e-8);
      }
    }
  }
}

Points in_single_precision(Points y) {
  y.values() = y.values().cast<float>().cast<double>();
  return y;
}

TEST(ValuesAlone, KnowTheRoundingOfAProgramInSinglePrecision) {
  const Foreign foreign("ddim", in_single_precision);
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(32);
  const Score score(*target, schedule);
  const Question question{score, foreign.kind, Start::Exact, 1};
  const ValueNoise noise = noise_in(carry_values(question, noise_probes(question)), start_scale(question));
  EXPECT_GT(noise.absolute, 1e-8);  // three standard deviations of 2^-24 |y| sqrt(1/3) at most
  EXPECT_LT(noise.absolute, 1e-6);
  const auto own = measure(*target, 32, *foreign.inner, Start::Exact, {Metric::Tv, Metric::Kl}),
             values = measure(*target, 32, foreign.kind, Start::Exact, {Metric::Tv, Metric::Kl});
  for (std::size_t m = 0; m < 2; ++m) {
    ASSERT_EQ(values[m].status, Status::Ok) << values[m].reason;
    EXPECT_NEAR(values[m].estimate.value, own[m].estimate.value, values[m].estimate.error);
    EXPECT_LT(values[m].estimate.error, 1e-3 * own[m].estimate.value);
  }
}

Points absolute(Points y) {
  y.values() = y.values().abs();
  return y;
}

TEST(ValuesAlone, SeeFolds) {
  const Foreign foreign("ddim", absolute);
  EXPECT_EQ(measure(*reference_target("mixture"), 32, foreign.kind, Start::Exact, {Metric::Tv})[0].status,
            Status::Folded);
  const Mixture plane({{1, Eigen::Vector2d(0.2, 0), Eigen::Vector2d(0.5, 0.8), {}}});
  EXPECT_EQ(measure(plane, 32, foreign.kind, Start::Exact, {Metric::Tv})[0].status, Status::Folded);
}

TEST(ValuesAlone, AreForCharacteristicsOnly) {
  const Foreign foreign("ddim");
  const auto target = reference_target("mixture");
  for (const LawKind* law : law_kinds()) {
    std::string why;
    const bool takes = first_law(law, {*target, foreign.kind, Start::Exact}, Metric::Tv, why) != nullptr;
    EXPECT_EQ(takes, law->name == "characteristics") << why;
    if (!takes && law->metrics.contains(Metric::Tv)) {
      EXPECT_THAT(why, HasSubstr("foreign is a program"));
    }
  }
}

/// e = 0.05 sin(2 x), with the Jacobian or without one: then by differences of relative width `width`.
class Ripple : public ScoreError {
 public:
  explicit Ripple(double width) : width_(width) {}
  void add(const NoiseLevel& at, const Points& x, Points& score) const override {
    (void)at;
    score.values() += 0.05 * (2 * x.values()).sin();
    for (int j = 0; j < x.tangents(); ++j) {
      const Eigen::ArrayXXd slope =
          width_ == 0
              ? Eigen::ArrayXXd(2 * (2 * x.values()).cos())
              : Eigen::ArrayXXd(((2 * (x.values() + width_)).sin() - (2 * (x.values() - width_)).sin()) / (2 * width_));
      score.tangent(j) += 0.05 * slope * x.tangent(j);
    }
  }
  bool carries_tangents() const override { return width_ == 0; }
  std::unique_ptr<ScoreError> coarser() const override {
    return width_ == 0 ? nullptr : std::make_unique<Ripple>(2 * width_);
  }

 private:
  double width_;
};

TEST(ValuesAlone, AreEnoughOfAScoreError) {
  const auto target = reference_target("mixture");
  const Ripple own(0), fine(1e-5), wide(1e-2);
  const SamplerKind& ddim = *find_sampler("ddim");
  const Estimate truth = measure(*target, 16, ddim, Start::Exact, {Metric::Tv}, &own)[0].estimate;
  // Characteristics need no derivative of it, however wide its differences are.
  for (const Ripple* error : {&fine, &wide}) {
    const Estimate found = measure(*target, 16, ddim, Start::Exact, {Metric::Tv}, error)[0].estimate;
    EXPECT_NEAR(found.value, truth.value, found.error + truth.error);
    EXPECT_LT(found.error, 1e-7);
  }
  // Nor does the grid, which takes masses along.
  for (const Ripple* error : {&fine, &wide}) {
    const Measurement found = measure(*target, 16, ddim, Start::Exact, {Metric::Tv}, error, "grid")[0];
    EXPECT_NEAR(found.estimate.value, truth.value, found.estimate.error + truth.error);
  }
}

}  // namespace
}  // namespace diffrates

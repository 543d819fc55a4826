#include "laws/characteristics_line.hpp"

#include <gtest/gtest.h>
#include <tbb/global_control.h>

#include <numbers>

#include "divergences/integrands.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::line_mixture;
using testing::reference_target;
using testing::schedule_family;

const std::vector<Metric> all{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};

/// Follows `sampler` on `target`; keeps what a Question refers to alive for the call.
CarriedLine follow(const Target& target, const ScheduleFamily& family, int T, std::string_view sampler, Start start,
                   const std::vector<Metric>& metrics = all) {
  const Schedule schedule = family.with_steps(T);
  const Score score(target, schedule);
  return follow_line({score, *find_sampler(sampler), start, 0}, metrics);
}

std::vector<Measurement> measure(const Target& target, int T, std::string_view sampler, Start start = Start::Exact) {
  const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(T);
  const Score score(target, schedule);
  return find_law("characteristics")->measure({score, *find_sampler(sampler), start, 0}, all);
}

TEST(LineCharacteristics, KnowWhatTheTrapezoidalRuleKnows) {
  // On the whole line the trapezoidal rule converges faster than any power: an independent value without panels. The
  // map is one-to-one and far from folding here. TV has a kink there, so its trapezoidal sum is only second order.
  const auto target = reference_target("mixture");
  const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(24);
  const Score score(*target, schedule);
  for (const Start start : {Start::Exact, Start::Normal}) {
    const Question question{score, *find_sampler("accelerated_ode"), start, 0};
    const int n = 40'000;
    const double h = 20.0 / n;
    const Points nodes(Eigen::ArrayXd::LinSpaced(n + 1, -10, 10));
    const Carried carried = Carrier(question)(nodes);
    const CarriedLine law = follow_line(question, all);
    for (const Metric metric : all) {
      double sum = 0;
      for (int i = 0; i <= n; ++i) sum += h * std::exp(carried.log_start[i]) * under_y(metric, carried.log_ratio[i]);
      const int m = static_cast<int>(metric);
      EXPECT_NEAR(law.value[m], sum, (metric == Metric::Tv ? 1e-6 : 1e-10) * sum + law.error[m]) << name(metric);
      EXPECT_LT(law.error[m], 1e-8 * sum) << name(metric);
    }
  }
}

struct Case {
  std::string target, schedule;
  double first, last;
  Start start;
  int T;
};

class Identities : public ::testing::TestWithParam<Case> {
 protected:
  std::unique_ptr<Mixture> target() const {
    const std::string& wanted = GetParam().target;
    if (wanted == "far") return line_mixture({1, 1}, {-5, 5}, {1e-4, 1e-4});
    if (wanted == "ten")
      return line_mixture({1, 2, 3, 1, 2, 3, 1, 2, 3, 1}, {-5, -4, -2.5, -2, -1, 0, 0.3, 2, 4, 5},
                          {0.01, 0.1, 0.2, 0.02, 0.1, 0.05, 0.01, 0.2, 0.01, 1e-4});
    return reference_target(wanted);
  }
};

TEST_P(Identities, MassesAreOneAndBothSidesOfTheVariationAgree) {
  const Case& c = GetParam();
  const auto family = schedule_family(c.schedule, c.first, c.last);
  for (const std::string_view sampler : {"ddim", "accelerated_ode"}) {
    const CarriedLine law =
        follow(*target(), *family, c.T, sampler, c.start, {Metric::Tv, Metric::Kl, Metric::KlReverse});
    SCOPED_TRACE(sampler);
    EXPECT_NEAR(law.value[y_mass_row], 1, 1e-12);
    const double tv = law.value[0], kl = law.value[1], reverse = law.value[2];
    const double folded = law.folded_x + law.folded_y;
    EXPECT_NEAR(law.value[x_excess_row], 0, 1e-9 * tv + 3 * folded);
    // Pinsker, and the Bretagnolle-Huber bound.
    EXPECT_LE(tv, std::sqrt(kl / 2));
    EXPECT_LE(tv, std::sqrt(reverse / 2));
    EXPECT_LE(tv, std::sqrt(-std::expm1(-kl)));
    if (folded == 0) {
      for (int m = 0; m < 3; ++m) EXPECT_LT(law.error[m], 1e-4 * law.value[m]) << m;
    }
    EXPECT_LT(law.nodes, 32'768);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Cells, Identities,
    ::testing::Values(
        Case{"mixture", "smooth", 0.001, 12, Start::Exact, 64}, Case{"mixture", "linear", 0.001, 12, Start::Normal, 8},
        Case{"mixture", "li2024", 1, 6, Start::Normal, 8192}, Case{"gaussian", "cosine", 1e-4, 8, Start::Normal, 128},
        Case{"gaussian", "smooth", 1e-12, 12, Start::Exact, 4}, Case{"atoms", "smooth", 0.001, 12, Start::Normal, 32},
        Case{"atoms", "log_snr", 1e-4, 12, Start::Exact, 1024}, Case{"far", "karras", 1e-3, 9, Start::Exact, 256},
        Case{"far", "smooth", 1e-4, 9, Start::Normal, 64}, Case{"ten", "smooth", 1e-3, 12, Start::Exact, 512},
        Case{"ten", "log_snr", 1e-3, 10, Start::Normal, 32}, Case{"ten", "karras", 1e-2, 1, Start::Exact, 16},
        Case{"atoms", "smooth", 1e-3, 0.01, Start::Exact, 64}));

TEST(LineCharacteristics, GiveTheClosedFormsOfAGaussian) {
  // Every sampler is affine on a Gaussian: Y_1 = m + c Y_T, so that both laws are Gaussians and the divergences
  // elementary.
  const auto target = reference_target("gaussian");
  for (const std::string_view sampler : {"ddim", "accelerated_ode"}) {
    for (const int T : {16, 256, 4096}) {
      const Schedule schedule = schedule_family("smooth", 0.001, 12)->with_steps(T);
      const Score score(*target, schedule);
      const Question question{score, *find_sampler(sampler), Start::Normal, 0};
      const Carried probes = Carrier(question)(Points(Eigen::ArrayXd::LinSpaced(2, 0, 1)));
      const double m = std::as_const(probes.y).coordinate(0)[0], c = std::as_const(probes.y).coordinate(0)[1] - m;
      const NoiseLevel& at = schedule.at(1);
      const double variance = 0.25 * at.abar + at.noise, shift = m - 0.5 * at.signal;
      const double e = c * c / variance - 1, distance = shift * shift / variance;
      const double kl_reverse = 0.5 * (e - std::log1p(e) + distance);
      const double kl = 0.5 * (std::log1p(e) - e / (1 + e) + distance / (1 + e));
      const CarriedLine law = follow_line(question, all);
      // The closed forms lose digits where e is small: about 1e-16 / e^2.
      EXPECT_NEAR(law.value[1], kl, 1e-9 * kl + 4e-15 * std::abs(e)) << sampler << T;
      EXPECT_NEAR(law.value[2], kl_reverse, 1e-9 * kl_reverse + 4e-15 * std::abs(e)) << sampler << T;
    }
  }
}

TEST(LineCharacteristics, FindTheFoldsBesideTheSeparatrix) {
  // Folded mass under Y: about 1e-5 at T = 64 and 2.5e-8 at T = 128, far below double precision's reach at T = 256.
  const auto atoms = reference_target("atoms");
  const auto family = schedule_family("smooth", 0.001, 12);
  EXPECT_NEAR(follow(*atoms, *family, 64, "accelerated_ode", Start::Exact).folded_y, 1.1e-5, 0.1e-5);
  EXPECT_NEAR(follow(*atoms, *family, 128, "accelerated_ode", Start::Exact).folded_y, 2.5e-8, 0.1e-8);
  EXPECT_LT(follow(*atoms, *family, 256, "accelerated_ode", Start::Exact).folded_y, 1e-13);
  EXPECT_EQ(follow(*atoms, *family, 512, "accelerated_ode", Start::Exact).folded_y, 0);
  const std::vector<Measurement> folded = measure(*atoms, 64, "accelerated_ode"),
                                 sound = measure(*atoms, 256, "accelerated_ode");
  for (const Measurement& one : folded) {
    if (one.metric == Metric::Chi2) continue;  // so large that the folds do not matter
    EXPECT_EQ(one.status, Status::Folded) << name(one.metric);
    EXPECT_NE(one.reason.find("1.11e-05"), std::string::npos) << one.reason;
    EXPECT_GT(one.estimate.error, 1.1e-5);
  }
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(sound[i].status, Status::Ok) << sound[i].reason;
}

TEST(LineCharacteristics, SayWhenAnIntegralIsInfinite) {
  // ddim with few steps spreads Y_1 too widely for chi^2: p_Y^2/p_X grows without bound when Y's variance is more than
  // twice X's.
  const std::vector<Measurement> wide = measure(*reference_target("gaussian"), 8, "ddim", Start::Normal);
  ASSERT_EQ(wide[3].metric, Metric::Chi2);
  EXPECT_EQ(wide[3].status, Status::Unresolved) << wide[3].estimate.value;
  EXPECT_EQ(wide[0].status, Status::Ok);
}

TEST(LineCharacteristics, AreTheSameBitsForAnyNumberOfThreads) {
  const auto target = reference_target("mixture");
  const auto family = schedule_family("smooth", 0.001, 12);
  const auto run = [&](std::size_t threads) {
    const tbb::global_control control(tbb::global_control::max_allowed_parallelism, threads);
    return follow(*target, *family, 128, "accelerated_ode", Start::Exact);
  };
  const CarriedLine one = run(1), two = run(2);
  for (int m = 0; m < 6; ++m) {
    EXPECT_EQ(one.value[m], two.value[m]);
    EXPECT_EQ(one.error[m], two.error[m]);
  }
}

TEST(Characteristics, RefuseNoiseByName) {
  const auto target = reference_target("mixture");
  const LawKind* law = find_law("characteristics");
  ASSERT_NE(law, nullptr);
  const std::string why = law->refusal({*target, *find_sampler("ddpm"), Start::Normal, false}, Metric::Tv);
  EXPECT_NE(why.find("characteristics: ddpm"), std::string::npos) << why;
  EXPECT_EQ(law->refusal({*target, *find_sampler("ddim"), Start::Normal, false}, Metric::Tv), "");
}

}  // namespace
}  // namespace diffrates

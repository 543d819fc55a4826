// Products of Gaussians against the closed form, from few steps on, where p/q spans hundreds of orders.
#include "targets/product.hpp"

#include <gtest/gtest.h>

#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::schedule_family;

TEST(ProductLaw, OfGaussiansHoldsItsStatedErrors) {
  const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
  int ok = 0, all = 0;
  for (const std::vector<double>& variances : {std::vector<double>{0.25, 0.25}, {0.01, 0.25, 4, 9}, {1e-4, 100}}) {
    std::vector<std::shared_ptr<const Target>> factors;
    for (const double variance : variances) factors.push_back(testing::line_mixture({1}, {0.3}, {variance}));
    const Product target(factors);
    for (const char* sampler : {"ddim", "ddim_exact", "ddpm", "exponential_sde"})
      for (const int steps : {4, 12}) {
        const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(steps);
        const Score score(target, schedule);
        const Question question{score, *find_sampler(sampler), Start::Exact, 0};
        const auto found = find_law("product")->measure(question, metrics),
                   truth = find_law("gaussian")->measure(question, metrics);
        for (std::size_t i = 0; i < metrics.size(); ++i) {
          if (truth[i].status != Status::Ok) continue;
          ++all;
          if (found[i].status != Status::Ok) continue;
          ++ok;
          EXPECT_NEAR(found[i].estimate.value, truth[i].estimate.value,
                      2 * (found[i].estimate.error + truth[i].estimate.error))
              << name(metrics[i]) << " of " << sampler << ", T = " << steps << ", " << variances.size()
              << " factors, first of variance " << variances[0];
        }
      }
  }
  EXPECT_GT(ok, all / 2) << all;
}

/// A factor that is followed to rounding turns nothing, however far the affinity is asked for; a folded one has no
/// smooth log ratio to resolve. Both took minutes.
TEST(ProductLaw, LosesNoTimeOnAnAtomOrAFold) {
  const auto line = std::shared_ptr<const Target>(testing::line_mixture({0.6, 0.4}, {-0.15, 0.15}, {0, 0}));
  const auto atom = std::shared_ptr<const Target>(testing::line_mixture({1}, {0}, {0}));
  const Product cloud({line, atom});
  const LawKind& law = *find_law("product");
  const auto begin = std::chrono::steady_clock::now();
  const Schedule coarse = testing::schedule_family("linear", 0.003, 10.8)->with_steps(7);
  EXPECT_EQ(law.measure({Score(cloud, coarse), *find_sampler("dpm_solver_3"), Start::Exact, 1}, {Metric::Tv})[0].status,
            Status::Folded);
  const Schedule fine = testing::schedule_family("linear", 0.003, 10.8)->with_steps(64);
  const Measurement both = law.measure({Score(cloud, fine), *find_sampler("ddim"), Start::Exact, 1}, {Metric::Tv})[0];
  const Measurement alone =
      find_law("characteristics")
          ->measure({Score(*line, fine), *find_sampler("ddim"), Start::Exact, 1}, {Metric::Tv})[0];
  // The atom's own error is small beside that of the other coordinate, and can only add to it.
  EXPECT_EQ(both.status, Status::Ok) << both.reason;
  EXPECT_GE(both.estimate.value, alone.estimate.value - 3 * both.estimate.error);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60)) << "far more than it takes";
}

}  // namespace
}  // namespace diffrates

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

}  // namespace
}  // namespace diffrates

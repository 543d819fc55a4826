/// Two laws that share nothing but the sampler and the target: characteristics carry points and Jacobians, the grid
/// carries a characteristic function.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/reference.hpp"
#include "targets/gallery.hpp"

namespace diffrates {
namespace {

struct Case {
  std::string target, schedule;
  double first, second;
  int steps;
};

std::unique_ptr<Mixture> target_named(const std::string& name) {
  if (name == "far") return testing::line_mixture({0.1, 0.2, 0.7}, {-5, 0, 5}, {1e-4, 1, 0.01});
  if (name == "ten")
    return testing::line_mixture({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {-5, -4, -3, -2, -1, 0, 1, 2, 3.5, 5},
                                 {0.01, 0.02, 0.5, 1e-4, 0.1, 0.3, 1e-3, 0.2, 0.05, 0.01});
  return testing::reference_target(name);
}

class Agreement : public ::testing::TestWithParam<Case> {};

TEST_P(Agreement, CharacteristicsAndGrid) {
  const Case& c = GetParam();
  const auto target = target_named(c.target);
  const Schedule schedule = testing::schedule_family(c.schedule, c.first, c.second)->with_steps(c.steps);
  const Score score(*target, schedule);
  for (const char* sampler : {"ddim", "accelerated_ode"})
    for (const Start start : {Start::Exact, Start::Normal}) {
      const Question question{score, *find_sampler(sampler), start};
      const std::vector<Metric> metrics{Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2};
      const auto points = find_law("characteristics")->measure(question, metrics);
      const auto grid = find_law("grid")->measure(question, metrics);
      for (std::size_t i = 0; i < metrics.size(); ++i) {
        const std::string where = fmt::format("{} {} {}", sampler, name(start), name(metrics[i]));
        // Only chi2 may be left open by either, where Y's tails outweigh X's.
        if (metrics[i] != Metric::Chi2) {
          EXPECT_EQ(points[i].status, Status::Ok) << where << ": " << points[i].reason;
          EXPECT_EQ(grid[i].status, Status::Ok) << where << ": " << grid[i].reason;
        }
        if (points[i].status != Status::Ok || grid[i].status != Status::Ok) continue;
        const Estimate a = points[i].estimate, b = grid[i].estimate;
        EXPECT_NEAR(a.value, b.value, std::max(1e-9 * a.value, 2 * (a.error + b.error)))
            << where << ": stated " << a.error << " and " << b.error;
        if (metrics[i] == Metric::Tv) {
          EXPECT_LT(a.error + b.error, 1e-6 * a.value) << where;
        }
      }
    }
}

std::string case_name(const ::testing::TestParamInfo<Case>& one) {
  return one.param.target + "_" + one.param.schedule + "_" + std::to_string(one.param.steps) + "_" +
         std::to_string(one.index);
}

INSTANTIATE_TEST_SUITE_P(
    All, Agreement,
    ::testing::Values(Case{"mixture", "smooth", 1e-3, 12, 64}, Case{"mixture", "smooth", 1e-3, 12, 1024},
                      Case{"mixture", "li2024", 1, 6, 512}, Case{"mixture", "karras", 1e-4, 10, 128},
                      Case{"mixture", "smooth", 1e-3, 0.5, 64}, Case{"atoms", "smooth", 1e-3, 12, 512},
                      Case{"far", "smooth", 1e-3, 12, 256}, Case{"far", "log_snr", 1e-3, 12, 256},
                      Case{"ten", "smooth", 1e-3, 12, 256}, Case{"ten", "cosine", 1e-3, 8, 512}),
    case_name);

TEST(Laplace, AsAFormulaIsThatLawCutAtTheSupportsEnds) {
  // KL after eight steps of ddpm, by a trapezoidal rule in 80-bit numbers for both laws: Y is wide so early, and beyond
  // 40 scales the cut pushes it inwards, which is 1.7e-9 of KL; beyond 80 scales nothing of it is left.
  const Schedule schedule = testing::schedule_family("smooth", 0.02, 6)->with_steps(8);
  const double whole = 0.207967191583967053, cut = 0.207967191235215971;
  const auto formula = [](double half) {
    return test::make_target(test::object("type", "density", "log_density", "-abs(x-0.5)/0.3", "support",
                                          test::numbers({0.5 - half, 0.5 + half})));
  };
  const std::unique_ptr<Target> exact = test::make_target(test::object("type", "laplace", "mean", 0.5, "scale", 0.3)),
                                forty = formula(12), eighty = formula(24);
  for (const auto& [target, truth] : {std::pair{exact.get(), whole}, {forty.get(), cut}, {eighty.get(), whole}}) {
    const Score score(*target, schedule);
    const Measurement found =
        find_law("grid")->measure({score, *find_sampler("ddpm"), Start::Exact, 0}, {Metric::Kl})[0];
    EXPECT_EQ(found.status, Status::Ok) << found.reason;
    EXPECT_NEAR(found.estimate.value, truth, 2 * found.estimate.error);
    EXPECT_LT(found.estimate.error, 1e-10);  // tells the two laws apart, 3.5e-10 of KL
  }
}

}  // namespace
}  // namespace diffrates

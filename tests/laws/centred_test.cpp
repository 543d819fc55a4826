// Data far from 0: divergences do not change when everything is shifted.
#include "laws/centred.hpp"

#include <gtest/gtest.h>

#include "samplers/mutant.hpp"
#include "samplers/shifts.hpp"
#include "support/reference.hpp"
#include "targets/product.hpp"

namespace diffrates {
namespace {

using testing::schedule_family;

TEST(Shifts, EverySamplerCommutesWithThem) {
  for (const SamplerKind* sampler : sampler_kinds())
    for (const auto& [name, low, high] :
         {std::tuple{"smooth", 1e-3, 12.0}, {"linear", 1e-4, 10.0}, {"cosine", 1e-3, 9.0}})
      for (const int steps : {4, 17, 256}) {
        SCOPED_TRACE(std::string(sampler->name) + " " + name + " " + std::to_string(steps));
        EXPECT_TRUE(commutes_with_shifts(*sampler, schedule_family(name, low, high)->with_steps(steps)));
      }
}

TEST(Shifts, AStepWidthThatIsOffDoesNotCommute) {
  const Schedule schedule = schedule_family("smooth", 1e-3, 12)->with_steps(64);
  for (const char* name : {"ddim", "ddpm", "accelerated_ode", "accelerated_sde", "rk4"}) {
    SCOPED_TRACE(name);
    const Mutant step(*find_sampler(name), {Wrong::Step, 1e-3}), score(*find_sampler(name), {Wrong::Score, 1e-3});
    EXPECT_FALSE(commutes_with_shifts(step.kind(), schedule));
    EXPECT_TRUE(commutes_with_shifts(score.kind(), schedule));
  }
}

struct Case {
  const char* law;
  const char* sampler;
  int dimension;
};

/// A mixture on a line, a correlated one in the plane, or independent coordinates.
std::unique_ptr<Target> mixture(const char* law, int dimension) {
  if (std::string(law) == "gaussian")
    return std::make_unique<Mixture>(std::vector<Mixture::Component>{
        {1, Eigen::Vector2d(0.3, -0.2), Eigen::Vector2d(0.25, 2), Eigen::Matrix2d{{0.8, -0.6}, {0.6, 0.8}}}});
  std::vector<Mixture::Component> components;
  for (const auto& [weight, mean, variance] : {std::tuple{0.4, -1.5, 0.09}, {0.6, 1.0, 0.25}}) {
    Eigen::VectorXd where = Eigen::VectorXd::Constant(dimension, 0.5);
    where[0] = mean;
    components.push_back({weight, where, Eigen::VectorXd::Constant(dimension, variance), {}});
  }
  if (std::string(law) != "product") return std::make_unique<Mixture>(components);
  std::shared_ptr<const Target> line = testing::line_mixture({0.4, 0.6}, {-1.5, 1.0}, {0.09, 0.25});
  return std::make_unique<Product>(
      std::vector<std::shared_ptr<const Target>>(static_cast<std::size_t>(dimension), line));
}

TEST(Centred, ADistanceFrom0ChangesNoNumber) {
  for (const auto& [law, sampler, dimension] :
       {Case{"gaussian", "rk4", 2}, Case{"gaussian", "ddpm", 2}, Case{"characteristics", "accelerated_ode", 1},
        Case{"characteristics", "rk4", 2}, Case{"grid", "ddpm", 1}, Case{"grid", "ddpm", 2}, Case{"product", "ddpm", 3},
        Case{"product", "unipc_2", 3}, Case{"path", "ddpm", 1}, Case{"path", "ddpm", 2}}) {
    SCOPED_TRACE(std::string(law) + " " + sampler + " " + std::to_string(dimension));
    const std::vector<Metric> metrics{std::string(law) == "path" ? Metric::PathKl : Metric::Tv};
    const Schedule schedule = schedule_family("smooth", 0.01, 9)->with_steps(48);
    const std::unique_ptr<Target> near = mixture(law, dimension);
    const Measurement home =
        find_law(law)->measure({Score(*near, schedule), *find_sampler(sampler), Start::Exact, 3}, metrics)[0];
    EXPECT_EQ(home.status, Status::Ok) << home.reason;
    for (const double by : {1e6, -1e9}) {
      const std::unique_ptr<Target> far = near->moved(Eigen::VectorXd::Constant(dimension, by));
      const Measurement away =
          find_law(law)->measure({Score(*far, schedule), *find_sampler(sampler), Start::Exact, 3}, metrics)[0];
      EXPECT_EQ(away.status, Status::Ok) << away.reason;
      // The data themselves were rounded to 1e-16 times their distance.
      EXPECT_NEAR(away.estimate.value, home.estimate.value,
                  3 * home.estimate.error + 1e-15 * std::abs(by) * home.estimate.value);
    }
  }
}

TEST(Centred, OfWhatCannotBeMovedTheReasonNamesTheDistance) {
  const Schedule schedule = schedule_family("smooth", 0.01, 2)->with_steps(16);
  const auto far = testing::line_mixture({0.4, 0.6}, {1e9, 1e9 + 1}, {0.09, 0.25});
  const Score score(*far, schedule);
  const Measurement found =
      find_law("grid")->measure({score, *find_sampler("ddpm"), Start::Normal, 0}, {Metric::Kl})[0];
  EXPECT_NE(found.status, Status::Ok);
  EXPECT_NE(found.reason.find("standard deviations from 0, which costs digits: the start"), std::string::npos)
      << found.reason;
}

/// Between atoms a map stretches by many powers of ten what doubles cannot tell apart: chi2, which that layer decides,
/// is known to fewer digits than the place of its nodes.
TEST(Centred, AShortShiftChangesNoNumberBeyondItsError) {
  const Schedule schedule = schedule_family("linear", 0.00754, 9.07)->with_steps(13);
  const std::vector<Metric> metrics{Metric::Kl, Metric::Chi2};
  const auto near = testing::line_mixture({0.45, 0.93, 0.44}, {-3.78955078125, 1.455078125, -5.19189453125}, {0, 0, 0});
  const auto far = near->moved(Eigen::VectorXd::Constant(1, 2));
  const LawKind& law = *find_law("characteristics");
  for (const char* sampler : {"unipc_2", "ddim", "heun"}) {
    SCOPED_TRACE(sampler);
    const auto home = law.measure({Score(*near, schedule), *find_sampler(sampler), Start::Exact, 3}, metrics);
    const auto away = law.measure({Score(*far, schedule), *find_sampler(sampler), Start::Exact, 3}, metrics);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      if (home[i].status == Status::Ok && away[i].status == Status::Ok) {
        EXPECT_NEAR(home[i].estimate.value, away[i].estimate.value,
                    4 * std::hypot(home[i].estimate.error, away[i].estimate.error));
      }
    }
  }
}

}  // namespace
}  // namespace diffrates

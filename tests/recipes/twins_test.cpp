/// The built-in samplers written as recipes (configs/samplers) give what their C++ gives, by every law that carries
/// them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "samplers/moves.hpp"
#include "support.hpp"
#include "targets/product.hpp"

namespace diffrates::testing {
namespace {

const std::string folder = SOURCE_ROOT "/configs/samplers";

std::vector<std::string> files() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) names.push_back(entry.path().stem().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::unique_ptr<Mixture> plane_gaussian() {
  const double c = 0.8, s = 0.6;
  const Mixture::Component component{1, Eigen::Vector2d(0.5, -0.3), Eigen::Vector2d(0.2, 0.6),
                                     Eigen::Matrix2d{{c, -s}, {s, c}}};
  return std::make_unique<Mixture>(std::vector<Mixture::Component>{component});
}

class Twins : public ::testing::TestWithParam<std::string> {
 protected:
  const SamplerKind& built_in() const { return *find_sampler(GetParam()); }
  std::unique_ptr<RecipeSampler> recipe() const { return sampler_of(text_of(folder + "/" + GetParam() + ".json")); }
};

TEST_P(Twins, TellTheSameOfThemselves) {
  const auto own = recipe();
  ASSERT_TRUE(own);
  const SamplerKind &a = built_in(), &b = own->kind();
  EXPECT_EQ(a.stochastic, b.stochastic);
  EXPECT_EQ(a.memory, b.memory);
  EXPECT_EQ(a.order, b.order);
  EXPECT_EQ(a.path_kl_order, b.path_kl_order);
  EXPECT_EQ(a.meaning, a.meaning);
  for (const int T : {4, 5, 40}) EXPECT_EQ(a.evaluations(T), b.evaluations(T)) << T;
  const auto target = reference_target("mixture");
  const Moves of_a = moves_of(a, *target), of_b = moves_of(b, *target);
  EXPECT_DOUBLE_EQ(of_a.before, of_b.before);
  EXPECT_DOUBLE_EQ(of_a.after, of_b.after);
  EXPECT_EQ(of_a.one_map, of_b.one_map);
  EXPECT_EQ(of_a.ends_with_noise, of_b.ends_with_noise);
  EXPECT_EQ(of_a.mixes, of_b.mixes);
}

/// The same to rounding of the places, 1e-16 a step, which is small beside errors that are large: T is small, smaller
/// for methods of higher order. KL on a grid also sees the tails, where q drowns in the rounding of transforms: there
/// the law itself says how far.
TEST_P(Twins, HaveTheSameNumbersByEveryLaw) {
  const auto own = recipe();
  ASSERT_TRUE(own);
  const auto line = line_mixture({0.4, 0.6}, {-1, 1}, {0.3, 0.5});
  const auto plane = plane_gaussian();
  const Schedule schedule = schedule_family("smooth", 5e-2, 5)->with_steps(built_in().order > 1 ? 5 : 12);
  int compared = 0;
  for (const Target* target : {static_cast<const Target*>(line.get()), static_cast<const Target*>(plane.get())})
    for (const LawKind* law : law_kinds()) {
      if (law->name == "paired" || (law->name == "path" && target->dimension() > 1) ||
          (law->name == "grid" && target->dimension() > 1))
        continue;  // seconds; they drive samplers as the others do
      for (const Metric metric : {Metric::Tv, Metric::Kl, Metric::PathKl}) {
        if (!law->metrics.contains(metric)) continue;
        const Setting a{*target, built_in(), Start::Exact}, b{*target, own->kind(), Start::Exact};
        ASSERT_EQ(law->refusal(a, metric).empty(), law->refusal(b, metric).empty())
            << law->name << ": " << law->refusal(a, metric) << law->refusal(b, metric);
        if (!law->refusal(a, metric).empty()) continue;
        const Score score(*target, schedule);
        const Measurement one = law->measure({score, built_in(), Start::Exact, 7}, {metric}).front();
        const Measurement other = law->measure({score, own->kind(), Start::Exact, 7}, {metric}).front();
        EXPECT_EQ(one.status, other.status) << law->name;
        if (one.status != Status::Ok) continue;
        const double drowned = law->name == "grid" && metric == Metric::Kl ? one.estimate.error : 0;
        EXPECT_NEAR(one.estimate.value, other.estimate.value, 1e-12 * one.estimate.value + drowned)
            << law->name << " " << name(metric) << " d = " << target->dimension();
        ++compared;
      }
    }
  EXPECT_GE(compared, 2);
}

INSTANTIATE_TEST_SUITE_P(BuiltIn, Twins, ::testing::ValuesIn(files()),
                         [](const ::testing::TestParamInfo<std::string>& one) { return one.param; });

TEST(Twin, EveryBuiltInSamplerHasOne) {
  const std::vector<std::string> names = files();
  for (const SamplerKind* kind : sampler_kinds())
    EXPECT_NE(std::find(names.begin(), names.end(), kind->name), names.end()) << kind->name;
  EXPECT_EQ(names.size(), sampler_kinds().size());
}

}  // namespace
}  // namespace diffrates::testing

/// Every sampler's measured order against the declared one, on a smooth target and on atoms.
#include <gtest/gtest.h>

#include "support.hpp"

namespace diffrates::testing {
namespace {

class EverySampler : public ::testing::TestWithParam<const SamplerKind*> {};

TEST_P(EverySampler, HasItsDeclaredOrderOnTheMixture) {
  const auto family = schedule_family("smooth", 1e-3, 12);
  const Order measured = measured_order(*GetParam(), *reference_target("mixture"), *family, 128);
  EXPECT_NEAR(measured.order, GetParam()->order, 0.05) << measured.words;
}

TEST_P(EverySampler, HasItsDeclaredOrderOnAtoms) {
  const auto family = schedule_family("smooth", 1e-2, 9);
  const Order measured = measured_order(*GetParam(), *reference_target("atoms"), *family, 128);
  EXPECT_NEAR(measured.order, GetParam()->order, 0.1) << measured.words;
}

TEST_P(EverySampler, HasItsDeclaredOrderOnTheLogSnrSchedule) {
  const auto family = schedule_family("log_snr", 1e-2, 9);
  const auto target = line_mixture({0.2, 0.5, 0.3}, {-2, 0.3, 1.7}, {0.04, 0.16, 0.01});
  const Order measured = measured_order(*GetParam(), *target, *family, 128);
  EXPECT_NEAR(measured.order, GetParam()->order, 0.1) << measured.words;
}

TEST_P(EverySampler, HasItsDeclaredPathKlOrder) {
  const LawKind& path = *find_law("path");
  const auto target = reference_target("mixture");
  const double declared = GetParam()->path_kl_order;
  ASSERT_EQ(declared > 0, path.refusal({*target, *GetParam(), Start::Exact, false}, Metric::PathKl).empty())
      << "an order is declared exactly where the path law carries the sampler";
  if (declared == 0) return;
  const auto family = schedule_family("log_snr", 1e-2, 9);
  const Order measured = measured_order(path, Metric::PathKl, *GetParam(), *target, *family, 256);
  EXPECT_NEAR(measured.order, declared, 0.1) << measured.words;
}

INSTANTIATE_TEST_SUITE_P(Samplers, EverySampler, ::testing::ValuesIn(sampler_kinds()), sampler_name);

TEST(Registry, EveryNameIsDistinctAndSourced) {
  for (const SamplerKind* kind : sampler_kinds()) {
    EXPECT_EQ(find_sampler(kind->name), kind);
    EXPECT_FALSE(kind->source.empty());
    EXPECT_FALSE(kind->meaning.empty());
  }
}

}  // namespace
}  // namespace diffrates::testing

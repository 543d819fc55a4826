/// Laws against the independent reference values.
#include "support/reference.hpp"

#include <gtest/gtest.h>

#include "scores/score_error.hpp"

namespace diffrates {
namespace testing {

static void PrintTo(const ReferenceRow& row, std::ostream* out) { *out << row.cell() << ' ' << row.metric; }

}  // namespace testing
namespace {

using testing::ReferenceCell;
using testing::ReferenceRow;

bool deterministic(const ReferenceRow& row) {
  const SamplerKind* sampler = find_sampler(row.sampler);
  return sampler != nullptr && !sampler->stochastic && !row.metric.starts_with("path_");
}

class Characteristics : public ::testing::TestWithParam<ReferenceCell> {};

TEST_P(Characteristics, ReproduceTheReference) {
  const ReferenceRow& first = GetParam().front();
  const auto target = testing::reference_target(first.target);
  const Schedule schedule =
      testing::schedule_family(first.schedule, first.param1, first.param2)->with_steps(first.steps);
  std::unique_ptr<ScoreError> error;
  if (first.epsilon > 0) {
    const Value value{
        Members{{"type", Value{"cosine"}}, {"frequency", Value{first.frequency}}, {"phase", Value{first.phase}}}};
    Problems problems;
    const auto family = make_kind<ScoreErrorFamily>(value, "", problems, score_error_kinds());
    ASSERT_NE(family, nullptr);
    error = family->on(*target, schedule, first.epsilon, 0);
  }
  const Score score(*target, schedule, error.get());
  const Question question{score, *find_sampler(first.sampler), testing::start_named(first.start), 0};
  std::vector<Metric> metrics;
  for (const ReferenceRow& row : GetParam()) metrics.push_back(testing::metric_named(row.metric));
  const std::vector<Measurement> measured = find_law("characteristics")->measure(question, metrics);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const ReferenceRow& row = GetParam()[i];
    EXPECT_EQ(measured[i].metric, metrics[i]);
    EXPECT_EQ(measured[i].status, Status::Ok) << row.metric << ": " << measured[i].reason;
    EXPECT_NEAR(measured[i].estimate.value, row.value, row.tolerance()) << row.metric;
    // The stated errors of both sides cover the difference.
    EXPECT_LE(std::abs(measured[i].estimate.value - row.value),
              measured[i].estimate.error + 2 * std::max(row.error, 1e-8 * row.value))
        << row.metric;
    EXPECT_LT(measured[i].estimate.error, 1e-6 * row.value) << row.metric;
  }
}

INSTANTIATE_TEST_SUITE_P(Reference, Characteristics, ::testing::ValuesIn(testing::reference_cells(deterministic)));

TEST(Reference, HasEveryDeterministicCell) {
  // 9 of the mixture without error on each of two schedules and starts, 12 of the Gaussian, ...: the file is complete.
  EXPECT_GE(testing::reference_cells(deterministic).size(), 31u);
}

}  // namespace
}  // namespace diffrates

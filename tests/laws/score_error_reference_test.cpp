/// Rows of the reference values with an injected cosine error: deterministic samplers by characteristics, stochastic by
/// grid.
#include <gtest/gtest.h>

#include "scores/score_error.hpp"
#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::ReferenceCell;
using testing::ReferenceRow;

std::unique_ptr<ScoreErrorFamily> cosine(const ReferenceRow& row) {
  const Value value{
      Members{{"type", Value{"cosine"}}, {"frequency", Value{row.frequency}}, {"phase", Value{row.phase}}}};
  Problems problems;
  return make_kind<ScoreErrorFamily>(value, "", problems, score_error_kinds());
}

class ScoreErrorReference : public ::testing::TestWithParam<ReferenceCell> {};

TEST_P(ScoreErrorReference, AgreesWithIndependentValues) {
  const ReferenceCell& cell = GetParam();
  const ReferenceRow& row = cell.front();
  const auto target = testing::reference_target(row.target);
  const Schedule schedule = testing::schedule_family(row.schedule, row.param1, row.param2)->with_steps(row.steps);
  const std::unique_ptr<ScoreError> error = cosine(row)->on(*target, schedule, row.epsilon, 1);
  const Score score(*target, schedule, error.get());
  const SamplerKind& sampler = *find_sampler(row.sampler);
  std::vector<Metric> metrics;
  for (const ReferenceRow& each : cell) metrics.push_back(testing::metric_named(each.metric));
  const LawKind* law = find_law(sampler.stochastic ? "grid" : "characteristics");
  const auto measured = law->measure({score, sampler, testing::start_named(row.start)}, metrics);
  ASSERT_EQ(measured.size(), cell.size());
  for (std::size_t i = 0; i < cell.size(); ++i) {
    SCOPED_TRACE(row.cell() + " " + cell[i].metric + " " + measured[i].reason);
    EXPECT_EQ(measured[i].status, Status::Ok);
    EXPECT_NEAR(measured[i].estimate.value, cell[i].value, cell[i].tolerance());
    EXPECT_LT(measured[i].estimate.error, cell[i].tolerance());
  }
}

bool with_error(const ReferenceRow& row) { return row.epsilon > 0; }

INSTANTIATE_TEST_SUITE_P(Rows, ScoreErrorReference, ::testing::ValuesIn(testing::reference_cells(with_error)));

TEST(ScoreErrorReference, HasAllCells) { EXPECT_EQ(testing::reference_cells(with_error).size(), 24u); }

}  // namespace
}  // namespace diffrates

#include <gtest/gtest.h>

#include "support/reference.hpp"

namespace diffrates {
namespace {

using testing::ReferenceCell;
using testing::ReferenceRow;

class GridReference : public ::testing::TestWithParam<ReferenceCell> {};

TEST_P(GridReference, AgreesWithIndependentValues) {
  const ReferenceCell& cell = GetParam();
  const ReferenceRow& row = cell.front();
  const auto target = testing::reference_target(row.target);
  const Schedule schedule = testing::schedule_family(row.schedule, row.param1, row.param2)->with_steps(row.steps);
  const Score score(*target, schedule);
  std::vector<Metric> metrics;
  for (const ReferenceRow& each : cell) metrics.push_back(testing::metric_named(each.metric));
  const auto measured = find_law("grid")->measure({score, *find_sampler(row.sampler), testing::start_named(row.start)}, metrics);
  for (std::size_t i = 0; i < cell.size(); ++i) {
    SCOPED_TRACE(row.cell() + " " + cell[i].metric + " " + measured[i].reason);
    EXPECT_EQ(measured[i].status, Status::Ok);
    EXPECT_NEAR(measured[i].estimate.value, cell[i].value, cell[i].tolerance());
    EXPECT_LT(measured[i].estimate.error, std::max(1e-6 * cell[i].value, cell[i].error));
  }
}

std::string cell_name(const ::testing::TestParamInfo<ReferenceCell>& one) {
  const ReferenceRow& row = one.param.front();
  return row.target + "_" + row.schedule + "_" + row.start + "_" + row.sampler + "_" + std::to_string(row.steps);
}

INSTANTIATE_TEST_SUITE_P(Rows, GridReference, ::testing::ValuesIn(testing::reference_cells([](const ReferenceRow& row) {
                           return row.epsilon == 0;
                         })),
                         cell_name);

}  // namespace
}  // namespace diffrates

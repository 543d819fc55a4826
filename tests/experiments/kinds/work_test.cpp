#include "kinds/rates/work.hpp"

#include <gtest/gtest.h>

#include "computing/plan.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

/// value = nfe^-order at each nfe.
std::vector<Row> power_law(double order, const std::vector<int>& nfe) {
  std::vector<Row> rows;
  for (const int n : nfe) {
    Row row;
    row.nfe = n;
    row.estimate = {std::pow(double(n), -order), 0};
    row.status = Status::Ok;
    rows.push_back(row);
  }
  return rows;
}
std::string needed(const std::vector<Row>& rows, double level) {
  std::vector<const Row*> pointers;
  for (const Row& row : rows) pointers.push_back(&row);
  return work_needed(pointers, level);
}

TEST(Work, InterpolatesAPowerLawExactly) {
  const std::vector<Row> rows = power_law(2, {15, 31, 63, 127});
  EXPECT_EQ(needed(rows, std::pow(50.0, -2)), "50");
  EXPECT_EQ(needed(rows, std::pow(63.5, -2)), "64");
}

TEST(Work, SaysWhatTheRangeDoesNotHold) {
  const std::vector<Row> rows = power_law(2, {15, 31, 63, 127});
  EXPECT_EQ(needed(rows, 0.1), "<= 15");
  EXPECT_EQ(needed(rows, 1e-6), "not reached");
  EXPECT_EQ(needed({}, 0.1), "-");
}

TEST(Work, CountsFromWhereTheErrorStaysBelow) {
  std::vector<Row> rows = power_law(2, {15, 31, 63, 127});
  rows[0].estimate.value = 1e-9;  // below by luck, above again at 31
  EXPECT_EQ(needed(rows, std::pow(50.0, -2)), "50");
}

TEST(Work, PassesOverNumbersThatAreNotOk) {
  std::vector<Row> rows = power_law(2, {16, 32, 64, 128});
  rows[2].status = Status::Folded;
  rows[2].estimate.value = 0;
  EXPECT_EQ(needed(rows, std::pow(50.0, -2)), "50") << "between 32 and 128";
}

TEST(Work, OneTableAPlaceWhereSamplersDifferInCost) {
  Reading reading = read_changed({"samplers=[\"ddim\",\"accelerated_ode\",\"heun\"]", "claims=[]"});
  ASSERT_TRUE(reading.config != nullptr) << reading.problems;
  std::vector<Row> rows = make_plan(*reading.config).rows;
  for (Row& row : rows) {
    row.estimate = {1.0 / row.nfe, 0};
    row.status = Status::Ok;
  }
  const std::vector<FindingTable> tables = work_tables(*reading.config, rows);
  ASSERT_EQ(tables.size(), 2U) << "two targets";
  ASSERT_EQ(tables[0].words.lines.size(), 3U);
  EXPECT_EQ(tables[0].words.lines[0][0], "ddim");
  EXPECT_EQ(tables[0].words.lines[0][1], tables[0].words.lines[2][1]) << "evaluations, not T";
  const Reading same = read_changed({"samplers=[\"ddim\",\"ddim_exact\",\"deis_2\"]", "claims=[]"});
  EXPECT_TRUE(work_tables(*same.config, rows).empty()) << "all cost the same: T says it all";
}

}  // namespace
}  // namespace diffrates::test

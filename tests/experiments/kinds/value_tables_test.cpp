#include "kinds/rates/value_tables.hpp"

#include "computing/plan.hpp"
#include "support/config.hpp"

namespace diffrates {
namespace {

using Line = std::vector<std::string>;

TEST(ValueTables, HaveALineAScheduleAndAColumnASampler) {
  const test::Reading read = test::read_changed(
      {R"(schedule=[{"type":"smooth","l_min":0.001,"l_max":12},{"type":"log_snr","l_min":0.001,"l_max":12}])",
       R"(samplers=["ddim","heun"])", R"(metrics=["tv"])", "claims=[]", "steps=[64]"});
  ASSERT_EQ(read.problems, "");
  std::vector<Row> rows = make_plan(*read.config).rows;
  for (Row& row : rows) {
    const bool smooth = row.place.schedule.type == "smooth", ddim = row.place.sampler == "ddim";
    row.status = smooth || ddim ? Status::Ok : Status::Folded;
    row.estimate = {(smooth ? 0.25 : 0.125) / (ddim ? 1 : 3), !smooth && ddim ? 0.001 : 1e-9};
  }
  const std::vector<FindingTable> tables = value_tables(*read.config, rows);
  ASSERT_EQ(tables.size(), 2u);  // two targets
  EXPECT_EQ(tables[0].title, "tv at T = 64: mixture (d = 1), start exact");
  EXPECT_EQ(tables[0].about.targets, std::vector<std::string>{"mixture"});
  EXPECT_EQ(tables[0].about.samplers, (Line{"ddim", "heun"}));
  EXPECT_TRUE(tables[0].brief);
  EXPECT_EQ(tables[0].words.header, (Line{"schedule", "ddim (63 evaluations)", "heun (126 evaluations)"}));
  ASSERT_EQ(tables[0].words.lines.size(), 2u);
  EXPECT_EQ(tables[0].words.lines[0], (Line{"smooth(l_min=0.001;l_max=12)", "0.25", "0.08333"}));
  EXPECT_EQ(tables[0].words.lines[1], (Line{"log_snr(l_min=0.001;l_max=12)", "0.125 +- 0.001", "folded"}));
}

TEST(ValueTables, AreOfASingleT) {
  const test::Reading read = test::read_changed({"claims=[]", "steps=[32, 64]"});
  EXPECT_TRUE(value_tables(*read.config, make_plan(*read.config).rows).empty());
}

}  // namespace
}  // namespace diffrates

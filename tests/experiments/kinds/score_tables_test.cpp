#include "kinds/rates/score_tables.hpp"

#include "computing/plan.hpp"
#include "support/config.hpp"

namespace diffrates {
namespace {

TEST(ScoreTables, SetTheTermsOfTheTheoremsBesideTheTotalVariation) {
  const test::Reading read =
      test::read_changed({R"(score_error={"type": "program", "command": [["serve", "1"], ["serve", "2"]]})",
                          "claims=[]", "steps=[16, 64]"});
  ASSERT_EQ(read.problems, "");
  std::vector<Row> rows = make_plan(*read.config).rows;
  for (Row& row : rows) {
    row.status = Status::Ok;
    row.estimate = {row.place.sampler == "ddim" ? 0.25 : 0.125, 0.001};
  }
  const std::string header =
      "target,dimension,schedule,score_error,epsilon,steps,eps_score,eps_score_error,eps_jacobi,eps_jacobi_error\n";
  const std::string sizes =
      header + "mixture,1,smooth(l_min=0.001;l_max=12),program(command=serve 1),0,64,0.1,0,0.2,0\n";
  const std::vector<FindingTable> tables = score_tables(*read.config, rows, sizes);
  ASSERT_EQ(tables.size(), 2u);  // two targets
  ASSERT_EQ(tables[0].words.lines.size(), 2u);
  // sqrt(log^3 64) 0.1 = 0.848, log 64 0.2 = 0.832
  EXPECT_EQ(tables[0].words.lines[0],
            (std::vector<std::string>{"program(command=serve 1)", "0.1", "0.2", "0.848", "0.832", "0.25", "0.125"}));
  EXPECT_EQ(tables[0].words.lines[1],
            (std::vector<std::string>{"program(command=serve 2)", "-", "-", "-", "-", "0.25", "0.125"}));
  EXPECT_TRUE(score_tables(*read.config, rows, "").empty());
  EXPECT_TRUE(score_tables(*test::read_changed({}).config, rows, sizes).empty());
}

}  // namespace
}  // namespace diffrates

// Schedules from formulas and files, and comparisons with the data, as configurations ask for them.
#include "results/rows.hpp"
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string said(const std::string& schedule, const std::vector<std::string>& more = {}) {
  std::vector<std::string> sets{"schedule=" + schedule};
  sets.insert(sets.end(), more.begin(), more.end());
  return read_changed(sets).problems;
}

TEST(GivenSchedule, is_checked_at_every_T_with_its_place) {
  EXPECT_EQ(said(R"({"type": "formula", "L": "0.001 * 12000^s"})"), "");
  EXPECT_THAT(said(R"({"type": "formula", "L": "0.001 * 12000^s + "})"),
              HasSubstr("/schedule/L: is \"0.001 * 12000^s + \": column"));
  EXPECT_THAT(said(R"({"type": "formula", "abar": "1 - s"})"),
              ::testing::AllOf(HasSubstr("/schedule/abar: T = 32: \"1 - s\" is 0 at t = 33 (s = 1)"),
                               HasSubstr("/schedule/abar: T = 512")));
  EXPECT_THAT(said(R"([{"type": "smooth", "l_min": 0.001, "l_max": 12}, {"type": "formula", "L": "-s"}])"),
              HasSubstr("/schedule/1/L: T = 32"));
}

TEST(GivenSchedule, of_data_needs_a_metric_that_needs_no_noise) {
  const std::string from_data = R"({"type": "formula", "L": "12 * s^2"})";
  EXPECT_EQ(said(from_data), "") << "mixtures of positive variance have smooth densities";
  EXPECT_THAT(said(from_data, {"targets.1.variances=[0]"}),
              ::testing::AllOf(HasSubstr("/metrics/0"), HasSubstr("X_0 has no smooth density")));
  EXPECT_EQ(said(from_data, {"targets=[{\"name\": \"point\", \"type\": \"gaussian\", \"variances\": [1, 0]}]",
                             "metrics=[\"w2\"]", "claims=[]"}),
            "");
  EXPECT_THAT(said(from_data, {"metrics=[\"path_kl\"]", "samplers=[\"ddpm\"]", "claims=[]"}),
              HasSubstr("path: follows paths that end at X_1, and the comparison is with X_0"));
}

TEST(AgainstData, is_a_choice_of_the_whole_configuration) {
  EXPECT_EQ(read_changed({"against_data=true", "metrics=[\"tv\", \"w1\", \"w2\"]"}).problems, "");
  EXPECT_THAT(read_changed({"against_data=1"}).problems, HasSubstr("/against_data: is 1; accepted: true or false"));
  EXPECT_THAT(read_changed({"against_data=true", "targets.0.variances=[0, 0.1]"}).problems,
              HasSubstr("no smooth density"));
  const Reading plain = read_changed({"against_data=false"});
  EXPECT_THAT(json_text(plain.experiment->resolved), HasSubstr("against_data"));
  EXPECT_THAT(json_text(read_changed({}).experiment->resolved), Not(HasSubstr("against_data")));
}

/// A table of levels beside the configuration.
class TableFile : public ProgramTest {
 protected:
  std::string schedule(const std::string& column, const std::string& spacing) const {
    return R"({"type": "table", "file": "levels.csv", "column": ")" + column + R"(", "spacing": ")" + spacing + "\"}";
  }
  std::string problems_of(const std::string& csv, const std::string& column, const std::string& spacing) {
    folder_.write("levels.csv", csv);
    Problems problems;
    read_experiment(folder_.write("c.json", changed({"schedule=" + schedule(column, spacing), "steps=[4, 5, 6, 8]"})),
                    {}, false, problems);
    return lines(problems);
  }
  static std::string counted(int n, const std::string& name = "L") {
    std::string text = name + "\n";
    for (int k = 1; k <= n; ++k) text += std::to_string(0.005 * k * k) + "\n";
    return text;
  }
};

TEST_F(TableFile, is_read_beside_the_configuration) {
  EXPECT_EQ(problems_of(counted(20), "L", "leading"), "");
  EXPECT_EQ(problems_of("k;L\n1;0,5\n2;0,75\n", "L", "interpolate").substr(0, 15), "/schedule/file:");
  EXPECT_THAT(
      problems_of(counted(8), "L", "leading"),
      ::testing::AllOf(HasSubstr("/schedule: T = 8 takes 9 levels and the file holds 8"), Not(HasSubstr("T = 6"))));
}

TEST_F(TableFile, that_is_hostile_is_refused_with_what_is_wrong) {
  EXPECT_THAT(problems_of("L\n0.1\nnan\n0.3\n", "L", "interpolate"), HasSubstr("line 3"));
  EXPECT_THAT(problems_of("L\n0.1\ninf\n", "L", "interpolate"), HasSubstr("line 3"));
  EXPECT_THAT(problems_of("L,beta\n0.1,0.1\n0.2\n", "L", "interpolate"), HasSubstr("line 3"));
  EXPECT_THAT(problems_of("", "L", "leading"), HasSubstr("/schedule/file"));
  EXPECT_THAT(problems_of("L\n", "L", "leading"), HasSubstr("/schedule/file"));
  EXPECT_THAT(problems_of("L\n1e400\n", "L", "leading"), HasSubstr("line 2"));
  EXPECT_THAT(problems_of(std::string("L\n0.1\0\n", 7), "L", "leading"), HasSubstr("/schedule/file"));
  EXPECT_THAT(problems_of(counted(20, "beta"), "beta", "leading"), HasSubstr("holds beta = 1.125 in record 15"));
  EXPECT_THAT(problems_of("L\n3\n2\n1\n", "L", "interpolate"), HasSubstr("noise increasing from record to record"));
  std::filesystem::remove(folder_.path() / "levels.csv");
  std::filesystem::create_directory(folder_.path() / "levels.csv");
  Problems problems;
  read_experiment(folder_.write("c.json", changed({"schedule=" + schedule("L", "leading")})), {}, false, problems);
  EXPECT_THAT(lines(problems), HasSubstr("/schedule/file"));
  std::filesystem::remove(folder_.path() / "levels.csv");
  Problems missing;
  read_experiment(folder_.write("c.json", changed({"schedule=" + schedule("L", "leading")})), {}, false, missing);
  EXPECT_THAT(lines(missing), HasSubstr("/schedule/file"));
}

TEST_F(TableFile, is_an_input_of_the_result_which_is_read_again_without_it) {
  folder_.write("levels.csv", counted(40));
  const std::string config = folder_.write(
      "good.json", changed({"schedule=" + schedule("L", "trailing"), "steps=[8, 12, 16, 24, 32]", "metrics=[\"tv\"]",
                            "samplers=[\"ddim\"]",
                            "targets=[{\"name\": \"mixture\", \"type\": \"gaussian_mixture\", "
                            "\"weights\": [0.4, 0.6], \"means\": [-1.5, 1], \"variances\": [0.09, 0.25]}]"}));
  const std::string results = (folder_.path() / "out").string();
  ASSERT_EQ(run_program({"run", config, "--output", results}).code, 0);
  const std::string result = results + "/good";
  EXPECT_THAT(*read_file(result + "/points.csv"), HasSubstr("table(file=levels.csv;column=L;spacing=trailing)"));
  EXPECT_THAT(*read_file(result + "/provenance.json"), HasSubstr("/schedule/file"));
  const int before = run_program({"check", result}).code;
  EXPECT_NE(before, 2);
  folder_.write("levels.csv", counted(41));
  EXPECT_EQ(run_program({"check", result}).code, before);
  std::filesystem::remove(folder_.path() / "levels.csv");
  EXPECT_EQ(run_program({"check", result}).code, before);
}

}  // namespace
}  // namespace diffrates::test

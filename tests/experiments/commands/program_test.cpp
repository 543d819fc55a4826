// The command line as a contract: exit codes, files, when results are computed anew.
#include "results/rows.hpp"
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

TEST_F(ProgramTest, WritesTheFilesOfAResult) {
  config();
  const Outcome outcome = run("out");
  EXPECT_EQ(outcome.code, 0) << outcome.output;
  EXPECT_EQ(files("out"), result_files);
  EXPECT_THAT(outcome.output, ::testing::ContainsRegex("small +tv +tv ddpm T\\^-1 +[01]\\.[0-9]+ \\[.*confirmed"));
  const std::vector<PointLine> rows = read_points(text("out", "points.csv"));
  ASSERT_EQ(rows.size(), 2U * 2 * 9 * 2);
  for (const PointLine& row : rows) EXPECT_EQ(row.status, Status::Ok) << row.at("metric") << row.at("steps");
  for (const char* key : {"\"git_commit\"", "\"git_dirty\"", "\"compiler\"", "\"flags\"", "\"cpu\"", "\"libraries\"",
                          "\"seed\"", "\"command\"", "\"seconds\""})
    EXPECT_THAT(text("out", "provenance.json"), ::testing::HasSubstr(key));
}

TEST_F(ProgramTest, TheBitsDoNotDependOnTheNumberOfThreads) {
  config();
  EXPECT_EQ(run("one", {"--jobs", "1"}).code, 0);
  EXPECT_EQ(run("two", {"--jobs", "2"}).code, 0);
  EXPECT_EQ(run("five", {"--jobs", "5"}).code, 0);
  expect_same("one", "two");
  expect_same("one", "five");
}

TEST_F(ProgramTest, ASecondRunIsUpToDateAndChangesNothing) {
  config();
  run("out");
  const std::string before = text("out", "provenance.json") + text("out", "points.csv");
  const Outcome again = run("out");
  EXPECT_EQ(again.code, 0);
  EXPECT_THAT(again.output, ::testing::HasSubstr("up to date"));
  EXPECT_EQ(text("out", "provenance.json") + text("out", "points.csv"), before);
  EXPECT_EQ(run("out", {"--force"}).code, 0);
  EXPECT_NE(text("out", "provenance.json") + text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AnEditedResultIsComputedAgain) {
  config();
  run("out");
  const std::string good = numbers("out");
  write_file(file("out", "points.csv"), text("out", "points.csv") + "junk\n");
  EXPECT_EQ(run("out").code, 0);
  EXPECT_EQ(numbers("out"), good);
}

TEST_F(ProgramTest, AnotherConfigurationOfThatNameIsRefusedNamingTheField) {
  config();
  run("out");
  const std::string before = text("out", "points.csv");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{}, {"--resume"}}) {
    std::vector<std::string> more{"--set", "schedule.l_max=11"};
    more.insert(more.end(), flags.begin(), flags.end());
    const Outcome refused = run("out", more);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.output, ::testing::AllOf(::testing::HasSubstr("l_max is 12 there and 11 here"),
                                                 ::testing::HasSubstr("--force")));
  }
  EXPECT_EQ(text("out", "points.csv"), before);
  EXPECT_EQ(run("out", {"--set", "schedule.l_max=11", "--force"}).code, 0);
  EXPECT_NE(text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AChangedDataFileIsRefusedNamingTheField) {
  folder_.write("data.csv", "a\n-1\n0\n1.5\n");
  folder_.write("small.json",
                R"({"schema_version": 1, "name": "small", "schedule": {"type": "smooth", "l_min": 0.1, "l_max": 9},
    "targets": [{"name": "data", "type": "samples", "file": "data.csv", "bandwidth": 0.3}],
    "samplers": ["ddim"], "steps": [16, 32], "metrics": ["tv"]})");
  EXPECT_EQ(run("out").code, 0);
  EXPECT_THAT(run("out").output, ::testing::HasSubstr("up to date"));
  // A baseline does not know where the file lies.
  EXPECT_EQ(run_program({"baseline", "update", out("out"), "--baseline", out("kept")}).code, 0);
  EXPECT_THAT(text("kept", "config.json"), ::testing::HasSubstr(R"("file": "data.csv")"));
  EXPECT_EQ(run_program({"compare", out("out"), "--baseline", out("kept")}).code, 0);
  const std::string before = text("out", "points.csv");
  folder_.write("data.csv", "a\n-1\n0\n1.6\n");
  for (const std::vector<std::string>& flags : {std::vector<std::string>{}, {"--resume"}}) {
    const Outcome refused = run("out", flags);
    EXPECT_EQ(refused.code, 2);
    EXPECT_THAT(refused.output, ::testing::HasSubstr("/targets/0/file"));
    EXPECT_EQ(text("out", "points.csv"), before);
  }
  EXPECT_EQ(run("out", {"--force"}).code, 0);
  EXPECT_NE(text("out", "points.csv"), before);
}

TEST_F(ProgramTest, AFinishedResultStandsWithoutItsDataFiles) {
  fs::create_directories(folder_.path() / "home");
  folder_.write("home/data.csv", "a,b\n-1,2\n0,3\n1.5,1\n");
  const std::string config =
      folder_.write("home/small.json",
                    R"({"schema_version": 1, "name": "small", "schedule": {"type": "smooth", "l_min": 0.1, "l_max": 9},
    "targets": [{"name": "data", "type": "samples", "file": "data.csv", "columns": ["b"], "bandwidth": 0.3}],
    "samplers": ["ddim"], "steps": [16, 32, 64, 128], "metrics": ["tv"], "start": "exact", "claims": [{"id": "tv",
    "target": "data", "sampler": "ddim", "metric": "tv", "exponent": 1, "relation": "equals", "tolerance": 0.3}]})");
  const Outcome ran = run_program({"run", config, "--output", out("home/out")});
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output, ::testing::HasSubstr("data.csv: 3 records, 2 columns: a, b"));
  EXPECT_EQ(run_program({"baseline", "update", out("home/out"), "--baseline", out("kept")}).code, 0);
  const auto stands = [&](const std::string& result) {
    std::string said;
    for (const auto& [command, code] : std::vector<std::pair<std::vector<std::string>, int>>{
             {{"check", result}, 0},
             {{"plot", result}, 0},
             {{"compare", result, "--baseline", out("kept")}, 0},
             {{"report", result, "--output", out("report.html")}, 0}}) {
      const Outcome outcome = run_program(command);
      EXPECT_EQ(outcome.code, code) << command.front() << ": " << outcome.output;
      said += outcome.output;
    }
    return said;
  };
  EXPECT_THAT(stands(out("home/out")), ::testing::Not(::testing::HasSubstr("has changed")));
  folder_.write("home/data.csv", "a,b\n-1,2\n0,3\n");
  EXPECT_THAT(stands(out("home/out")), ::testing::HasSubstr("data.csv has changed since the result was computed"));
  fs::remove(folder_.path() / "home" / "data.csv");
  fs::rename(folder_.path() / "home", folder_.path() / "moved");
  EXPECT_THAT(stands(out("moved/out")), ::testing::Not(::testing::HasSubstr("has changed")));
}

TEST_F(ProgramTest, SaysHowManyNumbersDidNotResolveAndWhy) {
  config("");
  const std::vector<std::string> narrow{
      "--set",
      "samplers=[\"ddpm\", \"ddim\"]",
      "--set",
      "steps=[4, 5]",
      "--set",
      R"(targets=[{"name": "mixture", "type": "gaussian_mixture", "weights": [1, 1], "means": [[-2000, 0], [2000, 0]], "covariances": [1e-5, 1e-5]}])"};
  const Outcome ran = run("out", narrow);
  EXPECT_EQ(ran.code, 0);
  EXPECT_THAT(ran.output,
              ::testing::ContainsRegex("small: [0-9]+ of 16 numbers did not resolve:\n  8 by grid, unresolved: .*X_t"));
  const Outcome checked = run_program({"check", out("out")});
  EXPECT_EQ(ran.output.substr(ran.output.find("did not resolve")),
            checked.output.substr(checked.output.find("did not resolve")));
}

}  // namespace
}  // namespace diffrates::test

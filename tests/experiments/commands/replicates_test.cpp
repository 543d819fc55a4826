// Numbers from scramblings: a finished result is judged as it was during its run, whether that was interrupted or not.
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

const std::vector<std::string> in_the_plane{
    "--set",
    R"(targets=[{"name":"mixture","type":"gaussian_mixture","weights":[0.4,0.6],)"
    R"("means":[[-0.8,-0.8],[0.6,-0.4]],"covariances":[0.2,0.4]}])",
    "--set",
    "steps=[32,64,96,128,192,256,384,512]",
    "--set",
    R"(samplers=["ddim"])",
    "--set",
    R"(start="exact")",
    "--set",
    "law=characteristics"};

class ReplicatesTest : public ProgramTest {
 protected:
  std::string ddim_claim() const {
    std::string text = claim("tv", 1);
    return text.replace(text.find("ddpm"), 4, "ddim");
  }
  Outcome run_in_the_plane(const std::string& output, std::vector<std::string> more = {}) const {
    more.insert(more.begin(), in_the_plane.begin(), in_the_plane.end());
    return run(output, more);
  }
};

TEST_F(ReplicatesTest, AreReadBackToTheSameVerdicts) {
  config(ddim_claim());
  const Outcome ran = run_in_the_plane("out");
  ASSERT_EQ(ran.code, 0) << ran.output;
  ASSERT_TRUE(fs::exists(file("out", "replicates.csv")));
  const Outcome with = run_program({"check", out("out")});
  EXPECT_NE(ran.output.find(with.output), std::string::npos) << ran.output << with.output;
  EXPECT_EQ(run_program({"compare", out("out"), "--baseline", out("out")}).code, 0);
  // An older result has none, and is judged by its stated errors.
  fs::remove(file("out", "replicates.csv"));
  const Outcome without = run_program({"check", out("out")});
  EXPECT_EQ(without.code, with.code);
  EXPECT_NE(without.output, with.output);
}

TEST_F(ReplicatesTest, SpoiltAreAnErrorThatNamesFileAndLine) {
  config(ddim_claim());
  ASSERT_EQ(run_in_the_plane("out").code, 0);
  const std::string good = text("out", "replicates.csv");
  std::string bad = good;
  bad.insert(bad.rfind(','), "x");
  for (const auto& [spoilt, words] : {std::pair{bad, "replicate_15 is"}, std::pair{std::string(), "line 1"},
                                      std::pair{good.substr(0, good.size() / 2), "line"},
                                      std::pair{good + good.substr(good.find('\n') + 1), "out of their order"}}) {
    write_file(file("out", "replicates.csv"), spoilt);
    for (const std::vector<std::string>& command : std::vector<std::vector<std::string>>{
             {"check", out("out")}, {"plot", out("out")}, {"report", out("out"), "--markdown"}}) {
      const Outcome outcome = run_program(command);
      EXPECT_EQ(outcome.code, 2) << command.front() << outcome.output;
      EXPECT_THAT(outcome.output,
                  ::testing::AllOf(::testing::HasSubstr("replicates.csv: "), ::testing::HasSubstr(words)));
    }
  }
  // Numbers that have none leave none behind of those before.
  ASSERT_EQ(run("out", {"--force", "--set", "claims=[]"}).code, 0);
  EXPECT_EQ(files("out"), result_files);
}

TEST_F(ReplicatesTest, ARunKilledAndResumedHasTheSameBits) {
  config(ddim_claim());
  ASSERT_EQ(run_in_the_plane("whole").code, 0);
  std::vector<std::string> arguments{"run", out("small.json"), "--output", out("killed"), "--jobs", "1"};
  arguments.insert(arguments.end(), in_the_plane.begin(), in_the_plane.end());
  Program program(arguments);
  wait_for("killed", 3);
  program.send(SIGKILL);
  program.wait();
  EXPECT_GE(journaled("killed"), 3U);
  EXPECT_EQ(run_in_the_plane("killed", {"--resume"}).code, 0);
  expect_same("whole", "killed");
  EXPECT_EQ(text("whole", "replicates.csv"), text("killed", "replicates.csv"));
}

}  // namespace
}  // namespace diffrates::test

// A run that is killed or interrupted, and gone on with.
#include "numerics/random.hpp"
#include "results/rows.hpp"
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

class ResumeTest : public ProgramTest {};

TEST_F(ResumeTest, KilledAtAnyMomentItResumesToTheSameBits) {
  config();
  ASSERT_EQ(run("whole").code, 0);
  Stream random(1, "moments");
  for (int i = 0; i < 20; ++i) {
    Program program({"run", out("small.json"), "--output", out("killed"), "--jobs", "2", "--resume"});
    std::this_thread::sleep_for(std::chrono::duration<double>(0.06 * random.uniform()));
    program.send(SIGKILL);
    program.wait();
    if (fs::exists(file("killed", "provenance.json"))) {  // it was done before the kill: begin again
      expect_same("whole", "killed");
      fs::remove_all(folder_.path() / "killed");
    }
  }
  EXPECT_EQ(run("killed", {"--resume"}).code, 0);
  expect_same("whole", "killed");
}

TEST_F(ResumeTest, ResumingKeepsWhatTheJournalHolds) {
  config();
  Program program({"run", out("small.json"), "--output", out("out"), "--jobs", "1"});
  wait_for("out", 3);
  program.send(SIGKILL);
  program.wait();
  const std::vector<CsvRecord> journal =
      parse_csv(text("out", "unfinished.csv").substr(0, text("out", "unfinished.csv").rfind('\n') + 1));
  ASSERT_GE(journal.size(), 3U);
  ASSERT_FALSE(fs::exists(file("out", "points.csv")));
  EXPECT_EQ(run_program({"check", out("out")}).code, 2);  // an unfinished result is none
  const Outcome refused = run("out", {"--resume", "--set", "seed=7"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.output, ::testing::HasSubstr("/seed is 1 there and 7 here"));
  // A journal of tampered numbers shows that they are taken from it and not computed again.
  std::string planted;
  for (CsvRecord record : journal) {
    record[2] = "0.125";
    record.erase(record.begin());
    const std::string line = csv_line(record);
    char seal[32];
    std::snprintf(seal, sizeof seal, "%016llx,", static_cast<unsigned long long>(key_of(line)));
    planted += seal + line;
  }
  write_file(file("out", "unfinished.csv"), planted);
  EXPECT_EQ(run("out", {"--resume"}).code, 0);
  EXPECT_EQ(files("out"), result_files);
  std::size_t found = 0;
  for (const PointLine& row : read_points(text("out", "points.csv"))) found += row.estimate.value == 0.125 ? 1 : 0;
  EXPECT_EQ(found, journal.size());
}

TEST_F(ResumeTest, InterruptedItLeavesCompleteFilesAndSaysHowToGoOn) {
  config();
  ASSERT_EQ(run("whole").code, 0);
  for (const int signal : {SIGINT, SIGTERM}) {
    Program program(
        {"run", out("small.json"), "--output", out("out"), "--set", "steps=[16,24,32,48,64,96,128,192,256,4096,8192]"});
    wait_for("out", 0);
    for (int i = 0; i < 60000 && !fs::exists(file("out", "unfinished.json")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    program.send(signal);
    EXPECT_EQ(program.wait(), 130);
    EXPECT_THAT(program.output(), ::testing::HasSubstr("--resume"));
    EXPECT_EQ(files("out"), (std::set<std::string>{"unfinished.csv", "unfinished.json"}));
  }
}

}  // namespace
}  // namespace diffrates::test

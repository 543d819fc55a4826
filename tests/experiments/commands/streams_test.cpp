// Standard input and output, and what bad input leaves.
#include "support/small_program.hpp"

namespace diffrates::test {
namespace {

class StreamsTest : public ProgramTest {};

/// The exit code of a line of shell in which PROGRAM is the program.
int shell(std::string line) {
  for (std::size_t at; (at = line.find("PROGRAM")) != std::string::npos;) line.replace(at, 7, DIFFRATES_PROGRAM);
  const int status = std::system(line.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(StreamsTest, LosingStandardOutputIsAnError) {
  config();
  run("out");
  const std::string file_name = out("small.json"), result = out("out");
  for (const std::string& command :
       {std::string("list"), "validate " + file_name, "check " + result, "report --markdown " + result,
        "run --output " + result + " " + file_name, std::string("--help")}) {
    EXPECT_EQ(shell("PROGRAM " + command + " > /dev/full 2> " + out("said")), 2) << command;
    EXPECT_THAT(read_file(out("said")).value_or(""), ::testing::HasSubstr("standard output: cannot be written"));
    EXPECT_EQ(shell("PROGRAM " + command + " >&- 2> /dev/null"), 2) << command;
  }
  EXPECT_EQ(shell("PROGRAM run --force --output " + result + " " + file_name + " > /dev/null 2> /dev/full"), 0);
  EXPECT_EQ(shell("PROGRAM check " + result + " --junit /dev/stdout > " + out("both")), 0);
  EXPECT_THAT(read_file(out("both")).value_or(""),
              ::testing::AllOf(::testing::HasSubstr("confirmed"), ::testing::HasSubstr("<testsuites")));
}

TEST_F(StreamsTest, ConfigurationsComeThroughPipes) {
  config();
  const std::string cat = "cat " + out("small.json") + " | PROGRAM ";
  EXPECT_EQ(shell(cat + "validate - > /dev/null"), 0);
  EXPECT_EQ(shell(cat + "validate /dev/stdin > /dev/null"), 0);
  EXPECT_EQ(shell(cat + "run - --output " + out("piped") + " > /dev/null 2>&1"), 0);
  EXPECT_EQ(files("piped"), result_files);
  EXPECT_EQ(shell(cat + "validate - - > /dev/null 2> " + out("said")), 2);
  EXPECT_THAT(read_file(out("said")).value_or(""), ::testing::HasSubstr("accepted: - once"));
}

TEST_F(StreamsTest, BadInputWritesNothing) {
  config();
  EXPECT_EQ(run("out", {"--set", "steps=[2]"}).code, 2);
  EXPECT_EQ(run("out", {"--jobs", "-1"}).code, 2);
  EXPECT_EQ(run("out", {"--resume", "--force"}).code, 2);
  EXPECT_EQ(run_program({"run", out("small.json"), out("small.json"), "--output", out("out")}).code, 2);
  EXPECT_EQ(run_program({"run", out("missing.json"), "--output", out("out")}).code, 2);
  EXPECT_EQ(run("out", {"--dry-run"}).code, 0);
  EXPECT_FALSE(fs::exists(folder_.path() / "out"));
  folder_.write("a-file", "keep me");
  EXPECT_EQ(run("a-file").code, 2);
  EXPECT_EQ(read_file(folder_.path() / "a-file"), "keep me");
}

}  // namespace
}  // namespace diffrates::test

/// diffrates completion: what bash offers after some words.
#include <cstdio>

#include "commands/commands.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// What bash offers in place of the last of the words, one a line.
std::string offered(const std::string& words) {
  const TemporaryFolder folder;
  const Outcome printed = run_program({"completion", "bash"});
  EXPECT_EQ(printed.code, all_good) << printed.output;
  const std::string script = folder.write("completion.bash", printed.output + "COMP_WORDS=(diffrates " + words + R"()
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _diffrates; printf '%s\n' "${COMPREPLY[@]}"
)");
  FILE* bash = popen(("bash '" + script + "' 2>&1").c_str(), "r");
  std::string said;
  for (int c = std::fgetc(bash); c != EOF; c = std::fgetc(bash)) said += static_cast<char>(c);
  EXPECT_EQ(pclose(bash), 0) << said;
  return said;
}

TEST(Completion, offers_commands_options_and_their_words) {
  EXPECT_EQ(offered("va"), "validate\n");
  EXPECT_EQ(offered("run --allow"), "--allow-programs\n");
  EXPECT_EQ(offered("list sam"), "samplers\n");
  EXPECT_EQ(offered("init --target gaussian_"), "gaussian_mixture\n");
  EXPECT_EQ(offered("init my --target stu"), "student_t\n");
  EXPECT_EQ(offered("baseline u"), "update\n");
  EXPECT_THAT(offered("''"), AllOf(HasSubstr("run\n"), HasSubstr("schema\n"), HasSubstr("completion\n")));
  EXPECT_THAT(offered("--"), HasSubstr("--version\n"));
}

/// Nothing is offered where a file stands, which leaves it to bash.
TEST(Completion, leaves_files_to_bash) {
  for (const char* words : {"run conf", "run --output re", "check --junit x", "validate a.json b"})
    EXPECT_EQ(offered(words), "\n") << words;
}

TEST(Completion, knows_no_other_shell) { EXPECT_EQ(run_program({"completion", "fish"}).code, bad_usage); }

}  // namespace
}  // namespace diffrates::test

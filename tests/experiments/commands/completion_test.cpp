/// diffrates completion: what bash and zsh offer after some words.
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "commands/commands.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// What a command of the shell prints, its errors too.
std::string printed(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::string said;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
  EXPECT_EQ(pclose(pipe), 0) << said;
  return said;
}

/// What bash offers in place of the last of the words, one a line.
std::string offered(const std::string& words) {
  const TemporaryFolder folder;
  const Outcome completion = run_program({"completion", "bash"});
  EXPECT_EQ(completion.code, all_good) << completion.output;
  const std::string script = folder.write("completion.bash", completion.output + "COMP_WORDS=(diffrates " + words + R"()
COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _diffrates; printf '%s\n' "${COMPREPLY[@]}"
)");
  return printed("bash '" + script + "'");
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

/// A zsh at a terminal of its own, where compadd, by which all completion ends, prints what it was to offer.
struct Zsh : ::testing::Test {
  void SetUp() override {
    if (std::system("command -v zsh >/dev/null") != 0) GTEST_SKIP() << "zsh is not installed";
  }
  /// What zsh offers where a tab follows the line: a word a line. "files" where it offers files.
  std::string offered(const std::string& line) {
    const TemporaryFolder folder;
    const Outcome completion = run_program({"completion", "zsh"});
    EXPECT_EQ(completion.code, all_good) << completion.output;
    const std::string source = folder.write("_diffrates", completion.output);
    const std::string setup = folder.write("setup", R"zsh(
PROMPT= ; unsetopt beep; zstyle ':completion:*' list-grouped false
autoload -Uz compinit; compinit -u -D
source ')zsh" + source + R"zsh('
_files() { print "\noffered: files" }
compadd() {
  local -a hits
  builtin compadd "$@"; local code=$?
  if [[ ! "$*" == *-[OAD]\ * ]]; then builtin compadd -O hits "$@"; print -l "" "offered: "$^hits; fi
  return code
}
offer() { zle complete-word; print "\nfini"shed; }; zle -N offer; bindkey '^I' offer
)zsh");
    const std::string script = folder.write("script", R"zsh(
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "source ')zsh" + setup + R"zsh('; print re''ady"
local line
while zpty -r shell line; do [[ $line == *ready* ]] && break; done
zpty -w -n shell ")zsh" + line + R"zsh("$'\t'
while zpty -r shell line; do print -r -- "${line//$'\r'/}"; [[ $line == *finished* ]] && break; done
zpty -d shell
)zsh");
    std::istringstream lines(printed("timeout 60 zsh -f '" + script + "' </dev/null"));
    std::string words;
    for (std::string word; std::getline(lines, word);)
      if (word.starts_with("offered: ")) words += word.substr(9) + "\n";
    return words;
  }
};

TEST_F(Zsh, reads_what_is_printed) {
  const TemporaryFolder folder;
  const std::string file = folder.write("_diffrates", run_program({"completion", "zsh"}).output);
  EXPECT_EQ(printed("zsh -n '" + file + "'"), "");
}

TEST_F(Zsh, offers_commands_options_and_their_words) {
  EXPECT_EQ(offered("diffrates va"), "validate\n");
  EXPECT_THAT(offered("diffrates run --allow"), HasSubstr("--allow-programs\n"));
  EXPECT_EQ(offered("diffrates init my --target stu"), "student_t\n");
  EXPECT_THAT(offered("diffrates baseline update --base"), HasSubstr("--baseline\n"));
  EXPECT_EQ(offered("diffrates plot --format pdf,s"), "svg\n");
}

TEST_F(Zsh, offers_files) {
  for (const char* line : {"diffrates run --output re", "diffrates validate a.json b"})
    EXPECT_EQ(offered(line), "files\n") << line;
}

TEST(Completion, knows_no_other_shell) { EXPECT_EQ(run_program({"completion", "fish"}).code, bad_usage); }

}  // namespace
}  // namespace diffrates::test

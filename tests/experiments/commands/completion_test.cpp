/// diffrates completion: what bash and zsh offer after some words.
#include <cstdio>
#include <cstdlib>
#include <sstream>

#include "commands/commands.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
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
  EXPECT_EQ(offered("man sche"), "schema\nschedule\n");
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
  /// What zsh offers where a tab follows each of the lines: a word a line, "files" where it offers files.
  std::vector<std::string> offered(const std::vector<std::string>& lines) {
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
local line typed
while zpty -r shell line; do [[ $line == *ready* ]] && break; done
for typed in "$@"; do
  zpty -w -n shell $'\x15'"$typed"$'\t'
  while zpty -r shell line; do print -r -- "${line//$'\r'/}"; [[ $line == *finished* ]] && break; done
done
zpty -d shell
)zsh");
    std::string command = "timeout 60 zsh -f '" + script + "'";
    for (const std::string& line : lines) command += " '" + line + "'";
    std::istringstream said(printed(command + " </dev/null"));
    std::vector<std::string> all(1);
    for (std::string word; std::getline(said, word);) {
      if (word.starts_with("offered: ")) all.back() += word.substr(9) + "\n";
      if (word == "finished") all.emplace_back();
    }
    all.pop_back();
    return all;
  }
};

TEST_F(Zsh, reads_what_is_printed) {
  const TemporaryFolder folder;
  const std::string file = folder.write("_diffrates", run_program({"completion", "zsh"}).output);
  EXPECT_EQ(printed("zsh -n '" + file + "'"), "");
}

TEST_F(Zsh, offers_commands_options_their_words_and_files) {
  EXPECT_THAT(offered({"diffrates va", "diffrates run --allow", "diffrates init my --target stu", "diffrates man sche",
                       "diffrates baseline update --base", "diffrates plot --format pdf,s", "diffrates run --output re",
                       "diffrates validate a.json b"}),
              ElementsAre("validate\n", HasSubstr("--allow-programs\n"), "student_t\n", "schema\nschedule\n",
                          HasSubstr("--baseline\n"), "svg\n", "files\n", "files\n"));
}

TEST(Completion, knows_no_other_shell) { EXPECT_EQ(run_program({"completion", "fish"}).code, bad_usage); }

}  // namespace
}  // namespace diffrates::test

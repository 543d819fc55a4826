/// diffrates man: its pages say what --help says, and are well formed.
#include <cstdio>
#include <cstdlib>
#include <regex>

#include "commands/commands.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

/// The names that stand in what --help prints under a heading: of options, or of commands.
std::vector<std::string> listed(const std::string& help, const std::string& heading, const char* pattern) {
  const std::size_t begin = help.find(heading + ":\n");
  if (begin == std::string::npos) return {};
  const std::string part = help.substr(begin, help.find("\n\n", begin) - begin);
  const std::regex name(pattern);
  std::vector<std::string> names;
  for (std::sregex_iterator at(part.begin(), part.end(), name), end; at != end; ++at) names.push_back((*at)[1]);
  return names;
}

std::string help(std::vector<std::string> words) {
  words.push_back("--help");
  return run_program(words).output;
}

std::vector<std::string> commands(const std::vector<std::string>& words = {}) {
  return listed(help(words), "Subcommands", "\n  ([a-z]+) ");
}

/// As it is typed: without the marks of roff.
std::string plain(std::string page) {
  page = std::regex_replace(page, std::regex(R"(\\f[BIR])"), "");
  return std::regex_replace(page, std::regex(R"(\\-)"), "-");
}

std::string page_of(const std::string& command) {
  std::vector<std::string> words{"man"};
  if (!command.empty()) words.push_back(command);
  const Outcome page = run_program(words);
  EXPECT_EQ(page.code, all_good) << page.output;
  return plain(page.output);
}

void expect_options(const std::string& page, const std::vector<std::string>& words) {
  const std::vector<std::string> options = listed(help(words), "Options", "(--[a-z-]+)");
  EXPECT_THAT(options, ::testing::Contains("--help"));
  for (const std::string& option : options)
    EXPECT_THAT(page, HasSubstr("\n.TP\n" + (option == "--help" ? "-h, --help" : option)));
}

TEST(Man, names_every_option_and_every_exit_code) {
  std::vector<std::string> all = commands();
  EXPECT_GT(all.size(), 10u);
  all.push_back("");
  for (const std::string& command : all) {
    SCOPED_TRACE(command);
    const std::string page = page_of(command);
    const std::vector<std::string> words = command.empty() ? std::vector<std::string>{} : std::vector{command};
    expect_options(page, words);
    for (const std::string& within : command.empty() ? std::vector<std::string>{} : commands(words))
      expect_options(page, {command, within});
    for (const ExitMeaning& exit : exit_meanings)
      EXPECT_THAT(page, HasSubstr(".TP\n" + std::to_string(exit.code) + "\n" + std::string(exit.meaning)));
  }
}

TEST(Man, says_what_help_says) {
  const std::string page = page_of("run");
  EXPECT_THAT(page, HasSubstr("diffrates-run - Compute what configurations ask"));
  EXPECT_THAT(page, HasSubstr("--output FOLDER\nFolder of the results' folders. Default: results.\n"));
  EXPECT_THAT(page, HasSubstr(".SH NOTES\nExits 0 when everything was computed"));
  EXPECT_THAT(page, HasSubstr(".SH EXAMPLES\ndiffrates run configs/theorem-2.json --jobs 2\n"));
  EXPECT_THAT(page_of("plot"), HasSubstr("One of: page, column. Default: page."));
  EXPECT_THAT(page_of(""), HasSubstr("diffrates-run(1)"));
}

TEST(Man, of_no_command) {
  const Outcome said = run_program({"man", "rnu"});
  EXPECT_EQ(said.code, bad_usage);
  EXPECT_THAT(said.output, HasSubstr("command: rnu not in {list,"));
}

/// groff has no warnings, and of mandoc's none but one: pages without a date, which builds made again have.
TEST(Man, pages_are_well_formed) {
  const TemporaryFolder folder;
  const std::string pages = (folder.path() / "man1").string();
  ASSERT_EQ(run_program({"man", "--output", pages}).code, all_good);
  EXPECT_TRUE(std::filesystem::exists(pages + "/diffrates-run.1"));
  int tools = 0;
  for (const char* tool : {"groff -ww -man -Tutf8 -z", "mandoc -T lint -W warning"}) {
    if (std::system(
            ("command -v " + std::string(tool).substr(0, std::string(tool).find(' ')) + " >/dev/null").c_str()) != 0)
      continue;
    ++tools;
    FILE* pipe = popen((std::string(tool) + " " + pages + "/*.1 2>&1 | grep -v 'missing date'").c_str(), "r");
    std::string said;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) said += static_cast<char>(c);
    pclose(pipe);
    EXPECT_EQ(said, "") << tool;
  }
  if (tools == 0) GTEST_SKIP() << "neither groff nor mandoc is installed";
}

}  // namespace
}  // namespace diffrates::test

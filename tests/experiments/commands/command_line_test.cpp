/// Words that are no command, and none.
#include "commands/commands.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(CommandLine, AWordThatIsNoCommandIsNamedWithWhatIsAccepted) {
  const Outcome misspelt = run_program({"compar", "results"});
  EXPECT_EQ(misspelt.code, bad_usage);
  EXPECT_THAT(misspelt.output, AllOf(HasSubstr("\"compar\" is not a command (did you mean \"compare\"?)"),
                                     HasSubstr("accepted: list, init,")));
  EXPECT_THAT(run_program({"baseline", "updat"}).output,
              HasSubstr("baseline: \"updat\" is not a command (did you mean \"update\"?)"));
  EXPECT_THAT(run_program({"\033[31m"}).output, HasSubstr("\"\\u001b[31m\" is not a command; accepted"));
}

TEST(CommandLine, NoCommandIsAnsweredWithAll) {
  const Outcome none = run_program({});
  EXPECT_EQ(none.code, bad_usage);
  EXPECT_THAT(none.output, HasSubstr("a command is required; accepted: list, init,"));
  EXPECT_THAT(run_program({"baseline"}).output, HasSubstr("baseline: a command is required; accepted: update"));
}

}  // namespace
}  // namespace diffrates::test

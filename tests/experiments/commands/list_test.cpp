/// diffrates list: all things of a kind, and all of one thing.
#include "commands/commands.hpp"
#include "formats/json_reader.hpp"
#include "support/program.hpp"
#include "targets/target.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(List, one_thing_has_its_keys_and_an_example_that_is_json) {
  for (const std::string& what : list_sections()) {
    const std::string all = run_program({"list", what}).output;
    const std::string first = all.substr(all.find("\n  ") + 3, all.find(':') - all.find("\n  ") - 3);
    const Outcome one = run_program({"list", what, first});
    EXPECT_EQ(one.code, all_good) << one.output;
    const std::size_t example = one.output.find("example: ");
    ASSERT_NE(example, std::string::npos) << what << " " << first << ": " << one.output;
    EXPECT_THAT(all, HasSubstr(one.output.substr(0, one.output.rfind("      example"))));
    Problems problems;
    EXPECT_TRUE(parse_json("{" + one.output.substr(example + 9) + "}", problems)) << one.output << lines(problems);
  }
}

TEST(List, examples_of_targets_are_read) {
  for (const std::string_view name : names(target_kinds())) {
    if (name == "samples") continue;  // names a file
    const std::string said = run_program({"list", "targets", std::string(name)}).output;
    std::string example = said.substr(said.find("example: \"targets\": ") + 20);
    const Reading reading =
        read_changed({"targets=" + example, "metrics=[\"tv\"]", "samplers=[\"ddim\"]", "claims=[]"});
    EXPECT_TRUE(reading.config) << example << reading.problems;
  }
}

TEST(List, a_misspelt_thing_is_answered) {
  const Outcome one = run_program({"list", "targets", "gausian"});
  EXPECT_EQ(one.code, bad_usage);
  EXPECT_THAT(one.output, AllOf(HasSubstr("\"gausian\" is not one of them"), HasSubstr("did you mean \"gaussian\"?")));
}

}  // namespace
}  // namespace diffrates::test

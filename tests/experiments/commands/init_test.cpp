/// diffrates init: a configuration to start from, for every type of target.
#include "commands/commands.hpp"
#include "support/small_program.hpp"
#include "targets/target.hpp"

namespace diffrates::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Init : public ::testing::TestWithParam<std::string_view> {
 protected:
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }
  Outcome init(const std::string& name, const std::string& target) const {
    return run_program({"init", path(name), "--target", target});
  }
  TemporaryFolder folder_;
};

TEST_P(Init, writes_what_validate_accepts) {
  const std::string type(GetParam());
  const Outcome made = init("mine", type);
  ASSERT_EQ(made.code, all_good) << made.output;
  const Outcome validated = run_program({"validate", path("mine.json")});
  EXPECT_EQ(validated.code, all_good) << validated.output;
  EXPECT_THAT(
      read_file(path("mine.json")).value_or(""),
      AllOf(HasSubstr("\"name\": \"mine\""), HasSubstr("\"type\": \"" + type + "\""), HasSubstr("description")));
  // Records to put one's own in place of come with a target that reads a file, and with no other.
  EXPECT_EQ(fs::exists(path("mine.csv")), type == "samples");
}

INSTANTIATE_TEST_SUITE_P(Targets, Init, ::testing::ValuesIn(names(target_kinds())),
                         [](const auto& one) { return std::string(one.param); });

TEST_F(Init, runs) {
  for (const char* type : {"gaussian_mixture", "gaussian", "samples", "uniform", "product"}) {
    ASSERT_EQ(init(type, type).code, all_good);
    const Outcome ran = run_program({"run", path(std::string(type) + ".json"), "--quick", "--output", path("results")});
    EXPECT_EQ(ran.code, all_good) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("ddim-first-order")) << type;
    EXPECT_THAT(ran.output, Not(HasSubstr("violated"))) << type;
  }
}

TEST_F(Init, overwrites_nothing) {
  ASSERT_EQ(init("mine", "samples").code, all_good);
  const std::string before = read_file(path("mine.json")).value_or("");
  for (const char* name : {"mine", "mine.json"}) {
    const Outcome again = init(name, "uniform");
    EXPECT_EQ(again.code, bad_usage);
    EXPECT_THAT(again.output, AllOf(HasSubstr("mine.json: is there already"), HasSubstr("accepted: another name")));
  }
  EXPECT_EQ(read_file(path("mine.json")), before);
  folder_.write("other.csv", "1\n");
  EXPECT_THAT(init("other", "samples").output, HasSubstr("other.csv: is there already"));
  EXPECT_FALSE(fs::exists(path("other.json")));
  fs::create_symlink("nowhere", path("linked.json"));
  EXPECT_EQ(init("linked", "uniform").code, bad_usage);
}

TEST_F(Init, refuses_names_and_types_that_a_configuration_cannot_have) {
  EXPECT_THAT(init("a b", "uniform").output, HasSubstr("/name: is \"a b\"; accepted: "));
  for (const auto& [name, target] :
       {std::pair{"a b", "uniform"}, {".hidden", "uniform"}, {"a", "unifrom"}, {"no/folder", "uniform"}})
    EXPECT_EQ(init(name, target).code, bad_usage) << name << " " << target;
  EXPECT_TRUE(fs::is_empty(path("")));
  const Outcome option = run_program({"init", "--", path("--help")});
  EXPECT_EQ(option.code, bad_usage);
  EXPECT_THAT(option.output, HasSubstr("would take for an option"));
}

}  // namespace
}  // namespace diffrates::test

#include "configuration/overrides.hpp"

#include "formats/json_writer.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

Value tree(const std::string& text) {
  Problems problems;
  std::optional<Value> value = parse_json(text, problems);
  EXPECT_TRUE(value) << lines(problems);
  return std::move(*value);
}

/// The tree after one override, or the problem.
std::string after(const std::string& text, const std::string& set) {
  Value root = tree(text);
  Problems problems;
  apply_overrides(root, {set}, problems);
  return problems.empty() ? describe(root, 1000) : lines(problems);
}

std::string shrunk(const std::string& steps, const std::string& rest = "") {
  Value root = tree("{\"steps\": " + steps + rest + "}");
  shrink_steps(root);
  return describe(*root.find("steps"), 1000);
}

TEST(Overrides, a_number_that_no_double_holds_is_a_problem_and_no_text) {
  EXPECT_THAT(after(R"({"seed": 1})", "seed=9007199254740993"),
              HasSubstr("--set seed=9007199254740993: is 9007199254740993, which would be read as 9007199254740992"));
  EXPECT_THAT(after(R"({"seed": 1})", "seed=9007199254740993"), HasSubstr("up to 9007199254740991 in size"));
  EXPECT_THAT(after(R"({"v": 1})", "v=[1e-400]"), HasSubstr("is 1e-400, which a double holds as 0"));
  EXPECT_EQ(after(R"({"v": 1})", "v=1e"), R"({"v": "1e"})");
}

TEST(Overrides, dotted_keys_and_pointers_name_the_same_places) {
  const std::string text = R"({"a": {"b": [1, {"c": 2}]}})";
  EXPECT_EQ(after(text, "a.b.1.c=3"), R"({"a": {"b": [1, {"c": 3}]}})");
  EXPECT_EQ(after(text, "/a/b/1/c=3"), R"({"a": {"b": [1, {"c": 3}]}})");
  EXPECT_EQ(after(text, "a.b=[32, 64]"), R"({"a": {"b": [32, 64]}})");
  EXPECT_EQ(after(R"({"x/y": 1, "p~q": 2})", "/x~1y=5"), R"({"x/y": 5, "p~q": 2})");
  EXPECT_EQ(after(R"({"p~q": 2})", "/p~0q=5"), R"({"p~q": 5})");
}

TEST(Overrides, values_are_json_or_else_text) {
  EXPECT_EQ(after("{}", "start=exact"), R"({"start": "exact"})");
  EXPECT_EQ(after("{}", "start=\"exact\""), R"({"start": "exact"})");
  EXPECT_EQ(after("{}", "title=a = b"), R"({"title": "a = b"})");
  EXPECT_EQ(after("{}", "x={\"y\": [true]}"), R"({"x": {"y": [true]}})");
  EXPECT_EQ(after("{}", "x="), R"({"x": ""})");
}

TEST(Overrides, what_cannot_be_applied_names_the_option) {
  EXPECT_THAT(after("{}", "steps"), HasSubstr("--set steps: has no key"));
  EXPECT_THAT(after("{}", "=3"), HasSubstr("--set =3: has no key"));
  EXPECT_THAT(after("{}", "a.b=3"), HasSubstr("--set a.b=3: the configuration has no /a"));
  EXPECT_THAT(after(R"({"a": [1, 2]})", "a.2=3"), HasSubstr("/a is a list of 2 entries"));
  EXPECT_THAT(after(R"({"a": [1, 2]})", "a.-1=3"), HasSubstr("/a is a list of 2 entries"));
  EXPECT_THAT(after(R"({"a": 5})", "a.b=3"), HasSubstr("/a is 5, which has no keys"));
  EXPECT_THAT(after("{}", "a=" + std::string(100'000, 'x')), HasSubstr("accepted: at most 65536"));
}

TEST(Overrides, later_ones_win_and_problems_say_where_the_value_came_from) {
  const Reading twice = read_text(good_config(), {"steps=[3]", "steps=[2]"});
  EXPECT_THAT(twice.problems,
              HasSubstr("/steps/0: is 2; accepted: a whole number from 4 to 1000000 (from --set \"steps=[2]\")"));
  const Reading unknown = read_text(good_config(), {"stepz=[64]"});
  EXPECT_THAT(unknown.problems, HasSubstr("/stepz: is not a key here (did you mean \"steps\"?)"));
  EXPECT_THAT(unknown.problems, HasSubstr("--set"));
}

TEST(ShrinkSteps, keeps_the_small_ones_and_enough_for_a_rate) {
  EXPECT_EQ(shrunk("[32, 64, 128, 256, 512, 1024]"), "[32, 64, 128, 256]");
  EXPECT_EQ(shrunk("[1024, 16, 128, 8, 512]"), "[8, 16, 128, 512]");
  EXPECT_EQ(shrunk("[512, 1024, 2048, 4096, 8192, 16384]"), "[512, 1024, 2048, 4096]");
  EXPECT_EQ(shrunk("[256, 300, 350, 400, 2048, 4096]"), "[256, 300, 350, 400, 2048]");
  EXPECT_EQ(shrunk("[32, 64]"), "[32, 64]");
  EXPECT_EQ(shrunk("[32, \"x\", 9999]"), "[32, \"x\", 9999]");
  EXPECT_EQ(shrunk("[32, 64, 128, 256, 512, 1024]", R"(, "claims": [{"steps": 1024}])"), "[32, 64, 128, 256, 1024]");
}

}  // namespace
}  // namespace diffrates::test

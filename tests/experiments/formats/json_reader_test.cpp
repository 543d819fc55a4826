#include "formats/json_reader.hpp"

#include <fmt/format.h>

#include "formats/json_writer.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

std::string complaint(const std::string& text, const JsonLimits& limits = {}) {
  Problems problems;
  const std::optional<Value> value = parse_json(text, problems, limits);
  EXPECT_EQ(value.has_value(), problems.empty()) << text.substr(0, 200);
  return lines(problems);
}

TEST(JsonReader, keeps_the_order_and_the_bits_of_what_is_written) {
  Problems problems;
  const auto value = parse_json(
      R"({"b": [1, -2.5e-3, true, null, "x\u00e9\n"], "a": {}, "n": 0.1, "big": 18446744073709551616})", problems);
  ASSERT_TRUE(value) << lines(problems);
  const Members& members = *value->members();
  ASSERT_EQ(members.size(), 4u);
  EXPECT_EQ(members[0].first, "b");
  const List& list = *members[0].second.list();
  EXPECT_EQ(*list[0].number(), 1);
  EXPECT_EQ(*list[1].number(), -2.5e-3);
  EXPECT_TRUE(*list[2].boolean());
  EXPECT_TRUE(list[3].is_null());
  EXPECT_EQ(*list[4].text(), "x\xc3\xa9\n");
  EXPECT_TRUE(members[1].second.members()->empty());
  EXPECT_EQ(*members[2].second.number(), 0.1);
  EXPECT_EQ(*members[3].second.number(), 0x1p64);
}

TEST(JsonReader, duplicate_keys_are_all_named) {
  const std::string found = complaint(R"({"a": 1, "b": {"c/d": 1, "c/d": 2}, "a": 3})");
  EXPECT_THAT(found, HasSubstr("/b/c~1d: is a duplicate key"));
  EXPECT_THAT(found, HasSubstr("/a: is a duplicate key"));
}

TEST(JsonReader, a_number_out_of_range_is_named_with_its_place) {
  EXPECT_THAT(complaint("{\"x\": [1,\n 1e999]}"), HasSubstr("/x/1: is 1e999 (line 2, column 6)"));
  EXPECT_THAT(complaint("{\"x\": -1e999}"), HasSubstr("/x: is -1e999"));
}

TEST(JsonReader, a_number_that_a_double_holds_as_another_is_refused) {
  for (const char* lost : {"1e-400", "-1e-400", "0.0000000001e-390", "1e-99999999999999999999", "1.23456789e-320",
                           "9007199254740993", "-9007199254740993", "18446744073709551615", "100000000000000000000001",
                           "64.00000000000000001", "0.99999999999999999999999"})
    EXPECT_THAT(complaint(fmt::format("{{\"x\": [{}]}}", lost)), HasSubstr(fmt::format("/x/0: is {}", lost))) << lost;
  for (const char* kept : {"0", "-0.0", "0e-400", "0.000", "5e-324", "1e-320", "2.3e-308", "9007199254740992",
                           "9007199254740994", "18446744073709551616", "100000000000000000000", "64.0", "6.4e1", "1e22",
                           "6.02214076e23", "0.1", "0.1000000000000000055511151231257827", "1.50", "-3e-300"})
    EXPECT_EQ(complaint(fmt::format("[{}]", kept)), "") << kept;
  EXPECT_THAT(complaint("[1e-400, 9007199254740993]"), testing::AllOf(HasSubstr("/0: is"), HasSubstr("/1: is")));
}

TEST(JsonReader, what_is_not_json_is_refused_with_line_and_column) {
  for (const std::string text :
       {"",       " ",        "{",        "[1, 2",      "{\"a\": }",  "{\"a\": 1,}",   "[1 2]",         "nul",
        "\"open", "{'a': 1}", "[01]",     "[+1]",       "[.5]",       "[NaN]",         "[Infinity]",    "[-Infinity]",
        "{} {}",  "[1]x",     "// c\n[]", "[\"\xff\"]", "[\"\xc3\"]", "[\"\\ud800\"]", "\xff\xfe{\x00", "[\"a\nb\"]"})
    EXPECT_THAT(complaint(text), HasSubstr("line ")) << text;
  EXPECT_THAT(complaint("{\"a\":\n  [1,\n   tru]}"), HasSubstr("/a/1: line 3, column 7"));
}

TEST(JsonReader, a_byte_order_mark_is_skipped) {
  Problems problems;
  EXPECT_TRUE(parse_json("\xef\xbb\xbf{}", problems)) << lines(problems);
}

TEST(JsonReader, nesting_is_bounded_where_it_says) {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  EXPECT_EQ(complaint(nested(64)), "");
  EXPECT_THAT(complaint(nested(65)), HasSubstr("nested deeper than 64 levels"));
  EXPECT_THAT(complaint(std::string(5'000'000, '[')), HasSubstr("nested deeper than 64 levels"));
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += "{\"a\":";
  EXPECT_THAT(complaint(objects), HasSubstr("/a/a/a"));
}

TEST(JsonReader, sizes_are_bounded_where_they_say) {
  EXPECT_EQ(complaint("[1, 2, 3]", {.values = 4}), "");
  EXPECT_THAT(complaint("[1, 2, 3, 4]", {.values = 4}), HasSubstr("more than 4 values"));
  EXPECT_THAT(complaint("{\"a\": 1, \"b\": 2, \"c\": 3}", {.keys = 2}), HasSubstr("more than 2 keys"));
  EXPECT_THAT(complaint("[1, 2]", {.bytes = 5}), HasSubstr("at most 5"));
}

TEST(JsonReader, files_that_cannot_be_read_say_why) {
  const TemporaryFolder folder;
  const auto why = [](const std::string& file, std::size_t most = 100) {
    Problems problems;
    EXPECT_FALSE(read_text_file(file, most, problems));
    return lines(problems);
  };
  EXPECT_THAT(why((folder.path() / "none.json").string()), HasSubstr("does not exist"));
  EXPECT_THAT(why(folder.path().string()), HasSubstr("is a folder"));
  EXPECT_THAT(why(folder.write("long", std::string(101, 'x'))), HasSubstr("larger than 100 bytes"));
  EXPECT_THAT(why("/dev/zero"), HasSubstr("larger than 100 bytes"));
  Problems problems;
  EXPECT_EQ(read_text_file(folder.write("short", std::string(100, 'x')), 100, problems)->size(), 100u);
}

TEST(JsonWriter, what_is_written_reads_back_the_same) {
  const std::string text =
      R"({"a": [1, 2.5, -3e-300, 1e+22, 0.1], "b": {"c": "q\"\\\n\t\u0001é", "d": [], "e": {}, "f": null}, "g": [[1], [2]], "h": true})";
  Problems problems;
  const auto first = parse_json(text, problems);
  ASSERT_TRUE(first) << lines(problems);
  const std::string written = json_text(*first);
  const auto second = parse_json(written, problems);
  ASSERT_TRUE(second) << lines(problems) << written;
  EXPECT_EQ(describe(*first, 10'000), describe(*second, 10'000));
  EXPECT_EQ(json_text(*second), written);
}

TEST(JsonWriter, doubles_keep_their_bits_and_infinity_is_refused) {
  for (const double number : {0.1, 1.0 / 3, 5e-324, 1.7976931348623157e308, 123456789012345678.0, -0.0}) {
    Problems problems;
    const auto back = parse_json(json_text(Value{number}), problems);
    ASSERT_TRUE(back);
    EXPECT_EQ(std::signbit(*back->number()), std::signbit(number));
    EXPECT_EQ(*back->number(), number);
  }
  EXPECT_THROW(json_text(Value{std::numeric_limits<double>::infinity()}), std::invalid_argument);
  EXPECT_THROW(json_text(Value{std::numeric_limits<double>::quiet_NaN()}), std::invalid_argument);
}

}  // namespace
}  // namespace diffrates::test

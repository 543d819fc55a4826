#include "formats/table_reader.hpp"

#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

Eigen::MatrixXd table(const std::string& text) {
  Problems problems;
  const Eigen::MatrixXd result = parse_table(text, "t.csv", problems, "/targets/0/file").values;
  EXPECT_TRUE(problems.empty()) << lines(problems);
  return result;
}

std::string complaint(const std::string& text, const TableLimits& limits = {}) {
  Problems problems;
  EXPECT_EQ(parse_table(text, "t.csv", problems, "/targets/0/file", limits).values.size(), 0);
  return lines(problems);
}

TEST(TableReader, reads_the_same_points_with_any_separator_header_and_line_end) {
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 2) << 1, -2.5, 3e-5, 4).finished();
  for (const char* text :
       {"1,-2.5\n3e-5,4\n", "x,y\n1,-2.5\n3e-5,4", "x;y\r\n1;-2.5\r\n3e-5;4\r\n", "1\t-2.5\n\n3e-5\t4",
        "1 -2.5\n3e-5   4 \n", "# points\n\"x\",\"y\"\n\"1\", -2.5\n +3e-5 ,4\n",
        "\xef\xbb\xbf"
        "1,-2.5\n3e-5,4\n"})
    EXPECT_EQ(table(text), expected) << text;
}

TEST(TableReader, a_header_names_the_columns) {
  Problems problems;
  EXPECT_THAT(parse_table("\"x\", y\n1,2\n", "t.csv", problems, "").columns, ::testing::ElementsAre("x", "y"));
  EXPECT_TRUE(parse_table("1,2\n", "t.csv", problems, "").columns.empty());
}

Table formatted(const std::string& text, const TableFormat& format) {
  Problems problems;
  const Table read = parse_table(text, "t.csv", problems, "", {}, format);
  EXPECT_TRUE(problems.empty()) << lines(problems);
  return read;
}

TEST(TableReader, decimal_commas_are_read_where_they_are_declared) {
  const TableFormat comma{.header = {}, .decimal = ','};
  const Eigen::MatrixXd expected = (Eigen::MatrixXd(2, 2) << 5.1, -3.5, 4, 3e-5).finished();
  for (const char* text :
       {"x;y\n5,1;-3,5\n4;3e-5\n", "5,1\t-3,5\n4\t3e-5\n", "5,1 -3,5\n4 3e-5\n", "\"5,1\",\"-3,5\"\n\"4\",\"3e-5\"\n"})
    EXPECT_EQ(formatted(text, comma).values, expected) << text;
  EXPECT_EQ(formatted("5,1\n4,9\n6,2\n", comma).values, (Eigen::MatrixXd(3, 1) << 5.1, 4.9, 6.2).finished());
  for (const char* text : {"x;y\n5,1;3,5\n", "5,1;3,5\n", "5,1\t3,5\n"})
    EXPECT_THAT(complaint(text), HasSubstr(R"(where commas stand before decimals: "decimal": ",")")) << text;
  Problems problems;
  EXPECT_EQ(parse_table("1.234,5\n", "t.csv", problems, "", {}, comma).values.size(), 0) << "no groups of thousands";
}

TEST(TableReader, a_header_may_be_declared) {
  EXPECT_THAT(formatted("0,1\n2,3\n", {.header = true}).columns, ::testing::ElementsAre("0", "1"));
  EXPECT_EQ(formatted("0,1\n2,3\n", {.header = false}).values.rows(), 2);
  EXPECT_THAT(formatted("\"a, b\",c\n2,3\n", {}).columns, ::testing::ElementsAre("a, b", "c"));
  EXPECT_THAT(complaint("x,2019\n1,2\n"), HasSubstr(R"("header": true)"));
  for (const char* written : {"5%", "-5cm", "1.5d0", "0x10", "1_000",
                              "\xE2\x88\x92"
                              "1",
                              ".5e"}) {
    const std::string text = std::string(written) + "\n2\n3\n";
    EXPECT_THAT(complaint(text), HasSubstr(R"("header": true)")) << written;
    EXPECT_EQ(formatted(text, {.header = true}).values.rows(), 2) << written;
  }
  Problems problems;
  EXPECT_EQ(parse_table("x,y\n2,3\n", "t.csv", problems, "", {}, {.header = false}).values.size(), 0);
}

TEST(TableReader, numbers_that_a_double_holds_as_others_are_refused) {
  EXPECT_THAT(complaint("1700000000123456789\n"), HasSubstr("line 1: column 1 is 1700000000123456789, which would be"));
  EXPECT_THAT(complaint("1,1.23456789e-320\n"), HasSubstr("column 2 is 1.23456789e-320, of which a double keeps"));
  EXPECT_THAT(complaint("1e-400\n2\n"),
              HasSubstr("line 1: column 1 is \"1e-400\"; accepted: a finite number, 2.3e-308"));
}

TEST(TableReader, says_what_was_read_and_what_could_be_meant_otherwise) {
  EXPECT_EQ(table_words(formatted("x,y\n5.1,3.5\n4.9,3.0\n", {})), "2 records, 2 columns: x, y");
  EXPECT_EQ(table_words(formatted("5.1\n", {})), "1 record, 1 column without names");
  EXPECT_THAT(table_words(formatted("5,1\n4,9\n6,2\n", {})),
              ::testing::AllOf(HasSubstr("3 records, 2 columns without names"), HasSubstr(R"("decimal": ",")")));
  EXPECT_THAT(table_words(formatted("0,1,2\n4.5,9,1\n", {})), HasSubstr(R"("header": true)"));
}

TEST(TableReader, one_point_and_one_column) {
  EXPECT_EQ(table("7\n"), Eigen::MatrixXd::Constant(1, 1, 7));
  EXPECT_EQ(table("x\n7\n8"), (Eigen::MatrixXd(2, 1) << 7, 8).finished());
}

TEST(TableReader, bad_lines_are_all_named_with_file_and_line) {
  const std::string found = complaint("x,y\n1,2\n3\n4,five\n6,nan\n7,inf\n8,1e999\n9,\n1,2,3\n");
  for (const char* part : {"/targets/0/file: t.csv, line 3: has 1 columns; accepted: 2", "line 4: column 2 is \"five\"",
                           "line 5: column 2 is \"nan\"", "line 6: column 2 is \"inf\"",
                           "line 7: column 2 is \"1e999\"", "line 8: column 2 is \"\"", "line 9: has 3 columns"})
    EXPECT_THAT(found, HasSubstr(part));
}

TEST(TableReader, nothing_to_read_is_a_problem) {
  for (const char* text : {"", "\n\n", "x,y\n", "# only\n"})
    EXPECT_THAT(complaint(text), HasSubstr("holds no points")) << text;
  EXPECT_THAT(complaint("x\ny\n"), HasSubstr("line 2: column 1 is \"y\""));
}

TEST(TableReader, sizes_are_bounded_where_they_say) {
  EXPECT_THAT(complaint("1\n2\n3\n", {.rows = 2}), HasSubstr("line 3: is beyond 2 points"));
  EXPECT_THAT(complaint("1,2,3\n", {.columns = 2}), HasSubstr("more than 2 columns"));
  EXPECT_THAT(complaint(std::string(10'000'000, ',')), HasSubstr("more than 256 columns"));
  std::string many = "1\n";
  for (int i = 0; i < 1000; ++i) many += "a\n";
  Problems problems;
  parse_table(many, "t.csv", problems, "");
  EXPECT_EQ(problems.size(), 20u);
}

TEST(TableReader, a_pipe_is_refused_and_not_waited_for) {
  const TemporaryFolder folder;
  const std::string pipe = (folder.path() / "pipe").string();
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  Problems problems;
  EXPECT_EQ(read_table(pipe, problems, "/file").values.size(), 0);
  EXPECT_THAT(lines(problems), ::testing::HasSubstr("is a pipe or a device; accepted: a file"));
}

TEST(TableReader, files_lie_beside_the_configuration_or_as_given) {
  const TemporaryFolder folder;
  const std::string data = folder.write("points.csv", "1\n2\n");
  Problems problems;
  EXPECT_EQ(read_table(beside((folder.path() / "config.json").string(), "points.csv"), problems, "").values.rows(), 2);
  EXPECT_EQ(read_table(beside("elsewhere/config.json", data), problems, "").values.rows(), 2);
  EXPECT_TRUE(problems.empty()) << lines(problems);
  EXPECT_EQ(read_table(beside("elsewhere/config.json", "none.csv"), problems, "/targets/0/file").values.size(), 0);
  EXPECT_THAT(lines(problems), HasSubstr("/targets/0/file: none.csv does not exist"));
}

}  // namespace
}  // namespace diffrates::test

#include "formats/csv.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "numerics/random.hpp"

namespace diffrates::test {
namespace {

TEST(Csv, ReadsBackWhatItWrites) {
  const CsvRecord hard{"",         "plain", "a,b", "say \"so\"", "two\nlines", "\"", "smooth(l_min=0.001;l_max=12)",
                       " spaces ", "é"};
  const std::string text = csv_line(hard) + csv_line({"x"}) + csv_line({"", ""});
  EXPECT_EQ(parse_csv(text), (std::vector<CsvRecord>{hard, {"x"}, {"", ""}}));
}

TEST(Csv, QuotesOnlyWhereNeeded) { EXPECT_EQ(csv_line({"a", "b,c", "d\"e"}), "a,\"b,c\",\"d\"\"e\"\n"); }

TEST(Csv, ReadsCarriageReturns) {
  EXPECT_EQ(parse_csv("a,b\r\nc,\"d\"\r\n"), (std::vector<CsvRecord>{{"a", "b"}, {"c", "d"}}));
}

TEST(Csv, NamesTheLineOfWhatIsWrong) {
  const auto message = [](const std::string& text) -> std::string {
    try {
      parse_csv(text);
    } catch (const CsvError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(message("a\nb\"c\n"), "line 2: a quote out of place");
  EXPECT_EQ(message("a\n\"b\"c\n"), "line 2: a quote out of place");
  EXPECT_EQ(message("a\nb\n\"c\n\n"), "line 3: a quote is never closed");
  EXPECT_EQ(message("a,b\nc,d"), "line 2: is cut short");
  EXPECT_EQ(message("a,b\nc,"), "line 2: is cut short");
}

TEST(Csv, DoublesRoundTripBitByBit) {
  Stream stream(1, "doubles");
  for (int i = 0; i < 20000; ++i) {
    const auto bits = stream.below(std::numeric_limits<std::uint64_t>::max());
    const auto number = std::bit_cast<double>(bits);
    if (std::isnan(number)) continue;
    const std::optional<double> read = parse_number(csv_number(number));
    ASSERT_TRUE(read.has_value()) << csv_number(number);
    EXPECT_EQ(std::bit_cast<std::uint64_t>(*read), bits) << csv_number(number);
  }
  EXPECT_EQ(csv_number(std::nan("")), "nan");
  EXPECT_EQ(csv_number(-std::nan("")), "nan");
  EXPECT_TRUE(std::isnan(*parse_number("nan")));
  EXPECT_EQ(*parse_number(csv_number(-INFINITY)), -INFINITY);
}

TEST(Csv, ANumberIsTheWholeField) {
  for (const char* field : {"", " 1", "1 ", "1x", "0x10", "one", "1,0", "+1"})
    EXPECT_FALSE(parse_number(field).has_value()) << field;
}

}  // namespace
}  // namespace diffrates::test

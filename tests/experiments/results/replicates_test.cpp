#include "results/replicates.hpp"

#include <gtest/gtest.h>

namespace diffrates::test {
namespace {

std::vector<Row> some_rows() {
  std::vector<Row> rows(4);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].place.target = "a target, \"quoted\"";
    rows[i].place.dimension = 2;
    rows[i].place.steps = 16 << i;
    rows[i].law = "characteristics";
    if (i % 2 == 1)
      for (int k = 0; k < 16; ++k) rows[i].by_replicate.push_back(0.1 * (k + 1));
  }
  return rows;
}

std::string refused(const std::string& text) {
  std::vector<Row> rows = some_rows();
  try {
    take_replicates(text, rows);
  } catch (const CsvError& error) {
    return error.what();
  }
  return "taken";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(ReplicatesFile, ReadsBackToTheSameBits) {
  const std::vector<Row> rows = some_rows();
  const std::string text = replicates_csv(rows);
  std::vector<Row> read = rows;
  for (Row& row : read) row.by_replicate.clear();
  read[0].by_replicate = {1, 2};  // what the text does not hold is not there
  take_replicates(text, read);
  for (std::size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(read[i].by_replicate, rows[i].by_replicate);
  EXPECT_EQ(replicates_csv(read), text);
}

TEST(ReplicatesFile, IsEmptyWhereNumbersHaveNone) { EXPECT_EQ(replicates_csv(std::vector<Row>(3)), ""); }

TEST(ReplicatesFile, RefusesWhatIsNotOneByLineAndColumn) {
  const std::string good = replicates_csv(some_rows());
  const std::size_t second = good.find('\n') + 1, third = good.find('\n', second) + 1;
  const std::string header = good.substr(0, second), first_line = good.substr(second, third - second),
                    last_line = good.substr(third);
  EXPECT_EQ(refused(good), "taken");
  EXPECT_EQ(refused(header), "taken");
  EXPECT_NE(refused("").find("line 1: is not the header"), std::string::npos);
  EXPECT_NE(refused("a,b\n").find("line 1: is not the header"), std::string::npos);
  EXPECT_NE(refused(replaced(good, "replicate_16", "replicate_17")).find("line 1"), std::string::npos);
  EXPECT_EQ(refused(replaced(good, ",0.1,", ",many,")), "line 2: replicate_1 is \"many\"; accepted: a finite number");
  EXPECT_EQ(refused(replaced(good, ",0.1,", ",inf,")), "line 2: replicate_1 is \"inf\"; accepted: a finite number");
  EXPECT_EQ(refused(replaced(good, ",0.1,", ",0.1,0.1,")), "line 2: has 28 fields, not 27");
  EXPECT_NE(refused(header + last_line + first_line).find("line 3: "), std::string::npos);
  EXPECT_NE(refused(header + first_line + first_line).find("out of their order"), std::string::npos);
  EXPECT_NE(refused(replaced(good, ",32,", ",33,")).find("line 2: "), std::string::npos);
  EXPECT_NE(refused(good.substr(0, good.size() - 4)).find("is cut short"), std::string::npos);
}

}  // namespace
}  // namespace diffrates::test

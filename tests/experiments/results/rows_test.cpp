#include "results/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "formats/csv.hpp"

namespace diffrates::test {
namespace {

std::vector<Row> some_rows() {
  Row row;
  row.target = "a target, \"quoted\"";
  row.dimension = 64;
  row.schedule = "smooth(l_min=0.001;l_max=12)";
  row.start = "exact";
  row.score_error = "cosine(frequency=2;phase=0.7)";
  row.epsilon = 0.1;
  row.sampler = "ddpm";
  row.steps = 1000000;
  row.nfe = 999999;
  row.metric = "tv";
  row.law = "grid";
  row.estimate = {0.1 + 0.2, 1e-300};
  row.status = Status::Ok;
  row.seconds = 0.25;
  Row failed = row;
  failed.estimate = {};
  failed.status = Status::Failed;
  return {row, failed};
}

std::string message(const std::string& text) {
  try {
    read_points(text);
  } catch (const CsvError& error) {
    return error.what();
  }
  return "";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  return text.replace(text.find(from), from.size(), to);
}

TEST(Rows, PointsReadBackAsTheSameText) {
  const std::string text = points_csv(some_rows());
  const std::vector<Row> read = read_points(text);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(points_csv(read), text);
  EXPECT_EQ(read[0].estimate.value, 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(read[1].estimate.value));
  EXPECT_TRUE(same_place(read[0], some_rows()[0]));
}

TEST(Rows, TheHeaderIsThatOfTheContract) {
  EXPECT_EQ(
      points_csv({}),
      "target,dimension,schedule,start,score_error,epsilon,sampler,steps,nfe,metric,law,value,error,status,seconds\n");
}

TEST(Rows, RefusesWhatIsNotAPointsFileByLineAndColumn) {
  const std::string good = points_csv(some_rows());
  EXPECT_NE(message("").find("line 1: is not the header"), std::string::npos);
  EXPECT_NE(message("a,b\n").find("line 1: is not the header"), std::string::npos);
  EXPECT_EQ(message(replaced(good, "1000000,", "many,")), "line 2: steps is \"many\"; accepted: a number");
  EXPECT_EQ(message(replaced(good, "1000000,", "1.5,")), "line 2: steps is \"1.5\"; accepted: a whole number");
  EXPECT_EQ(message(replaced(good, ",ok,", ",fine,")),
            "line 2: status is \"fine\"; accepted: ok, folded, unresolved or failed");
  EXPECT_EQ(message(replaced(good, ",ok,", ",ok,1,")), "line 2: has 16 fields, not 15");
  EXPECT_NE(message(good.substr(0, good.size() - 4)).find("is cut short"), std::string::npos);
}

TEST(Rows, APlaceIsEverythingButTheNumber) {
  const Row row = some_rows()[0];
  Row number = row;
  number.estimate = {2, 3};
  number.status = Status::Folded;
  number.seconds = 9;
  EXPECT_TRUE(same_place(row, number));
  for (const auto& change : std::vector<void (*)(Row&)>{
           [](Row& r) { r.target = "b"; }, [](Row& r) { r.dimension = 2; }, [](Row& r) { r.schedule = "b"; },
           [](Row& r) { r.start = "normal"; }, [](Row& r) { r.score_error = "none"; }, [](Row& r) { r.epsilon = 0; },
           [](Row& r) { r.sampler = "ddim"; }, [](Row& r) { r.steps = 4; }, [](Row& r) { r.nfe = 4; },
           [](Row& r) { r.metric = "kl"; }, [](Row& r) { r.law = "path"; }}) {
    Row other = row;
    change(other);
    EXPECT_FALSE(same_place(row, other)) << place(other);
  }
}

}  // namespace
}  // namespace diffrates::test

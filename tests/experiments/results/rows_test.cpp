#include "results/rows.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "formats/csv.hpp"

namespace diffrates::test {
namespace {

std::vector<Row> some_rows() {
  Row row;
  row.place.target = "a target, \"quoted\"";
  row.place.dimension = 64;
  row.place.schedule = {"smooth", {{"l_min", "0.001"}, {"l_max", "12"}}};
  row.place.start = Start::Exact;
  row.place.score_error = {"cosine", {{"frequency", "2"}, {"phase", "0.7"}}};
  row.place.epsilon = 0.1;
  row.place.sampler = "ddpm";
  row.place.steps = 1000000;
  row.nfe = 999999;
  row.place.metric = Metric::Tv;
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
  const std::vector<PointLine> read = read_points(text);
  ASSERT_EQ(read.size(), 2U);
  EXPECT_EQ(points_csv(read), text);
  EXPECT_EQ(read[0].estimate.value, 0.1 + 0.2);
  EXPECT_TRUE(std::isnan(read[1].estimate.value));
  EXPECT_EQ(read[0].place, line_of(some_rows()[0]).place);
  EXPECT_EQ(read[0].at("schedule"), "smooth(l_min=0.001;l_max=12)");
  EXPECT_THROW(read[0].at("value"), std::out_of_range);
}

TEST(Rows, TheHeaderIsThatOfTheContract) {
  EXPECT_EQ(
      points_csv(std::vector<Row>{}),
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

TEST(Rows, TakeTheirNumbersFromATextOfTheirPlaces) {
  std::vector<Row> rows = some_rows();
  const std::string text = points_csv(rows);
  for (Row& row : rows) row.estimate = {}, row.status = Status::Failed;
  take_points(text, rows);
  EXPECT_EQ(points_csv(rows), text);
  const std::string untimed = points_csv(rows, Seconds::LeftOut);
  take_points(untimed, rows, Seconds::LeftOut);
  EXPECT_EQ(points_csv(rows, Seconds::LeftOut), untimed);
  EXPECT_THROW(take_points(untimed, rows), CsvError);
}

/// A number at any other place than the one asked for is refused, as is one missing or one too many.
TEST(Rows, APlaceIsEverythingButTheNumber) {
  const std::vector<Row> good = some_rows();
  const auto taken = [&](std::vector<Row> asked) {
    try {
      take_points(points_csv(good), asked);
    } catch (const CsvError& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  std::vector<Row> numbers = good;
  numbers[0].estimate = {2, 3};
  numbers[0].status = Status::Folded;
  numbers[0].seconds = 9;
  EXPECT_EQ(taken(numbers), "");
  for (const auto& change : std::vector<void (*)(Row&)>{
           [](Row& r) { r.place.target = "b"; }, [](Row& r) { r.place.dimension = 2; },
           [](Row& r) { r.place.schedule = {"b"}; }, [](Row& r) { r.place.start = Start::Normal; },
           [](Row& r) { r.place.score_error = {"none"}; }, [](Row& r) { r.place.epsilon = 0; },
           [](Row& r) { r.place.sampler = "ddim"; }, [](Row& r) { r.place.steps = 4; }, [](Row& r) { r.nfe = 4; },
           [](Row& r) { r.place.metric = Metric::Kl; }, [](Row& r) { r.law = "path"; }}) {
    std::vector<Row> other = good;
    change(other[1]);
    EXPECT_NE(taken(other).find("line 3 is"), std::string::npos) << taken(other);
  }
  EXPECT_NE(taken({good[0]}).find("instead of the end"), std::string::npos);
  EXPECT_NE(taken({good[0], good[1], good[1]}).find("line 4 is missing"), std::string::npos);
}

}  // namespace
}  // namespace diffrates::test

#include "computing/progress.hpp"

#include <gmock/gmock.h>

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

std::string now(const Progress& progress) { return progress.line(Progress::Clock::now()); }

/// Before anything is known of the paces, the time left is what the cells are expected to cost, on all threads.
TEST(Progress, TellsTheTimeExpectedBeforeTheFirstCellIsDone) {
  Progress progress(3, 2, false);
  for (const double cost : {60.0, 30.0, 30.0}) progress.expect("grid", cost);
  EXPECT_THAT(now(progress), HasSubstr("0 of 3 cells"));
  EXPECT_THAT(now(progress), HasSubstr("about 1:00 left"));
}

/// Cells that take no time at all: the more of a group is done, the less is expected of the rest of it, and of others.
TEST(Progress, LearnsThePaceOfAGroup) {
  Progress progress(20, 1, false);
  for (int i = 0; i < 10; ++i) progress.expect("quick", 60);
  for (int i = 0; i < 10; ++i) progress.expect("other", 60);
  EXPECT_THAT(now(progress), HasSubstr("about 20:00 left"));
  for (std::size_t i = 0; i < 5; ++i) {
    progress.begin(i, "quick", 60, "");
    progress.end(i);
  }
  // Of the whole a quarter is done, at 20 percent of weight for what was expected: 4/9 of the pace; of the group half.
  EXPECT_THAT(now(progress), HasSubstr("about 4:39 left"));
}

/// What takes longer than expected takes much longer: nobody is told 0:00 while a cell runs, however late it is.
TEST(Progress, AnOverdueCellHasAFifthOfItsTimeLeft) {
  Progress progress(1, 2, false);
  progress.expect("grid", 1);
  progress.begin(0, "grid", 1, "");
  EXPECT_THAT(progress.line(Progress::Clock::now() + std::chrono::seconds(100)), HasSubstr("about 0:20 left"));
}

TEST(Progress, EndsAtNothingLeft) {
  Progress progress(1, 4, false);
  progress.expect("grid", 5);
  progress.begin(0, "grid", 5, "a place");
  EXPECT_THAT(now(progress), HasSubstr("a place"));
  progress.end(0);
  EXPECT_THAT(now(progress), HasSubstr("1 of 1 cells"));
  EXPECT_THAT(now(progress), HasSubstr("about 0:00 left"));
}

}  // namespace
}  // namespace diffrates::test

// The committed baselines, compared by the program as a continuous integration does it.
#include <gmock/gmock.h>

#include "results/rows.hpp"
#include "support/program.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

struct Baseline : ::testing::Test {
  const fs::path root = fs::path(SOURCE_ROOT), kept = root / "results/baseline/smoke";
  TemporaryFolder folder;

  std::string result() const { return (folder.path() / "theorem-1").string(); }
  void run(const std::vector<std::string>& options) const {
    std::vector<std::string> words{"run", (root / "configs/smoke/theorem-1.json").string(), "--output",
                                   folder.path().string()};
    words.insert(words.end(), options.begin(), options.end());
    const Outcome outcome = run_program(words);
    ASSERT_EQ(outcome.code, 0) << outcome.output;
  }
  Outcome compare() const { return run_program({"compare", result(), "--baseline", kept.string()}); }
  std::vector<PointLine> rows() const { return read_points(*read_file(fs::path(result()) / "points.csv")); }
  void write(const std::vector<PointLine>& rows) const {
    write_file(fs::path(result()) / "points.csv", points_csv(rows));
  }
};

TEST_F(Baseline, HoldsForAnyNumberOfJobs) {
  for (const char* jobs : {"1", "2"}) {
    run({"--jobs", jobs, "--force"});
    const Outcome outcome = compare();
    EXPECT_EQ(outcome.code, 0) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("theorem-1: same: 56 numbers"));
  }
}

TEST_F(Baseline, AnotherSamplersNumbersAreAChangedExponent) {
  run({});
  std::vector<PointLine> changed = rows();
  for (PointLine& row : changed) {
    if (row.at("sampler") != "accelerated_ode") continue;
    for (const PointLine& other : rows())
      if (other.at("sampler") == "ddim" && other.at("target") == row.at("target") &&
          other.at("steps") == row.at("steps") && other.at("metric") == row.at("metric"))
        row.estimate = other.estimate;
  }
  write(changed);
  const Outcome outcome = compare();
  EXPECT_EQ(outcome.code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("accelerated_ode kl: fit against steps, log power 0: exponent 3.99"));
}

TEST_F(Baseline, AMissingCellIsADifference) {
  run({});
  std::vector<PointLine> part = rows();
  part.pop_back();
  write(part);
  const Outcome outcome = compare();
  EXPECT_EQ(outcome.code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("is in the baseline and missing here"));
}

TEST_F(Baseline, AnotherConfigurationIsADifference) {
  run({"--set", "seed=2"});
  const Outcome outcome = compare();
  EXPECT_EQ(outcome.code, 1) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("/seed is 1 there and 2 here"));
}

TEST_F(Baseline, NoBaselineIsWrongUsage) {
  run({"--set", "name=other"});
  const Outcome outcome = run_program({"compare", (folder.path() / "other").string(), "--baseline", kept.string()});
  EXPECT_EQ(outcome.code, 2) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("has no baseline"));
}

}  // namespace
}  // namespace diffrates::test

// Real series in the gate: their table, their windows, and a result without it.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <map>

#include "claims/outlook.hpp"
#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "kinds/gate/series_table.hpp"
#include "samplers/sampler.hpp"
#include "support/program.hpp"
#include "support/silent_commands.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// Errors of first and of second order, and one that is not yet falling, at T = 2^k and 3 2^k.
std::string series_table() {
  std::string text = "sampler,schedule,target,metric,dimension,exponent,log_power,steps,values,errors\n";
  for (const double q : {1.0, 2.0, 3.0}) {
    std::string steps, values, errors;
    for (int i = 0; i < 15; ++i) {
      const double x = std::ldexp(i % 2 == 0 ? 32 : 48, i / 2);
      const double value = q == 3 ? 0.4 : std::pow(x, -q) * (1 + 3 / x);
      steps += fmt::format("{} ", x);
      values += fmt::format("{} ", value);
      errors += fmt::format("{} ", 1e-12 * value);
    }
    text += fmt::format("sampler {},s,t,tv,1,{},0,{},{},{}\n", q, q, steps, values, errors);
  }
  return text;
}

std::string config_text() {
  return R"({"schema_version": 1, "name": "small", "experiment": "gate", "draws": 100, "false_alarms": 0.1, "misses": 0.1,
    "families": [{"name": "real", "series": "series.csv", "by": ["sampler"], "shifts": [0.25, 0.5], "misses": [0.02, 0.01]},
                 {"name": "last", "series": "series.csv", "by": ["density", "last"], "claimed": false}]})";
}

struct RealGate : SilentCommands {
  RealGate() {
    folder.write("series.csv", series_table());
    folder.write("small.json", config_text());
  }
  int run(const std::string& output = "out") {
    RunOptions options;
    options.configs = {path("small.json")};
    options.output = path(output);
    return run_command(options);
  }
  /// What is wrong with the table as it would be with `from` in place of `to`.
  std::string problems_with(const std::string& from, const std::string& to) {
    std::string text = series_table();
    text.replace(text.find(from), from.size(), to);
    folder.write("series.csv", text);
    Problems problems;
    EXPECT_EQ(read_experiment(path("small.json"), {}, false, problems), nullptr);
    return lines(problems);
  }
};

TEST_F(RealGate, JudgesTheWindowsOfEveryGroup) {
  ASSERT_EQ(run(), all_good);
  // The third never falls: its true claim is violated.
  EXPECT_EQ(check_command({path("out")}, ""), claim_violated);
  const std::string table = *read_file(path("out/small/gate.csv"));
  std::size_t first = table.find("real: sampler 1,0,0.05,equals,+0,right,0.1,"),
              third = table.find("real: sampler 3,0");
  ASSERT_NE(first, std::string::npos) << table;
  ASSERT_NE(third, std::string::npos) << table;
  EXPECT_THAT(table, HasSubstr("\"last: half octaves, T to 1024\",0,"));
  EXPECT_THAT(table, HasSubstr("real: sampler 2,0,0.05,at_least,+0.5,wrong,0.01,"));
  Problems problems;
  const RealWindows windows(parse_real_series(series_table(), "series.csv", "", problems));
  std::int64_t doublings = 0;
  for (std::int64_t i = 0; i < windows.size(); ++i) {
    const std::vector<RatePoint> points = windows.points(i);
    EXPECT_TRUE(points.size() >= 4 && points.size() <= 14 && points.back().x >= 8 * points.front().x);
    EXPECT_EQ(points.back().x, windows.last(i));
    doublings += windows.density(i) == Density::Doublings;
  }
  EXPECT_EQ(doublings, 3 * (5 + 4 + 3 + 2 + 1));  // 4 to 8 of 8 values
  EXPECT_EQ(plot_command(path("out/small")), all_good);
  EXPECT_GT(fs::file_size(path("out/small/plots/last_last.png")), 10'000u);
}

TEST_F(RealGate, AFinishedResultStandsWithoutItsTable) {
  ASSERT_EQ(run(), all_good);
  EXPECT_EQ(baseline_update_command(path("out"), path("kept")), all_good);
  fs::remove(path("series.csv"));
  EXPECT_EQ(check_command({path("out")}, ""), claim_violated);
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), all_good);
  EXPECT_EQ(run("again"), bad_usage);
}

TEST_F(RealGate, IsTheSameBitsForAnyNumberOfJobs) {
  RunOptions options;
  options.configs = {path("small.json")};
  for (const int jobs : {1, 2}) {
    options.jobs = jobs;
    options.output = path(fmt::format("out{}", jobs));
    ASSERT_EQ(run_command(options), all_good);
  }
  for (const char* file : {"config.json", "gate.csv", "verdicts.json"})
    EXPECT_EQ(read_file(folder.path() / "out1" / "small" / file), read_file(folder.path() / "out2" / "small" / file));
}

TEST_F(RealGate, NamesWhatIsWrongWithTheTable) {
  EXPECT_THAT(problems_with("sampler,", "sampling,"), HasSubstr("/families/0/series: "));
  EXPECT_THAT(problems_with(",tv,", ",hellinger,"), HasSubstr("line 2: metric is hellinger; accepted: a metric"));
  EXPECT_THAT(problems_with("32 48", "48 32"), HasSubstr("steps fall at 32; accepted: increasing"));
  EXPECT_THAT(problems_with("32 48", "32 nan"), HasSubstr("steps is nan; accepted: a number from 2 to 1e+09"));
  EXPECT_THAT(problems_with("32 48", "48"), HasSubstr("steps, 15 values and 15 errors"));
  EXPECT_THAT(problems_with("sampler 1,", ","), HasSubstr("sampler is ; accepted: a name"));
  folder.write("series.csv", "");
  EXPECT_EQ(validate_command({path("small.json")}), bad_usage);
}

/// The table that lib/claims/outlook.cpp keeps, on one window in 40: within the 95 percent intervals and 0.02.
TEST(RealSeries, AreDecidedAsOftenAsTheOutlookSays) {
  Problems problems;
  const std::string file = SOURCE_ROOT "/configs/real-series.csv";
  const RealWindows windows(parse_real_series(*read_file(file), file, "", problems), 40);
  ASSERT_TRUE(problems.empty());
  std::map<std::pair<int, double>, Frequency> found;  // by order and last T
  for (std::int64_t i = 0; i < windows.size(); ++i) {
    const RealSeries& series = windows.series(i);
    const double last = windows.last(i);
    if (windows.density(i) != Density::Doublings || series.log_power != 0 || last > 33 * windows.points(i).front().x)
      continue;
    const int order = static_cast<int>(std::min(3.0, find_sampler(series.sampler)->order));
    Frequency& frequency = found[{order, last}];
    ++frequency.draws;
    frequency.count += verdict_on({Relation::Equals, 0}, 0.1, windows.fit(i)) != Verdict::Inconclusive;
  }
  int compared = 0;
  for (const auto& [place, frequency] : found) {
    if (frequency.draws < 15 || place.second > 2048) continue;
    const double expected = usually_decided(place.first, place.second, 0.1);
    EXPECT_LT(frequency.low() - 0.02, expected) << place.first << " " << place.second;
    EXPECT_GT(frequency.high() + 0.02, expected) << place.first << " " << place.second;
    ++compared;
  }
  EXPECT_GE(compared, 8);
}

/// Windows of one series in 40, each against the next longer one of its list: what was confirmed is never violated.
TEST(RealSeries, MoreValuesTurnNoVerdict) {
  Problems problems;
  const std::string file = SOURCE_ROOT "/configs/real-series.csv";
  std::vector<RealSeries> all = parse_real_series(*read_file(file), file, "", problems), some;
  for (std::size_t i = 0; i < all.size(); i += 40) some.push_back(all[i]);
  const RealWindows windows(std::move(some));
  int pairs = 0;
  for (std::int64_t i = 0; i + 1 < windows.size(); ++i) {
    const bool longer = windows.density(i) == windows.density(i + 1) &&
                        windows.points(i).front().x == windows.points(i + 1).front().x &&
                        windows.points(i).size() + 1 == windows.points(i + 1).size();
    if (!longer) continue;
    ++pairs;
    for (const Relation relation : {Relation::Equals, Relation::AtLeast}) {
      const Verdict before = verdict_on({relation, 0}, 0.05, windows.fit(i));
      if (before == Verdict::Inconclusive) continue;
      EXPECT_NE(verdict_on({relation, 0}, 0.05, windows.fit(i + 1)), Verdict::Violated)
          << windows.series(i).sampler << " " << windows.series(i).schedule << " to " << windows.last(i);
    }
  }
  EXPECT_GT(pairs, 2000);
}

}  // namespace
}  // namespace diffrates::test

// Budgets as an experiment: configuration, files, claims, the command schedule.
#include <fmt/format.h>

#include <cmath>
#include <fstream>
#include <iostream>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "kinds/budget/claims.hpp"
#include "kinds/budget/constants.hpp"
#include "kinds/budget/words.hpp"
#include "rates/expected.hpp"
#include "results/result_folder.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const std::string& small() {
  static const std::string text = R"({"schema_version": 1, "name": "small", "experiment": "budget",
    "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}],
    "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 9}, "start": "exact", "samplers": ["ddim", "ddpm"], "asked_from": 32,
    "steps": [32, 64, 128, 256], "claims": [
      {"id": "one", "target": "mixture", "sampler": "ddim", "metric": "tv", "relation": "predicts", "tolerance": 0.02}]})";
  return text;
}

std::string problems_of(const std::vector<std::string>& sets) {
  Problems problems;
  const auto experiment = parse_experiment(small(), "b.json", sets, false, problems);
  EXPECT_EQ(experiment == nullptr, !problems.empty());
  return lines(problems);
}

/// Runs quietly.
class Budgets : public ::testing::Test {
 protected:
  void SetUp() override {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    options.configs = {folder.write("small.json", small())};
    options.output = (folder.path() / "out").string();
  }
  void TearDown() override {
    const std::string said = ::testing::internal::GetCapturedStdout();
    ::testing::internal::GetCapturedStderr();
    if (HasFailure()) std::cout << said;
  }
  std::string text_of(const fs::path& file) const { return *read_file(folder.path() / "out" / "small" / file); }

  const TemporaryFolder folder;
  RunOptions options;
};

TEST_F(Budgets, EveryCommandWorksOnThem) {
  EXPECT_EQ(validate_command(options.configs), all_good);
  ASSERT_EQ(run_command(options), all_good);
  const fs::path result = folder.path() / "out" / "small";
  EXPECT_EQ(check_command({options.output}, (folder.path() / "b.xml").string()), all_good);
  EXPECT_EQ(plot_command(options.output), all_good);
  EXPECT_GT(fs::file_size(result / "plots" / "budget_1_mixture.png"), 10'000u);
  EXPECT_EQ(report_command({options.output}, (folder.path() / "report.html").string(), Printed::Nothing), all_good);
  EXPECT_THAT(*read_file(folder.path() / "report.html"), HasSubstr("Where the error is made"));
  EXPECT_EQ(baseline_update_command(options.output, (folder.path() / "kept").string()), all_good);
  EXPECT_EQ(compare_command(options.output, (folder.path() / "kept").string(), ""), all_good);
  // Another law's numbers: the claim falls, and so does the comparison.
  std::string table = text_of("predictions.csv");
  for (const std::string begin : {"ddim,128,tv,", "ddim,256,tv,"}) {
    const std::size_t place = table.find(begin), start = table.find("characteristics,", place) + 16;
    table.insert(start, "1");
  }
  std::ofstream(result / "predictions.csv") << table;
  EXPECT_EQ(check_command({options.output}, ""), claim_violated);
  EXPECT_EQ(compare_command(options.output, (folder.path() / "kept").string(), ""), claim_violated);
  // A table of another experiment is refused.
  std::ofstream(result / "predictions.csv") << table.replace(table.find("ddim,32"), 7, "heun,32");
  EXPECT_EQ(check_command({options.output}, ""), bad_usage);
}

TEST_F(Budgets, OfOneTAndFewStepsCanBeDrawn) {
  options.sets = {"steps=[4]", "gains=false"};
  ASSERT_EQ(run_command(options), all_good);
  EXPECT_EQ(plot_command(options.output), all_good);
  EXPECT_EQ(check_command({options.output}, ""), inconclusive_or_empty);
}

TEST_F(Budgets, FilesOfLikeNamesAreApart) {
  std::string text = small();
  const std::string one =
      R"({"name": "a b", "type": "gaussian_mixture", "weights": [1], "means": [0], "variances": [0.25]}, )";
  const std::string two =
      R"({"name": "a-b", "type": "gaussian_mixture", "weights": [1, 1], "means": [-1, 1], "variances": [0.1, 0.1]}, )";
  text.insert(text.find("{\"name\": \"mixture\""), one + two);
  options.configs = {folder.write("small.json", text)};
  options.sets = {"steps=[16]", "asked_from=16", "samplers=[\"ddim\"]"};
  ASSERT_EQ(run_command(options), all_good);
  const std::string result = (folder.path() / "out" / "small").string();
  const auto levels = [&](const std::string& target) {
    const std::string file = (folder.path() / (target + ".csv")).string();
    EXPECT_EQ(schedule_command(result, {"ddim", target, false}, file), all_good);
    return *read_file(file);
  };
  EXPECT_NE(levels("a b"), levels("a-b"));
  EXPECT_EQ(check_command({options.output}, ""), inconclusive_or_empty);
}

TEST_F(Budgets, OfSeveralSchedulesOneIsNamed) {
  options.sets = {"steps=[16]", "asked_from=16", "start=[\"exact\",\"normal\"]", "claims=[]"};
  ASSERT_EQ(run_command(options), all_good);
  const std::string result = (folder.path() / "out" / "small").string(), file = (folder.path() / "l.csv").string();
  EXPECT_EQ(schedule_command(result, {"ddim", "", false}, file), bad_usage);
  EXPECT_EQ(schedule_command(result, {"ddim", "", false, "", "normal"}, file), all_good);
  EXPECT_EQ(*read_file(file), text_of("levels_mixture_ddim_3_equalised.csv"));
}

TEST_F(Budgets, SayWhyThereIsNoSchedule) {
  options.sets = {"steps=[16]", "asked_from=16", "samplers=[\"ddim\"]",
                  "schedule={\"type\":\"formula\",\"L\":\"8*s^2\"}", "claims=[]"};
  ASSERT_EQ(run_command(options), all_good);
  EXPECT_THAT(text_of("schedules.csv"), HasSubstr("begins without noise"));
  const auto experiment = read_result(folder.path() / "out" / "small");
  try {
    experiment->asked_schedule({"ddim", "", false});
    FAIL();
  } catch (const ScheduleError& error) {
    EXPECT_THAT(error.what(), HasSubstr("begins without noise"));
  }
}

TEST_F(Budgets, TakeNoSpoiltLevels) {
  ASSERT_EQ(run_command(options), all_good);
  const std::string result = (folder.path() / "out" / "small").string();
  std::ofstream(folder.path() / "out" / "small" / "levels_mixture_ddim_equalised.csv") << "L\n5\n3\n";
  EXPECT_EQ(schedule_command(result, {"ddim", "", false}, (folder.path() / "l.csv").string()), bad_usage);
}

TEST_F(Budgets, ReadBackSayTheSame) {
  ASSERT_EQ(run_command(options), all_good);
  const auto experiment = read_result(folder.path() / "out" / "small");
  EXPECT_EQ(experiment->table(), text_of("predictions.csv"));
  for (const ResultFile& file : experiment->files())
    if (file.name != "points.csv") {
      EXPECT_EQ(file.text(), text_of(file.name)) << file.name;
    }
  // A line a step: T - 1 of them at each T, two samplers.
  EXPECT_EQ(parse_csv(text_of("budget.csv")).size(), 1u + 2 * (31 + 63 + 127 + 255));
}

TEST_F(Budgets, SurviveTheJournal) {
  Problems problems;
  const auto one = parse_experiment(small(), "b.json", {}, false, problems),
             other = parse_experiment(small(), "b.json", {}, false, problems);
  for (std::size_t cell = 0; cell < one->cells().size(); ++cell) {
    one->compute(cell);
    CsvRecord record = one->journal(cell);
    ASSERT_TRUE(other->restore(cell, record)) << cell;
    EXPECT_EQ(other->journal(cell), record);
    record.pop_back();
    EXPECT_FALSE(parse_experiment(small(), "b.json", {}, false, problems)->restore(cell, record)) << cell;
  }
  EXPECT_EQ(one->table(false), other->table(false));
}

TEST_F(Budgets, WriteTheScheduleAskedFor) {
  ASSERT_EQ(run_command(options), all_good);
  const std::string result = (folder.path() / "out" / "small").string(), file = (folder.path() / "l.csv").string();
  EXPECT_EQ(schedule_command(result, {"ddpm", "", false}, file), all_good);
  const std::string equalised = *read_file(file);
  EXPECT_EQ(equalised, text_of("levels_mixture_ddpm_equalised.csv"));
  EXPECT_EQ(schedule_command(result, {"ddpm", "mixture", true}, file), all_good);
  EXPECT_NE(*read_file(file), equalised);
  EXPECT_EQ(schedule_command(result, {"heun", "", false}, file), bad_usage);
  EXPECT_EQ(schedule_command(result, {"ddpm", "other", false}, file), bad_usage);
  // It is one that a configuration takes, and TV is less on it: the table of gains says the same.
  const std::string config = folder.write("use.json", R"({"schema_version": 1, "name": "use",
    "targets": [{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}],
    "schedule": {"type": "table", "file": "l.csv", "column": "L", "spacing": "interpolate"}, "start": "exact",
    "samplers": ["ddpm"], "steps": [64], "metrics": ["kl"]})");
  options.configs = {config};
  ASSERT_EQ(run_command(options), all_good);
  const auto used = parse_csv(*read_file(folder.path() / "out" / "use" / "points.csv"));
  for (const CsvRecord& record : parse_csv(text_of("gains.csv")))
    if (record[4] == "ddpm" && record[5] == "64" && record[6] == "kl" && record[7] == "least_divergence") {
      EXPECT_EQ(record[9], used[1][11]);
    }
}

TEST(BudgetConfig, SaysWhatIsWrongWithIt) {
  EXPECT_THAT(problems_of({"metrics=[\"chi2\"]"}), HasSubstr("/metrics: holds chi2; accepted in a budget: tv and kl"));
  EXPECT_THAT(problems_of({"steps=[32,20000]"}), HasSubstr("/steps: holds 20000; accepted in a budget: at most 16384"));
  EXPECT_THAT(problems_of({"claims.0.relation=equals"}),
              HasSubstr("/claims/0/relation: is \"equals\"; accepted: predicts"));
  EXPECT_THAT(problems_of({"claims.0.sampler=dddim"}), HasSubstr("did you mean \"ddim\"?"));
  EXPECT_THAT(problems_of({"claims.0.tolerance=1"}), HasSubstr("/claims/0/tolerance"));
  EXPECT_THAT(problems_of({"claims.0.exponent=1"}), HasSubstr("/claims/0/exponent"));
  EXPECT_THAT(problems_of({"score_error={\"type\":\"cosine\"}"}), HasSubstr("/score_error"));
  EXPECT_THAT(problems_of({"start=[\"exact\",\"normal\"]"}), HasSubstr("/claims/0: matches 2 starts"));
  EXPECT_THAT(problems_of({"asked_from=1"}), HasSubstr("/asked_from"));
  EXPECT_THAT(problems_of({"samplers=[\"ddim\",\"ddpm\"]", "targets.0.means=[[-1.5,0],[1,0]]"}),
              HasSubstr("asks for the budget of ddpm on mixture: budget: ddpm adds noise, and the target has d = 2"));
  EXPECT_EQ(problems_of({"gains=false"}), "");
}

std::vector<PredictedPoint> series(double constant, double ratio_off, double limit, double error) {
  std::vector<PredictedPoint> points;
  for (const double T : {64.0, 128.0, 256.0, 512.0, 1024.0}) {
    const double own = constant / T, predicted = own * (limit + ratio_off / T);
    points.push_back({T, {predicted, error * predicted}, {own, error * own}, Status::Ok, Status::Ok});
  }
  return points;
}

TEST(Predictions, FindLimitAndConstant) {
  const PredictionFinding found = find_prediction(series(3, 5, 1, 1e-9), expected_of(Metric::Tv, 1));
  ASSERT_TRUE(found.ratio && found.constant);
  EXPECT_NEAR(found.ratio->value, 1, 1e-6);
  EXPECT_NEAR(found.constant->value, 3, 1e-5);
  EXPECT_EQ(found.exponent, 1);
  EXPECT_NEAR(found.off.exponent, 1, 0.01);
  EXPECT_EQ(constants_agree(found, 0), true);
}

TEST(Predictions, AreJudged) {
  PredictsClaim claim;
  const auto verdict = [&](double limit, double error) {
    return judge(claim, find_prediction(series(3, 5, limit, error), expected_of(Metric::Tv, 1))).verdict;
  };
  EXPECT_EQ(verdict(1, 1e-6), Verdict::Confirmed);
  EXPECT_EQ(verdict(1.03, 1e-6), Verdict::Violated);
  EXPECT_EQ(verdict(0.97, 1e-6), Verdict::Violated);
  EXPECT_EQ(verdict(1, 0.05), Verdict::Inconclusive);
  auto few = series(3, 5, 1, 1e-6);
  few.resize(2);
  EXPECT_EQ(judge(claim, find_prediction(few, expected_of(Metric::Tv, 1))).verdict, Verdict::Inconclusive);
}

TEST(Predictions, ThatDoNotApproachLikeOneOverTAreLeftOpen) {
  // `unipc_2` on N(0, 0.25) from a normal start, whose floor is near: predicted/true at T = 16 .. 128. It tends to 1
  // (0.99997 +- 6e-5 at T = 2048), but two limits by 1/T agree on 0.9684 to 5e-5.
  std::vector<PredictedPoint> points;
  const std::vector<double> ratios{1.344440, 1.145559, 1.057004, 1.012706};
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    const double T = 16.0 * std::pow(2.0, static_cast<double>(i)), own = 40 / (T * T * T) + 1e-5;
    points.push_back({T, {ratios[i] * own, 1e-9 * own}, {own, 1e-9 * own}, Status::Ok, Status::Ok});
  }
  const PredictionFinding found = find_prediction(points, expected_of(Metric::Tv, 1));
  ASSERT_TRUE(found.ratio);
  EXPECT_NEAR(found.ratio->value, 0.9684, 1e-3);
  EXPECT_GE(found.ratio->high(), 1);
  EXPECT_EQ(judge({}, found).verdict, Verdict::Inconclusive);
}

TEST(Predictions, OfAWrongLawAreViolated) {
  // A Jacobian that is off by a factor 1 + 1e-3 a step shifts every log ratio by T/1000, and TV does not fall.
  auto points = series(3, 5, 1, 1e-6);
  for (PredictedPoint& point : points) point.own.value += 0.4 * (1 - std::exp(-1e-3 * point.T));
  EXPECT_EQ(judge({}, find_prediction(points, expected_of(Metric::Tv, 1))).verdict, Verdict::Violated);
}

TEST(MiddleHalf, LeavesAQuarterOnEitherSide) {
  std::vector<StepShare> steps;
  for (int t = 2; t <= 9; ++t) {
    StepShare& step = steps.emplace_back();
    step.level = t - 1;
    step.h = 1;
    step.arrives.value = 1;
  }
  const MiddleHalf half = middle_half(steps);
  EXPECT_DOUBLE_EQ(half.low, 2);
  EXPECT_DOUBLE_EQ(half.high, 6);
}

}  // namespace
}  // namespace diffrates::test

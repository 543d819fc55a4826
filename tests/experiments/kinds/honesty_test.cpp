// The experiment "honesty": its twins are the same law, its statistics see an error that is stated too small, and every
// command works on it.
#include <fstream>

#include "commands/commands.hpp"
#include "kinds/honesty/answers.hpp"
#include "kinds/honesty/closed_form.hpp"
#include "kinds/honesty/coverage.hpp"
#include "kinds/honesty/pairs.hpp"
#include "support/program.hpp"
#include "support/silent_commands.hpp"

namespace diffrates::test {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

PairSource everything() {
  PairSource source;
  for (const TargetFamily& family : target_families()) source.families.push_back(&family);
  for (const Way& way : ways()) source.ways.push_back(&way);
  return source;
}

PairSource only(std::string_view way, const std::vector<std::string_view>& families) {
  PairSource source = everything();
  source.seconds = 1;
  std::erase_if(source.ways, [&](const Way* one) { return one->name != way; });
  std::erase_if(source.families, [&](const TargetFamily* family) {
    return std::find(families.begin(), families.end(), family->name) == families.end();
  });
  return source;
}

Config configuration_of(const Members& members) {
  std::string why;
  std::unique_ptr<Asked> asked = Asked::read(members, why);
  EXPECT_NE(asked, nullptr) << why;
  return asked->config();
}

/// Log densities at level 1 of draws of the second target, which `back` takes to places of the first.
template <class Back>
void expect_same_law(const PairSource& source, std::size_t questions, double tolerance, const Back& back) {
  std::size_t seen = 0;
  for (std::size_t i = 0; i < questions; ++i) {
    const std::optional<Replay> pair = replay(source, i);
    ASSERT_TRUE(pair && pair->other);
    const Config one = configuration_of(pair->one), other = configuration_of(*pair->other);
    const Target &a = *one.targets.front().target, &b = *other.targets.front().target;
    const NoiseLevel at = one.schedules.front().family->with_steps(one.steps.front()).at(1);
    Points x(16, b.dimension());
    Stream stream(i, "same law");
    b.draw(stream, x);
    Eigen::ArrayXXd noise(x.size(), x.dimension());
    stream.normals(noise);
    Points y(x.size(), x.dimension()), there = y;
    y.values() = at.signal * x.values() + at.sigma * noise;
    there.values() = back(a, b, at, Eigen::ArrayXXd(std::as_const(y).values()));
    Eigen::ArrayXd log_a, log_b;
    a.evaluate(at, there, nullptr, &log_a);
    b.evaluate(at, y, nullptr, &log_b);
    EXPECT_LT((log_a - log_b).abs().maxCoeff(), tolerance) << "question " << i + 1;
    ++seen;
  }
  EXPECT_EQ(seen, questions);
}

const auto stay = [](const Target&, const Target&, const NoiseLevel&, const Eigen::ArrayXXd& y) { return y; };

TEST(HonestyTwins, OtherDescriptionsAreTheSameLaw) {
  expect_same_law(only("relisted", {"line", "plane", "cloud", "collinear"}), 20, 1e-7, stay);
  expect_same_law(only("multiplied out", {"product"}), 5, 1e-9, stay);
  expect_same_law(only("written out", {"line", "named"}), 4, 1e-9, stay);
}

TEST(HonestyTwins, AMovedTargetIsMovedByItsMean) {
  // At offsets of 1e9 spreads x itself is rounded: places are compared to that.
  expect_same_law(only("moved", {"line", "plane", "gaussian"}), 20, 1e-2,
                  [](const Target& a, const Target& b, const NoiseLevel& at, auto y) {
                    const Eigen::VectorXd by = b.moments().mean - a.moments().mean;
                    return Eigen::ArrayXXd(y.rowwise() - at.signal * by.transpose().array());
                  });
}

TEST(HonestyTwins, AMirroredLineIsMirrored) {
  expect_same_law(only("turned", {"line", "formula"}), 4, 1e-8,
                  [](const Target&, const Target&, const NoiseLevel&, auto y) { return Eigen::ArrayXXd(-y); });
}

TEST(HonestyTwins, AQuestionIsTheSameWheneverItIsAsked) {
  PairSource source = only("relisted", {"line", "cloud"});
  const std::vector<NumberPair> first = ask(source, 4);
  ask(source, 1);
  const std::vector<NumberPair> again = ask(source, 4);
  ASSERT_FALSE(first.empty());
  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(csv_number(first[i].one.value), csv_number(again[i].one.value));
    EXPECT_EQ(csv_number(first[i].other.value), csv_number(again[i].other.value));
  }
  PairSource another = source;
  another.seed = 2;
  const std::optional<Replay> other_seed = replay(another, 4);
  EXPECT_NE(configuration_of(replay(source, 4)->one).heading.seed, configuration_of(other_seed->one).heading.seed);
}

Schedule schedule_of(const std::string& text, int T) {
  std::string why;
  Problems problems;
  const auto value = parse_json(text, problems);
  return make_kind(*value, "/schedule", problems, schedule_kinds())->with_steps(T);
}

/// Path KL of a point mass by 60-digit recursion, and of a standard normal where nothing changes.
TEST(HonestyClosedForm, AgreesWithKnownValues) {
  const Schedule linear = schedule_of(R"({"type": "linear", "l_min": 1e-5, "l_max": 12})", 32);
  EXPECT_NEAR(*closed_form("ddpm", Metric::PathKl, linear, Start::Exact, 0, 1), 4.996901236251, 1e-11);
  const Schedule smooth = schedule_of(R"({"type": "smooth", "l_min": 1e-4, "l_max": 12})", 4);
  EXPECT_NEAR(*closed_form("ddpm", Metric::PathKl, smooth, Start::Exact, 0, 1), 9.106630056337, 1e-11);
  EXPECT_NEAR(*closed_form("ddpm", Metric::PathKl, smooth, Start::Exact, 0, 3), 3 * 9.106630056337, 1e-10);
  // Of N(0, 1) the score is -x at every level: one step of ddim multiplies by (1 - b/2)/sqrt(1 - b).
  double log_variance = 0;
  for (int t = 32; t >= 2; --t) log_variance += 2 * std::log1p(-linear.beta(t) / 2) - std::log(linear.alpha(t));
  const double y = std::exp(log_variance);
  EXPECT_NEAR(*closed_form("ddim", Metric::Kl, linear, Start::Exact, 1, 1), (1 / y - 1 + log_variance) / 2, 1e-13);
  EXPECT_NEAR(*closed_form("ddim", Metric::KlReverse, linear, Start::Exact, 1, 2), y - 1 - log_variance, 1e-13);
  EXPECT_FALSE(closed_form("heun", Metric::Kl, linear, Start::Exact, 1, 1));
  EXPECT_FALSE(closed_form("ddim", Metric::Tv, linear, Start::Exact, 1, 2));
}

/// Pairs of values with normal errors, stated `stated` times as large as they are.
Coverage of_normal_errors(double stated, int pairs) {
  Coverage coverage;
  Stream stream(1, "normal errors");
  for (int i = 0; i < pairs; ++i) {
    NumberPair pair;
    pair.one = {1 + 0.01 * stream.normal(), 0.01 * stated};
    pair.other = {1 + 0.01 * stream.normal(), 0.01 * stated};
    pair.status = pair.other_status = Status::Ok;
    coverage.add(pair);
  }
  return coverage;
}

TEST(HonestyCoverage, RightErrorsAreConfirmedAndSmallOnesAreNot) {
  EXPECT_EQ(of_normal_errors(1, 2000).verdict(), Verdict::Confirmed);
  EXPECT_EQ(of_normal_errors(1, 20).verdict(), Verdict::Inconclusive);
  EXPECT_EQ(of_normal_errors(1.0 / 3, 200).verdict(), Verdict::Violated);
  EXPECT_EQ(of_normal_errors(0.6, 2000).verdict(), Verdict::Violated);
  EXPECT_NEAR(of_normal_errors(1, 20'000).share(0).rate(), 0.0455, 0.005);
}

TEST(HonestyCoverage, OneNumberFarOffIsEnough) {
  Coverage coverage = of_normal_errors(1, 2000);
  NumberPair lie;
  lie.one = {1, 1e-9};
  lie.other = {1.1, 1e-9};
  lie.status = lie.other_status = Status::Ok;
  NumberPair unsure = lie;
  unsure.status = Status::Unresolved;
  coverage.add(unsure);
  EXPECT_EQ(coverage.verdict(), Verdict::Confirmed) << "only ok counts";
  coverage.add(lie);
  EXPECT_EQ(coverage.verdict(), Verdict::Violated);
  lie.one.value = INFINITY;
  EXPECT_EQ(lie.deviation(), INFINITY);
}

const std::string small =
    R"({"schema_version": 1, "name": "small", "experiment": "honesty", "questions": 12, "seconds": 0.01,
    "families": ["line", "gaussian"], "ways": ["moved", "relisted", "computed"]})";

std::string problems_of(const std::string& text) {
  Problems problems;
  parse_experiment(text, "small.json", {}, false, problems);
  return lines(problems);
}

TEST(HonestyConfig, SaysWhatIsAccepted) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = small;
    return text.replace(text.find(from), from.size(), to);
  };
  EXPECT_EQ(problems_of(small), "");
  EXPECT_THAT(problems_of(with("12", "0")), HasSubstr("/questions: is 0; accepted: a whole number from 1 to 1000000"));
  EXPECT_THAT(problems_of(with("\"line\"", "\"lines\"")), HasSubstr("/families/0: is \"lines\"; accepted: line,"));
  EXPECT_THAT(problems_of(with("\"relisted\"", "\"moved\"")), HasSubstr("/ways/1: is \"moved\" again"));
  EXPECT_THAT(problems_of(with("0.01", "0")), HasSubstr("/seconds: is 0; accepted:"));
}

struct Honesty : SilentCommands {
  int run(int jobs = 1, const std::string& output = "out") const { return run_text(small, jobs, output); }
};

TEST_F(Honesty, EveryCommandWorksOnIt) {
  ASSERT_EQ(run(), all_good);
  EXPECT_EQ(check_command({path("out")}, path("honesty.xml")), inconclusive_or_empty) << "twelve questions are few";
  EXPECT_EQ(report_command({path("out")}, path("report.html"), Printed::Markdown), all_good);
  EXPECT_THAT(*read_file(path("report.html")), HasSubstr("Coverage by law and metric"));
  EXPECT_EQ(baseline_update_command(path("out"), path("kept")), all_good);
  EXPECT_EQ(compare_command(path("out"), path("kept"), ""), all_good);
  ASSERT_EQ(run(2, "two"), all_good);
  for (const char* file : {"config.json", "honesty.csv", "verdicts.json", "worst_01_a.json"})
    EXPECT_EQ(read_file(folder.path() / "out" / "small" / file), read_file(folder.path() / "two" / "small" / file));
  RunOptions again;
  again.configs = {path("out/small/worst_01_a.json")};
  again.output = path("again");
  EXPECT_EQ(run_command(again), all_good) << "a question is a configuration";
}

TEST_F(Honesty, ATamperedTableIsNotJudged) {
  ASSERT_EQ(run(), all_good);
  const fs::path file = folder.path() / "out" / "small" / "honesty.csv";
  std::string text = *read_file(file);
  text.replace(text.find(",ok,"), 4, ",unresolved,");
  std::ofstream(file) << text;
  EXPECT_EQ(check_command({path("out")}, ""), bad_usage);
}

}  // namespace
}  // namespace diffrates::test

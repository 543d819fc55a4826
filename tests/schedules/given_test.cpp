// Schedules that people give themselves: as a formula, and as a table of levels.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "schedules/measures.hpp"
#include "support/values.hpp"

namespace diffrates {
namespace {

using test::object;
using testing::AllOf;
using testing::HasSubstr;

std::unique_ptr<ScheduleFamily> family(const Value& value) { return test::make(value, schedule_kinds()); }
std::string refusal(const Value& value) { return test::refusal(value, schedule_kinds()); }
Value formula(const char* key, const char* text) { return object("type", "formula", key, text); }

TEST(FormulaSchedule, GivesTheLevelsWritten) {
  const Schedule s = family(formula("L", "0.001 * 12000^s"))->with_steps(50);
  for (int t = 1; t <= 51; ++t) EXPECT_NEAR(s.at(t).L, 0.001 * std::pow(12000, (t - 1) / 50.0), 1e-15 * s.at(t).L);
  const Schedule by_t = family(formula("L", "t / T + t^2 / T^2"))->with_steps(10);
  EXPECT_DOUBLE_EQ(by_t.at(11).L, 1.1 + 1.21);
}

TEST(FormulaSchedule, FourMeasuresSayTheSame) {
  const auto wanted = family(object("type", "log_snr", "l_min", 0.001, "l_max", 9.0))->with_steps(40);
  const double high = wanted.at(1).lambda(), low = wanted.at(41).lambda();
  const std::string lambda = fmt::format("{:.17g} + ({:.17g}) * s", high, low - high);
  for (const auto& [key, text] :
       std::vector<std::pair<std::string, std::string>>{{"lambda", lambda},
                                                        {"noise_ratio", "exp(-(" + lambda + "))"},
                                                        {"abar", "1 / (1 + exp(-2 * (" + lambda + ")))"},
                                                        {"L", "log(1 + exp(-2 * (" + lambda + ")))"}}) {
    const Schedule made = family(formula(key.c_str(), text.c_str()))->with_steps(40);
    for (int t = 1; t <= 41; ++t) EXPECT_NEAR(made.at(t).L, wanted.at(t).L, 1e-15 + 1e-14 * wanted.at(t).L) << key;
  }
}

TEST(FormulaSchedule, MayBeginAtTheData) {
  for (const auto& [key, text] : {std::pair{"L", "12 * s"}, {"abar", "1 - 0.999 * s"}, {"noise_ratio", "80 * s^7"}}) {
    const auto made = family(formula(key, text));
    EXPECT_EQ(made->problem(8), "") << key;
    const Schedule s = made->with_steps(8);
    EXPECT_EQ(s.at(1).L, 0);
    EXPECT_EQ(1 / s.at(1).noise, INFINITY) << "0, not -0";
    EXPECT_EQ(s.alpha(1), 1);
    EXPECT_GT(s.at(2).L, 0);
  }
}

TEST(FormulaSchedule, IsHeldToASchedulesDemandsAtEveryT) {
  struct Bad {
    const char *key, *text;
    int T;
    const char* said;
  };
  for (const Bad& bad :
       {Bad{"L", "12 * (1 - s)", 8, "is 10.5 at t = 2 (s = 0.125), which is not above the noise at t = 1"},
        {"L", "log(s)", 8, "is -inf at t = 1"},
        {"L", "0/s", 8, "is nan at t = 1"},
        {"L", "(t-1)/(T-8)", 8, "is nan at t = 1"},
        {"L", "s - 0.1", 8, "is -0.1 at t = 1"},
        {"L", "601 * s", 8, "is 601 at t = 9"},
        {"L", "1 + 0*s", 8, "is 1 at t = 2"},
        {"L", "t > T ? 0 : t", 8, "is 0 at t = 9"},
        {"abar", "1 - s", 8, "is 0 at t = 9"},
        {"abar", "1.5 - s", 8, "is 1.5 at t = 1"},
        {"abar", "-s", 8, "at t = 1"},
        {"lambda", "5 - 1/(1-s)", 8, "is -inf at t = 9"},
        {"lambda", "s", 8, "not above the noise"},
        {"noise_ratio", "1 - 2*s", 8, "not above the noise"},
        {"noise_ratio", "s - 1", 8, "is -1 at t = 1"},
        {"L", "500 * (t > 1) + t", 8, "beta rounds to 1"}}) {
    const auto made = family(formula(bad.key, bad.text));
    EXPECT_THAT(made->problem(bad.T), AllOf(HasSubstr("T = 8"), HasSubstr(bad.said), HasSubstr("accepted")))
        << bad.text;
    EXPECT_EQ(made->key_of_problem(), bad.key);
  }
  const auto some = family(formula("L", "t * (20 - T)"));  // right for some T
  EXPECT_EQ(some->problem(16), "");
  EXPECT_NE(some->problem(32), "");
}

TEST(FormulaSchedule, RefusesWhatIsNoFormulaWithItsColumn) {
  EXPECT_THAT(refusal(formula("L", "0.1 * q")), AllOf(HasSubstr("/L: is \"0.1 * q\": column 7"),
                                                      HasSubstr("accepted: a formula in s = (t - 1)/T, t and T")));
  EXPECT_THAT(refusal(formula("abar", "exp(-s")), AllOf(HasSubstr("/abar"), HasSubstr("column 7")));
  EXPECT_THAT(refusal(formula("L", "")), HasSubstr("/L"));
  EXPECT_THAT(refusal(formula("L", "s, t")), HasSubstr("/L"));
  EXPECT_THAT(refusal(formula("L", "t = 3")), HasSubstr("column"));
  EXPECT_THAT(refusal(formula("L", "s # 1")), HasSubstr("column"));
  EXPECT_THAT(refusal(object("type", "formula", "L", 3)), HasSubstr("/L: is 3; accepted: a text"));
  EXPECT_THAT(refusal(object("type", "formula")), HasSubstr("has 0 of the keys L, abar, lambda and noise_ratio"));
  EXPECT_THAT(refusal(object("type", "formula", "L", "s", "abar", "1-s")), HasSubstr("has 2 of the keys"));
  EXPECT_THAT(refusal(formula("l", "s")), HasSubstr("did you mean"));
  EXPECT_THAT(refusal(formula("L", std::string(5000, '1').c_str())), HasSubstr("at most 4096"));
}

TEST(NoiseRatio, KeepsItsDigitsAtBothEnds) {
  for (const double ratio : {0.0, 1e-150, 1e-8, 0.5, 1.0, 2.0, 1e8, 1e130}) {
    const double expected = ratio < 1e6 ? std::log1p(ratio * ratio) : 2 * std::log(ratio);
    EXPECT_NEAR(NoiseLevel::of_noise_ratio(ratio).L, expected, 4e-16 * expected);
  }
}

/// A table as a file would give it.
class Tables {
 public:
  std::vector<std::string> names;
  Eigen::MatrixXd values;
  bool stand_in = false;

  std::unique_ptr<ScheduleFamily> make(const Value& value, Problems& problems, Described* described = nullptr) const {
    const TableLoader loader = [this](const std::string&, const std::string&, Problems&) {
      return Table{names, values, stand_in};
    };
    return make_kind(value, "/schedule", problems, schedule_kinds(), {}, described, nullptr, &loader);
  }
  std::unique_ptr<ScheduleFamily> family(const Value& value) const {
    Problems problems;
    auto made = make(value, problems);
    EXPECT_TRUE(made != nullptr) << test::text(problems);
    return made;
  }
  std::string refusal(const Value& value) const {
    Problems problems;
    EXPECT_EQ(make(value, problems), nullptr);
    return test::text(problems);
  }
};

Value table(const char* column, const char* spacing) {
  return object("type", "table", "file", "somewhere/steps.csv", "column", column, "spacing", spacing);
}

/// L of n training steps, all of them told apart by their index.
Tables counted(int n) { return {{"L"}, 0.001 * Eigen::VectorXd::LinSpaced(n, 1, n)}; }

/// The indices, from 0, that a schedule of T steps takes.
std::vector<double> taken(const Tables& tables, const char* spacing, int T) {
  const Schedule s = tables.family(table("L", spacing))->with_steps(T);
  std::vector<double> k;
  for (int t = 1; t <= T + 1; ++t) k.push_back(std::round(1e6 * (s.at(t).L / 0.001 - 1)) / 1e6);
  return k;
}

// numpy: arange(5) * (1000 // 5); (arange(1000, 0, -200).round() - 1)[::-1]; linspace(0, 999, 5).round()
TEST(TableSchedule, SpacesAsPeopleDo) {
  const Tables thousand = counted(1000);
  EXPECT_THAT(taken(thousand, "leading", 4), testing::ElementsAre(0, 200, 400, 600, 800));
  EXPECT_THAT(taken(thousand, "trailing", 4), testing::ElementsAre(199, 399, 599, 799, 999));
  EXPECT_THAT(taken(thousand, "linspace", 4), testing::ElementsAre(0, 250, 500, 749, 999));
  EXPECT_THAT(taken(counted(11), "linspace", 4), testing::ElementsAre(0, 2, 5, 8, 10));
  EXPECT_THAT(taken(counted(10), "leading", 6), testing::ElementsAre(0, 1, 2, 3, 4, 5, 6));
}

TEST(TableSchedule, AllLevelsAreTheFileInAnySpacing) {
  for (const char* spacing : {"leading", "trailing", "linspace", "interpolate"}) {
    const Tables file = counted(33);
    const Schedule s = file.family(table("L", spacing))->with_steps(32);
    for (int t = 1; t <= 33; ++t) EXPECT_EQ(s.at(t).L, file.values(t - 1, 0)) << spacing;
  }
}

TEST(TableSchedule, InterpolatesLinearlyInLambda) {
  const Tables file{{"noise_ratio"}, Eigen::Vector3d(0.01, 1, 50)};
  const Schedule s = file.family(table("noise_ratio", "interpolate"))->with_steps(8);  // four parts a step of the file
  for (int t = 1; t <= 9; ++t) {
    const double ratio = t <= 5 ? 0.01 * std::pow(100, (t - 1) / 4.0) : std::pow(50, (t - 5) / 4.0);
    EXPECT_NEAR(s.at(t).lambda(), -std::log(ratio), 1e-14) << t;
  }
}

TEST(TableSchedule, AllColumnsSayTheSame) {
  const Eigen::ArrayXd betas = Eigen::ArrayXd::LinSpaced(1000, std::sqrt(0.00085), std::sqrt(0.012)).square();
  Eigen::MatrixXd values(1000, 4);
  long double L = 0;
  for (Eigen::Index k = 0; k < 1000; ++k) {
    L -= std::log1p(-static_cast<long double>(betas[k]));
    const double level = static_cast<double>(L);
    values.row(k) << level, std::exp(-level), betas[k], std::sqrt(std::expm1(level));
  }
  const Tables file{{"L", "abar", "beta", "noise_ratio"}, values};
  const Schedule wanted = file.family(table("L", "leading"))->with_steps(100);
  for (const char* column : {"abar", "beta", "noise_ratio"}) {
    const Schedule s = file.family(table(column, "leading"))->with_steps(100);
    const double unit = std::string_view(column) == "abar" ? 2e-16 : 0;  // of abar near 1
    for (int t = 1; t <= 101; ++t)
      EXPECT_NEAR(s.at(t).L, wanted.at(t).L, unit + 1e-15 * wanted.at(t).L) << column << ", t = " << t;
  }
}

TEST(TableSchedule, SaysHowManyStepsAFileAllows) {
  const auto made = counted(10).family(table("L", "trailing"));
  EXPECT_EQ(made->problem(9), "");
  EXPECT_THAT(made->problem(10), AllOf(HasSubstr("T = 10 takes 11 levels and the file holds 10"),
                                       HasSubstr("T up to 9, or spacing interpolate")));
  const auto between = counted(10).family(table("L", "interpolate"));
  EXPECT_EQ(between->problem(1000), "");
  EXPECT_THAT(between->problem(1'000'000), "");
}

TEST(TableSchedule, RefusesHostileFiles) {
  const auto said = [](const char* column, std::vector<double> values, const char* spacing = "leading") {
    const Eigen::VectorXd numbers = Eigen::Map<Eigen::VectorXd>(values.data(), std::ssize(values));
    return Tables{{}, numbers}.refusal(table(column, spacing));
  };
  EXPECT_THAT(said("beta", {0.1, 1.0, 0.2}), AllOf(HasSubstr("/schedule/file: holds beta = 1 in record 2"),
                                                   HasSubstr("accepted: numbers above 0 and below 1")));
  EXPECT_THAT(said("beta", {0.0, 0.1}), HasSubstr("beta = 0 in record 1"));
  EXPECT_THAT(said("beta", {0.1, -0.1}), HasSubstr("beta = -0.1 in record 2"));
  EXPECT_THAT(said("beta", std::vector<double>(2000, 0.5)),
              AllOf(HasSubstr("-log abar = 600"), HasSubstr("record 866")));
  EXPECT_THAT(said("abar", {0.9, 0.95}), AllOf(HasSubstr("abar = 0.95 in record 2 after 0.9 in record 1"),
                                               HasSubstr("noise increasing from record to record")));
  EXPECT_THAT(said("abar", {1.5, 0.5}), HasSubstr("abar = 1.5 in record 1"));
  EXPECT_THAT(said("abar", {0.5, 0.0}), HasSubstr("abar = 0 in record 2"));
  EXPECT_THAT(said("abar", {0.5, -0.5}), HasSubstr("abar = -0.5 in record 2"));
  EXPECT_THAT(said("L", {0.1, 0.1}), HasSubstr("L = 0.1 in record 2 after 0.1"));
  EXPECT_THAT(said("L", {0.1, 601}), HasSubstr("L = 601 in record 2"));
  EXPECT_THAT(said("noise_ratio", {80, 10, 1}), HasSubstr("not more noise"));
  EXPECT_THAT(said("noise_ratio", {-1, 10}), HasSubstr("noise_ratio = -1 in record 1"));
  EXPECT_THAT(said("noise_ratio", {1, 1e200}), HasSubstr("record 2"));
  EXPECT_THAT(said("L", {0.1}), HasSubstr("has 1 record; accepted: 2 or more"));
  EXPECT_THAT(said("L", {0, 1}, "interpolate"), HasSubstr("begins without noise"));
}

TEST(TableSchedule, RefusesColumnsThatAreNotThere) {
  const Eigen::MatrixXd two = Eigen::MatrixXd::Random(5, 2);
  EXPECT_THAT((Tables{{}, two}.refusal(table("L", "leading"))),
              AllOf(HasSubstr("/schedule/column"), HasSubstr("names none of its 2 columns")));
  EXPECT_THAT(
      (Tables{{"k", "abar"}, two}.refusal(table("L", "leading"))),
      HasSubstr("the name of none of the file's columns; accepted: the name of one (they are \"k\", \"abar\")"));
  EXPECT_THAT((Tables{{"L", "L"}, two}.refusal(table("L", "leading"))), HasSubstr("the name of 2 of"));
  EXPECT_THAT(counted(9).refusal(table("lambda", "leading")), HasSubstr("accepted: beta, abar, L or noise_ratio"));
  EXPECT_THAT(counted(9).refusal(table("L", "trailng")), HasSubstr("did you mean \"trailing\"?"));
  EXPECT_THAT(counted(9).refusal(object("type", "table", "column", "L", "spacing", "leading")),
              HasSubstr("/schedule/file: is missing"));
  EXPECT_THAT(refusal(table("L", "leading")), HasSubstr("no files can be read here"));
}

TEST(TableSchedule, LabelNamesTheFileWithoutItsFolder) {
  Problems problems;
  Described described;
  counted(9).make(table("L", "leading"), problems, &described);
  EXPECT_EQ(described.label(), "table(file=steps.csv;column=L;spacing=leading)");
}

TEST(TableSchedule, OfAFinishedResultNeedsNoNumbers) {
  Tables gone{{"x"}, Eigen::VectorXd::Random(20), true};
  const auto made = gone.family(table("abar", "trailing"));
  EXPECT_EQ(made->problem(19), "");
  EXPECT_NE(made->problem(20), "");
}

}  // namespace
}  // namespace diffrates

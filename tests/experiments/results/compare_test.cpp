// A result against its baseline: every kind of change is seen, and nothing else is.
#include "results/compare.hpp"

#include <cmath>
#include <limits>

#include "commands/commands.hpp"
#include "formats/files.hpp"
#include "results/result_folder.hpp"
#include "support/config.hpp"

namespace diffrates {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

/// The good configuration with numbers that follow a law instead of being computed.
struct Comparison : testing::Test {
  Comparison() {
    const test::Reading reading = test::read_text(test::good_config());
    rates = std::dynamic_pointer_cast<Rates>(reading.experiment);
    for (Row& r : rates->rows()) {
      const double T = r.place.steps, value = (r.place.sampler == "ddim" ? 3.0 : 2.0) / T * (1 + 5.0 / T);
      r.estimate = {value, 1e-7 * value};
      r.status = Status::Ok;
    }
    write("run");
  }

  void write(const std::string& name) const {
    prepare_folder(folder.path() / name / "good");
    write_result(folder.path() / name / "good", *rates, {"test", 1, 0});
  }
  std::string path(const std::string& name) const { return (folder.path() / name).string(); }
  Snapshot original() const { return read_snapshot(folder.path() / "run" / "good"); }
  /// The words of every difference from the untouched result to the present one.
  std::vector<std::string> differences() const {
    write("now");
    std::vector<std::string> words;
    for (const Difference& d : compare(original(), read_snapshot(folder.path() / "now" / "good")))
      words.push_back(d.where + ": " + d.words);
    return words;
  }
  std::vector<Row>& rows() const { return rates->rows(); }
  Row& row(const std::string& sampler, int steps) const {
    for (Row& r : rows())
      if (r.place.sampler == sampler && r.place.steps == steps && r.place.metric == Metric::Tv) return r;
    throw std::logic_error("no such row");
  }
  /// The rows of ddpm's TV on the mixture.
  std::vector<Row*> series() const {
    std::vector<Row*> found;
    for (Row& r : rows())
      if (r.place.target == "mixture" && r.place.sampler == "ddpm" && r.place.metric == Metric::Tv) found.push_back(&r);
    return found;
  }

  test::TemporaryFolder folder;
  std::shared_ptr<Rates> rates;
};

TEST_F(Comparison, NothingChangedIsTheSame) { EXPECT_THAT(differences(), IsEmpty()); }

TEST_F(Comparison, SecondsAndRemarksAreNoDifference) {
  for (Row& r : rows()) r.seconds += 7;
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(Comparison, ANumberWithinTheStatedErrorsIsTheSame) {
  Row& r = row("ddim", 64);
  r.estimate.value += 5 * std::sqrt(2.0) * r.estimate.error * 0.99;
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(Comparison, ANumberBeyondTheStatedErrorsHasChanged) {
  Row& r = row("ddim", 64);
  r.estimate.value += 5 * std::sqrt(2.0) * r.estimate.error * 1.01;
  const std::vector<std::string> words = differences();
  ASSERT_EQ(words.size(), 1u);
  EXPECT_THAT(words[0], HasSubstr("exact ddim tv: T = 64: was"));
  EXPECT_THAT(words[0], HasSubstr("allowed"));
}

TEST_F(Comparison, RoundingIsAllowedWhereNoErrorIsStated) {
  for (Row& r : rows()) r.estimate.error = 0;
  write("run");
  row("ddim", 64).estimate.value *= 1 + 1e-14;
  EXPECT_THAT(differences(), IsEmpty());
  row("ddim", 64).estimate.value *= 1 + 1e-9;
  EXPECT_EQ(differences().size(), 1u);
}

TEST_F(Comparison, ANumberThatIsNotFiniteHasChanged) {
  const double infinity = std::numeric_limits<double>::infinity();
  row("ddim", 64).estimate.value = infinity;
  EXPECT_THAT(differences(), testing::Contains(HasSubstr("ddim tv: T = 64: was")));
  row("ddim", 64).estimate = {0.05, infinity};
  EXPECT_THAT(differences(), testing::Contains(HasSubstr("+- inf: not finite, though ok")));
  write("run");  // also where it was so before
  EXPECT_THAT(differences(), testing::Contains(HasSubstr("not finite, though ok")));
}

TEST_F(Comparison, ADriftOfAllNumbersHasChangedThemTogether) {
  for (const double sign : {1.0, -1.0})
    for (const double errors : {0.8, 1.0, 5.0}) {
      for (Row* r : series()) r->estimate.value += sign * errors * r->estimate.error;
      const std::vector<std::string> words = differences();
      EXPECT_THAT(words, testing::ElementsAre(HasSubstr("ddpm tv: 5 numbers have moved together")));
      for (Row* r : series()) r->estimate.value -= sign * errors * r->estimate.error;
    }
  for (Row* r : series()) r->estimate.value += 0.3 * r->estimate.error;
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(Comparison, NumbersThatMoveByRoundingDoNotDrift) {
  for (Row& r : rows()) r.estimate.error = 1e-17 * r.estimate.value;
  write("run");
  double sign = 1;
  for (Row& r : rows()) r.estimate = {r.estimate.value * (1 + (sign = -sign) * 2e-15), 40 * r.estimate.error};
  EXPECT_THAT(differences(), IsEmpty());
}

TEST_F(Comparison, AnErrorThatGrewHasChanged) {
  row("ddim", 64).estimate.error *= 9;
  EXPECT_THAT(differences(), IsEmpty());
  row("ddim", 64).estimate.error *= 50.0 / 9;
  EXPECT_THAT(differences(), testing::ElementsAre(HasSubstr("T = 64: was")));
  EXPECT_THAT(differences(), testing::ElementsAre(HasSubstr("its error has grown 50 times, 10 allowed")));
  row("ddim", 64).estimate.error /= 50;
  for (Row* r : series()) r->estimate.error *= 4;
  EXPECT_THAT(differences(), testing::ElementsAre(HasSubstr("the errors of 5 numbers have grown together")));
}

TEST_F(Comparison, ANumberThatIsNoneHasChanged) {
  row("ddim", 64).estimate.value = std::nan("");
  EXPECT_FALSE(differences().empty());
}

TEST_F(Comparison, AStatusHasChanged) {
  row("ddpm", 32).status = Status::Folded;
  ASSERT_FALSE(differences().empty());
  EXPECT_THAT(differences().back(), HasSubstr("T = 32: status was ok and is folded"));
}

TEST_F(Comparison, AnExponentHasChanged) {
  for (Row* r : series()) r->estimate.value *= std::pow(r->place.steps, 0.5);
  const std::vector<std::string> words = differences();
  // The five numbers, and their exponent.
  ASSERT_EQ(words.size(), 6u);
  EXPECT_THAT(words[0], HasSubstr("ddpm tv: fit against steps, log power 0: exponent 1 ["));
  EXPECT_THAT(words[0], HasSubstr("was and is exponent 0.5 ["));
}

TEST_F(Comparison, AConstantHasChanged) {
  for (Row* r : series()) r->estimate.value *= 4;
  const std::vector<std::string> words = differences();
  ASSERT_EQ(words.size(), 6u);
  EXPECT_THAT(words[0], HasSubstr("constant 2 ["));
}

/// Two families of targets against dimension: their places name no target.
TEST_F(Comparison, SeveralFitsOfOnePlaceAreToldApartByTheirOrder) {
  write("now");
  const auto with_again = [&](const std::string& name, const std::string& from, const std::string& to) {
    const std::string file = path(name + "/good/fits.csv");
    std::string text = *read_file(file), last = text.substr(text.rfind('\n', text.size() - 2) + 1);
    last.replace(last.find(from), from.size(), to);
    write_file(file, text + last);
    return read_baseline(folder.path() / name / "good");  // fits as they stand there
  };
  const Snapshot before = with_again("run", ",true,", ",true,");
  EXPECT_THAT(compare(before, with_again("now", ",true,", ",true,")), IsEmpty());
  write("now");
  const std::vector<Difference> found = compare(before, with_again("now", ",true,", ",false,"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].where, HasSubstr("fit 2 of this place"));
}

TEST_F(Comparison, MissingAndExtraCellsAreDifferences) {
  const Snapshot whole = original();
  Snapshot part = whole;
  part.numbers.erase(part.numbers.begin());
  const std::vector<Difference> missing = compare(whole, part), extra = compare(part, whole);
  ASSERT_EQ(missing.size(), 1u);
  EXPECT_THAT(missing[0].words, HasSubstr("is in the baseline and missing here"));
  ASSERT_EQ(extra.size(), 1u);
  EXPECT_THAT(extra[0].words, HasSubstr("is not in the baseline"));
  part.fits.clear();
  EXPECT_EQ(compare(whole, part).size(), 1 + whole.fits.size());
}

TEST_F(Comparison, AnotherConfigurationOrSchemaIsADifference) {
  const Snapshot now = original();
  for (const auto& [key, words] : {std::pair{"schema_version", "/schema_version is 0 there and 1 here"},
                                   {"seed", "/seed is 0 there and 1 here"}}) {
    Snapshot then = now;
    Members members = *then.config.members();
    for (auto& [name, value] : members)
      if (name == key) value = Value{0.0};
    then.config = Value{members};
    const std::vector<Difference> found = compare(then, now);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].where, "configuration");
    EXPECT_EQ(found[0].words, words);
  }
}

TEST_F(Comparison, WordsForPeopleAreNoDifference) {
  Problems problems;
  const std::string said = R"({"title": "One", "description": "Two", "claims": [{"id": "a", "statement": "Three"}]})",
                    anew = R"({"title": "1", "claims": [{"id": "a", "statement": "3"}]})",
                    other = R"({"title": "One", "description": "Two", "claims": [{"id": "b", "statement": "Three"}]})";
  const Snapshot then{*parse_json(said, problems), {}, {}};
  EXPECT_TRUE(compare(then, {*parse_json(anew, problems), {}, {}}).empty());
  EXPECT_EQ(compare(then, {*parse_json(other, problems), {}, {}}).size(), 1u) << "an id is no word";
}

TEST_F(Comparison, CommandsExitAsStated) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  EXPECT_EQ(compare_command(path("run"), path("base"), ""), bad_usage);
  EXPECT_EQ(baseline_update_command(path("run"), path("base")), all_good);
  EXPECT_EQ(compare_command(path("run"), path("base"), path("same.xml")), all_good);
  EXPECT_EQ(compare_command(path("run/good"), path("base/good"), ""), all_good);
  row("ddim", 64).estimate.value *= 1.1;
  write("changed");
  EXPECT_EQ(compare_command(path("changed"), path("base"), path("changed.xml")), claim_violated);
  EXPECT_EQ(compare_command(path("nowhere"), path("base"), ""), bad_usage);
  // A baseline without its result, where several are compared.
  prepare_folder(folder.path() / "base" / "other");
  write_file(folder.path() / "base" / "other" / "config.json", "{}");
  EXPECT_EQ(compare_command(path("run"), path("base"), ""), claim_violated);
  write_file(folder.path() / "base" / "good" / "points.csv", "nonsense\n");
  EXPECT_EQ(compare_command(path("run"), path("base"), ""), bad_usage);
  testing::internal::GetCapturedStdout();
  testing::internal::GetCapturedStderr();
  EXPECT_THAT(*read_file(path("same.xml")), HasSubstr("failures=\"0\""));
  EXPECT_THAT(*read_file(path("changed.xml")), HasSubstr("failures=\"1\""));
}

TEST_F(Comparison, UpdatingShowsWhatChanges) {
  testing::internal::CaptureStdout();
  baseline_update_command(path("run"), path("base"));
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("good: new: 40 numbers"));
  row("ddim", 64).estimate.value *= 1.1;
  write("changed");
  testing::internal::CaptureStdout();
  baseline_update_command(path("changed"), path("base"));
  EXPECT_THAT(testing::internal::GetCapturedStdout(), HasSubstr("T = 64: was"));
  testing::internal::CaptureStdout();
  EXPECT_EQ(compare_command(path("changed"), path("base"), ""), all_good);
  testing::internal::GetCapturedStdout();
}

TEST_F(Comparison, ABaselineHoldsNoSeconds) {
  for (Row& r : rows()) r.seconds = 3;
  for (const PointLine& line : read_points(baseline_files(*rates).front().second)) EXPECT_EQ(line.seconds, 0);
}

}  // namespace
}  // namespace diffrates

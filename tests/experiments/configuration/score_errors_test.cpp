// Numbers in labels, claims against them, and the sizes written beside the results.
#include <cmath>

#include "computing/plan.hpp"
#include "kinds/rates/score_sizes.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

TEST(Places, give_the_numbers_of_their_score_error_and_leave_them_open) {
  Place place;
  place.score_error = {"cosine", {{"frequency", "2.5"}, {"phase", "-0.7"}, {"profile", "late"}}};
  place.frequency = 2.5;
  EXPECT_EQ(place.score_error.label(), "cosine(frequency=2.5;phase=-0.7;profile=late)");
  EXPECT_EQ(along(Against::Frequency, place), 2.5);
  EXPECT_TRUE(std::isnan(along(Against::Draws, place)));
  EXPECT_TRUE(std::isnan(along(Against::Frequency, Place{})));
  EXPECT_EQ(left_open(Against::Frequency, place).score_error.label(), "cosine(frequency=*;phase=-0.7;profile=late)");
  EXPECT_EQ(left_open(Against::Draws, Described{"empirical", {{"n", "100"}}}).label(), "empirical(n=*)");
  EXPECT_EQ(left_open(Against::Draws, Described{"none"}).label(), "none");
}

/// Two places are of one series exactly where they differ in nothing but what it runs along.
TEST(Places, are_of_one_series_where_they_differ_in_what_it_runs_along_alone) {
  const Place place{"a", 2, {"smooth"}, Start::Exact, {"cosine", {{"frequency", "2"}}}, 2, {}, 0.1, "ddim", 32};
  const std::vector<std::pair<Against, void (*)(Place&)>> moves{
      {Against::Steps, [](Place& p) { p.steps = 64; }},
      {Against::Epsilon, [](Place& p) { p.epsilon = 0.2; }},
      {Against::Dimension, [](Place& p) { p.target = "b", p.dimension = 3; }},
      {Against::Frequency, [](Place& p) { p.score_error.parameters[0].second = "4", p.frequency = 4; }}};
  for (const auto& [against, along_it] : moves)
    for (const auto& [other, move] : moves) {
      Place moved = place;
      move(moved);
      EXPECT_EQ(left_open(against, moved) == left_open(against, place), other == against) << name(against);
    }
}

const std::string on_the_line =
    R"(targets=[{"name": "mixture", "type": "gaussian_mixture", "weights": [0.4, 0.6], "means": [-1.5, 1.0], "variances": [0.09, 0.25]}])";
const std::string frequencies =
    R"(score_error={"type": "cosine", "epsilon": [0.01, 0.03], "frequency": [1, 2, 4], "phase": 0.7})";
const std::vector<std::string> one_T{on_the_line, frequencies, "steps=[16]", "claims.0.against=frequency"};

std::vector<std::string> with(std::vector<std::string> sets, const std::vector<std::string>& more) {
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

TEST(ClaimsAgainstFrequency, need_one_size_and_several_frequencies) {
  EXPECT_THAT(read_changed(one_T).problems, HasSubstr("matches 2 score errors"));
  EXPECT_EQ(read_changed(with(one_T, {"claims.0.epsilon=0.03"})).problems, "");
  EXPECT_THAT(
      read_changed(with(one_T, {"claims.0.epsilon=0.03", R"(claims.0.score_error=cosine(frequency=2;phase=0.7))"}))
          .problems,
      HasSubstr("score errors of at least two frequencies"));
  EXPECT_THAT(read_changed(with(one_T, {R"(claims.0.score_error=cosine(frequency=3;phase=0.7))"})).problems,
              HasSubstr("/claims/0/score_error: is \"cosine(frequency=3;phase=0.7)\"; accepted: a score error of this "
                        "configuration"));
}

/// Errors that grow like w^0.75 give that exponent, over the rows of the claimed size alone.
TEST(ClaimsAgainstFrequency, are_fitted_along_the_frequency) {
  const Reading reading = read_changed(
      {on_the_line,
       R"(score_error={"type": "cosine", "epsilon": [0.01, 0.03], "frequency": [1, 2, 4, 8, 16], "phase": 0.7})",
       "steps=[16]",
       R"(claims=[{"id": "w", "target": "mixture", "sampler": "ddim", "metric": "tv", "exponent": 0.75, "relation": "equals", "against": "frequency", "epsilon": 0.03}])"});
  ASSERT_TRUE(reading.config) << reading.problems;
  std::vector<Row> rows = make_plan(*reading.config).rows;
  for (Row& row : rows) {
    const double w = *row.place.frequency;
    row.estimate = {row.place.epsilon == 0.03 ? 0.01 * std::pow(w, 0.75) : 0.02, 1e-9};
    row.status = Status::Ok;
  }
  const RateFindings findings = find(*reading.config, rows);
  ASSERT_EQ(findings.claims.size(), 1u);
  ASSERT_NE(findings.claims[0].series, nullptr) << findings.claims[0].judgement.words;
  EXPECT_NEAR(findings.claims[0].series->fit.exponent, 0.75, 1e-6);
  EXPECT_EQ(findings.claims[0].series->fit.points.size(), 5u);
  EXPECT_EQ(findings.claims[0].judgement.verdict, Verdict::Confirmed);
}

TEST(ScoreSizes, are_written_for_every_error_and_T) {
  const Reading reading =
      read_changed({on_the_line, R"(score_error={"type": "cosine", "epsilon": [0, 0.03], "frequency": [1, 2]})",
                    "steps=[16, 64]", "claims=[]"});
  ASSERT_TRUE(reading.config) << reading.problems;
  const std::string csv = score_sizes_csv(*reading.config);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 1 + 2 * 2) << csv;
  EXPECT_THAT(csv, HasSubstr("mixture,1,smooth(l_min=0.001;l_max=12),cosine(frequency=1;phase=0),0.03,16,0.0"));
  EXPECT_EQ(score_sizes_csv(*read_changed({on_the_line, "claims=[]"}).config), "");
}

}  // namespace
}  // namespace diffrates::test

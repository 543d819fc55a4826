#include "computing/plan.hpp"
#include "configuration/config_parts.hpp"
#include "programs/command.hpp"
#include "support/config.hpp"

namespace diffrates {
namespace {

using test::read_changed;
using test::Reading;
using ::testing::HasSubstr;

TEST(Programs, AreSamplers) {
  const Reading read =
      read_changed({R"(samplers=["ddim", {"name": "mine", "program": ["python3", "my sampler.py"], "order": 2}])"});
  ASSERT_EQ(read.problems, "");
  ASSERT_EQ(read.config->samplers.size(), 2u);
  const SamplerKind& mine = *read.config->samplers[1];
  EXPECT_EQ(mine.name, "mine");
  EXPECT_EQ(mine.order, 2);
  EXPECT_TRUE(mine.values_only);
  EXPECT_FALSE(mine.stochastic);
  EXPECT_EQ(words(read.config->programs[0]->command), "python3 'my sampler.py'");
  for (const Row& row : make_plan(*read.config).rows) {
    EXPECT_EQ(row.law, "characteristics");
    EXPECT_EQ(row.counted, row.place.sampler == "mine");
  }
}

TEST(Programs, AreScores) {
  const std::string one = R"(score_error={"type": "program", "command": ["python3", "serve.py", "100"]})",
                    two = R"(score_error={"type": "program", "command": [["serve", "1"], ["serve", "2"]]})";
  const Reading single = read_changed({one}), several = read_changed({two, "claims=[]"});
  ASSERT_EQ(single.problems, "");
  ASSERT_EQ(single.config->score_errors.size(), 1u);
  EXPECT_EQ(single.config->score_errors[0].described.label(), "program(command=python3 serve.py 100)");
  EXPECT_EQ(single.config->score_errors[0].program->words.size(), 3u);
  ASSERT_EQ(several.problems, "");
  ASSERT_EQ(several.config->score_errors.size(), 2u);
  EXPECT_EQ(words(*several.config->score_errors[1].program), "serve 2");
}

TEST(Programs, AreNamedWithTheirPlacesWhereTheyAreNotAllowed) {
  const Reading read = read_changed({R"(samplers=["ddim", {"name": "mine", "program": ["./mine"]}])",
                                     R"(score_error={"type": "program", "command": ["./score"]})"});
  ASSERT_EQ(read.problems, "");
  const std::vector<Problem> found = read.experiment->programs();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].pointer, "/samplers/1/program");
  EXPECT_EQ(found[1].pointer, "/score_error/command");
  EXPECT_THAT(found[0].message, HasSubstr("--allow-programs"));
  // And none is started by whatever computes.
  std::vector<Row> rows = make_plan(*read.config).rows;
  const Plan plan = make_plan(*read.config);
  compute(*read.config, plan.calls[0], rows);
  EXPECT_EQ(rows[plan.calls[0].rows[0]].status, Status::Failed);
  EXPECT_THAT(rows[plan.calls[0].rows[0]].remark, HasSubstr("not allowed"));
}

TEST(Programs, HaveProblemsWithPlaces) {
  const auto problems = [](const std::string& entry) { return read_changed({"samplers=[" + entry + "]"}).problems; };
  EXPECT_THAT(problems(R"({"name": "mine", "program": []})"),
              HasSubstr("/samplers/0/program: is []; accepted: a list of 1 to 100 texts"));
  EXPECT_THAT(problems(R"({"name": "mine", "program": "python3 mine.py"})"),
              HasSubstr("/samplers/0/program: is \"python3 mine.py\"; accepted: a list"));
  EXPECT_THAT(problems(R"({"name": "mine", "program": ["a", 1]})"), HasSubstr("/samplers/0/program"));
  EXPECT_THAT(problems(R"({"name": "mine", "program": ["", "a"]})"), HasSubstr("the first not empty"));
  EXPECT_THAT(problems(R"({"name": "ddim", "program": ["a"]})"),
              HasSubstr("/samplers/0/name: is \"ddim\", a built-in sampler"));
  EXPECT_THAT(problems(R"({"name": "a,b", "program": ["a"]})"), HasSubstr("/samplers/0/name"));
  EXPECT_THAT(problems(R"({"name": "mine", "program": ["a"], "oder": 2})"), HasSubstr("did you mean \"order\"?"));
  EXPECT_THAT(problems(R"({"name": "mine", "program": ["a"], "order": 0})"), HasSubstr("/samplers/0/order"));
  EXPECT_THAT(read_changed({R"(score_error={"type": "program", "command": "a"})"}).problems,
              HasSubstr("/score_error/command"));
  EXPECT_THAT(read_changed({R"(score_error={"type": "program", "command": ["a"], "epsilon": 0.1})"}).problems,
              HasSubstr("/score_error/epsilon"));
}

TEST(Programs, AreNoMoves) {
  EXPECT_THAT(read_changed({R"(samplers=[{"name": "mine", "program": ["a"]}])", R"(metrics=["path_kl"])"}).problems,
              HasSubstr("mine is a program, known by where it takes points"));
  Problems problems;
  parse_experiment(R"({"schema_version": 1, "name": "m", "experiment": "mutations",
    "targets": [{"name": "g", "type": "gaussian_mixture", "weights": [1], "means": [0.5], "variances": [0.25]}],
    "schedule": {"type": "smooth", "l_min": 0.01, "l_max": 9}, "start": "exact", "samplers": [{"name": "mine", "program": ["a"]}],
    "steps": [8, 16], "metrics": ["tv"]})",
                   "m.json", {}, false, problems);
  EXPECT_THAT(test::lines(problems), HasSubstr("/samplers/0/program: is a program, whose moves cannot be told apart"));
}

}  // namespace
}  // namespace diffrates

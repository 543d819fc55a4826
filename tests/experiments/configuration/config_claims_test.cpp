#include <algorithm>

#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

std::string said(const std::vector<std::string>& sets) {
  const Reading reading = read_changed(sets);
  EXPECT_EQ(reading.config == nullptr, reading.count > 0);
  return reading.problems;
}

const std::string two_schedules =
    R"(schedule=[{"type": "smooth", "l_min": 0.001, "l_max": 12}, {"type": "log_snr", "l_min": 0.001, "l_max": 12}])";
const std::string two_of_a_type =
    R"(schedule=[{"type": "smooth", "l_min": 0.001, "l_max": 12}, {"type": "smooth", "l_min": 0.01, "l_max": 12}])";
const std::string sizes = R"(score_error={"type": "constant", "epsilon": [0.01, 0.03], "direction": [1, 2]})";
TEST(Claims, every_key_is_checked) {
  EXPECT_THAT(said({"claims.0=1"}), HasSubstr("/claims/0: is 1; accepted: an object"));
  EXPECT_THAT(said({"claims.0.id=\"\""}), HasSubstr("/claims/0/id: is \"\""));
  EXPECT_THAT(said({"claims.0.exponent=\"1\""}), HasSubstr("/claims/0/exponent: is \"1\"; accepted: a number"));
  for (const char* wide : {"1", "5", "100"})  // an order claimed one off would be confirmed too
    EXPECT_THAT(
        said({std::string("claims.0.tolerance=") + wide}),
        HasSubstr(std::string("/claims/0/tolerance: is ") + wide + ": the claim could not be told from the next"));
  EXPECT_EQ(said({"claims.0.tolerance=0.8"}), "");
  EXPECT_THAT(said({"claims.0.tolerance=-0.1"}), HasSubstr("/claims/0/tolerance: is -0.1; accepted: a number >= 0"));
  EXPECT_THAT(said({"claims.0.relation=equal"}),
              HasSubstr("/claims/0/relation: is \"equal\"; accepted: equals or at_least (did you mean \"equals\"?)"));
  EXPECT_THAT(said({"claims.0.floor=1"}), HasSubstr("/claims/0/floor: is 1; accepted: true or false"));
  EXPECT_THAT(said({"claims.0.against=time"}),
              HasSubstr("/claims/0/against: is \"time\"; accepted: steps, epsilon, dimension, frequency or draws"));
  EXPECT_THAT(said({"claims.0.statment=x"}),
              HasSubstr("/claims/0/statment: is not a key here (did you mean \"statement\"?)"));
  EXPECT_THAT(said({"claims.0.law=grdi"}), HasSubstr("/claims/0/law: is \"grdi\""));
  EXPECT_THAT(said({R"(claims=[{"id": "x"}])"}), HasSubstr("/claims/0/relation: is missing"));
}

TEST(Claims, must_name_what_the_configuration_has) {
  EXPECT_THAT(said({"claims.0.target=mixtur"}),
              HasSubstr("/claims/0/target: is \"mixtur\"; accepted: a target of this configuration: mixture or "
                        "gaussian (did you mean \"mixture\"?)"));
  EXPECT_THAT(
      said({"claims.0.sampler=accelerated_ode"}),
      HasSubstr("/claims/0/sampler: is \"accelerated_ode\"; accepted: a sampler of this configuration: ddim or ddpm"));
  EXPECT_THAT(said({"claims.0.metric=chi2"}),
              HasSubstr("/claims/0/metric: is \"chi2\"; accepted: a metric of this configuration: tv or kl"));
  EXPECT_THAT(said({"claims.0.schedule=li2024"}), HasSubstr("/claims/0/schedule: is \"li2024\"; accepted: a schedule "
                                                            "of this configuration: smooth(l_min=0.001;l_max=12)"));
  EXPECT_THAT(said({"claims.0.target=[\"mixture\", \"gaussian\"]"}), HasSubstr("/claims/0/target: is"));
}

/// One line a problem.
long count(const std::string& problems) { return std::count(problems.begin(), problems.end(), '\n'); }

TEST(Claims, a_misspelling_is_told_where_it_stands_and_nowhere_else) {
  const std::string claim = R"({"id": "a", "target": "mixture", "sampler": "ddpm", "metric": "tv", "exponent": 1,
                                "relation": "equals", "schedule": "smooth"})";
  for (const std::string misspelt :
       {R"(samplers=["ddim", "ddmp"])", R"(schedule=[{"type": "log_snr", "l_min": 0.001, "l_max": 12},
                                                     {"type": "smoth", "l_min": 0.001, "l_max": 12}])",
        R"(schedule=[{"type": "log_snr", "l_min": 0.001, "l_max": 12}, {"type": "smooth", "l_min": 2, "l_max": 1}])",
        R"(metrics=["kl", "tw"])"}) {
    const std::string problems = said({misspelt, "claims=[" + claim + "]"});
    EXPECT_EQ(count(problems), 1) << problems;
  }
  // Misspelt alike in both, as by a replacement all over the file.
  EXPECT_EQ(count(said({R"(samplers=["ddim", "ddmp"])", "claims=[" + claim + "]", "claims.0.sampler=ddmp"})), 1);
  EXPECT_EQ(count(said({two_schedules, "schedule.1.type=log_snt", "claims.0.schedule=log_snt"})), 1);
  EXPECT_EQ(count(said({two_schedules, "schedule.1.type=log_snt", "claims.0.schedule=log_snr(l_min=0.001;l_max=12)"})),
            1);
  // What no entry could have meant is a problem of the claim.
  EXPECT_THAT(said({R"(samplers=["ddim", "ddmp"])", "claims.0.sampler=ddin"}),
              HasSubstr("/claims/0/sampler: is \"ddin\"; accepted: a sampler of this configuration: ddim"));
  EXPECT_THAT(said({two_schedules, "schedule.1.type=log_snt", "claims.0.schedule=smoot"}),
              HasSubstr("/claims/0/schedule: is \"smoot\""));
}

TEST(Claims, ids_are_unique) {
  const std::string claim =
      R"({"id": "a", "target": "mixture", "sampler": "ddim", "metric": "tv", "exponent": 1, "relation": "equals"})";
  EXPECT_THAT(said({"claims=[" + claim + "," + claim + "]"}), HasSubstr("/claims/1/id: is \"a\" again"));
}

TEST(Claims, one_series_each) {
  EXPECT_THAT(said({two_schedules}),
              HasSubstr("/claims/0: matches 2 schedules (log_snr(l_min=0.001;l_max=12) and "
                        "smooth(l_min=0.001;l_max=12)); accepted: one, chosen by the key schedule"));
  EXPECT_EQ(said({two_schedules, "claims.0.schedule=smooth"}), "");
  EXPECT_THAT(said({two_of_a_type, "claims.0.schedule=smooth"}), HasSubstr("matches 2 schedules"));
  EXPECT_EQ(said({two_of_a_type, "claims.0.schedule=smooth(l_min=0.01;l_max=12)"}), "");
  EXPECT_THAT(said({"start=[\"normal\", \"exact\"]"}), HasSubstr("/claims/0: matches 2 starts"));
  EXPECT_EQ(said({"start=[\"normal\", \"exact\"]", "claims.0.start=normal"}), "");
  EXPECT_THAT(said({"claims.0.start=normal"}), HasSubstr("/claims/0: matches no series"));
  EXPECT_THAT(said({"claims.0.epsilon=0.5"}), HasSubstr("/claims/0: matches no series"));
  EXPECT_THAT(said({"claims.0.frequency=2"}), HasSubstr("/claims/0: matches no series"));
  EXPECT_THAT(said({sizes}), HasSubstr("/claims/0: matches 4 score errors"));
  EXPECT_THAT(said({R"(score_error={"type": "constant", "epsilon": [0.01, 0.03]})"}),
              HasSubstr("/claims/0: matches 2 score errors"));
  EXPECT_EQ(said({R"(score_error={"type": "constant", "epsilon": [0.01, 0.03]})", "claims.0.epsilon=0.03"}), "");
}

TEST(Claims, a_law_must_be_the_one_that_is_followed) {
  EXPECT_EQ(said({"claims.0.law=characteristics"}), "");
  EXPECT_THAT(said({"claims.0.law=grid"}),
              HasSubstr("/claims/0/law: is \"grid\", but tv of ddim is followed by characteristics here"));
  EXPECT_EQ(said({"claims.0.law=grid", "law=grid"}), "");
}

TEST(Claims, against_epsilon_needs_one_T_and_several_sizes) {
  const std::string errors = R"(score_error={"type": "constant", "epsilon": [0, 0.01, 0.03]})";
  EXPECT_THAT(said({errors, "claims.0.against=epsilon"}), HasSubstr("/claims/0: matches 5 numbers of steps"));
  EXPECT_EQ(said({errors, "claims.0.against=epsilon", "claims.0.steps=512"}), "");
  EXPECT_THAT(said({errors, "claims.0.against=epsilon", "claims.0.steps=500"}),
              HasSubstr("/claims/0: matches no series"));
  EXPECT_THAT(said({errors, "claims.0.against=epsilon", "claims.0.steps=512", "claims.0.epsilon=0.01"}),
              HasSubstr("/claims/0/epsilon: fixes epsilon"));
  EXPECT_THAT(said({"claims.0.against=epsilon", "claims.0.steps=512"}),
              HasSubstr("/claims/0/against: needs a score error"));
  EXPECT_THAT(said({"claims.0.steps=512"}), HasSubstr("/claims/0/steps: fixes T"));
}

TEST(Claims, selection_leaves_in_what_the_keys_say) {
  const Reading reading = read_changed({two_schedules, "start=[\"normal\", \"exact\"]",
                                        R"(score_error={"type": "constant", "epsilon": [0.01, 0.03]})",
                                        "claims.0.schedule=log_snr", "claims.0.start=normal", "claims.0.epsilon=0.03"});
  ASSERT_TRUE(reading.config) << reading.problems;
  int selected = 0;
  for (const ScheduleChoice& schedule : reading.config->schedules)
    for (const Start start : reading.config->starts)
      for (const ScoreErrorChoice& error : reading.config->score_errors)
        if (selects(reading.config->claims[0], schedule, start, error)) {
          ++selected;
          EXPECT_EQ(schedule.described.type, "log_snr");
          EXPECT_EQ(start, Start::Normal);
          EXPECT_EQ(error.epsilon, 0.03);
        }
  EXPECT_EQ(selected, 1);
}

}  // namespace
}  // namespace diffrates::test

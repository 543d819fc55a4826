#include <fmt/format.h>

#include <functional>

#include "configuration/problem_printing.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

/// `count` targets that differ, each written by `one` with its number, separated by commas.
std::string listed(int count, const std::function<std::string(int)>& one) {
  std::string list;
  for (int k = 0; k < count; ++k) list += (k > 0 ? ", " : "") + one(k);
  return list;
}

TEST(Bounds, of_targets_that_take_work_to_make_also_within_others) {
  const auto density = [](int k) {
    return fmt::format(R"({{"type": "density", "log_density": "-x^2*{}", "support": [-1, 1]}})", k + 1);
  };
  const auto product = [&](int count) {
    return R"(targets.0={"name": "mixture", "type": "product", "factors": [)" + listed(count, density) + "]}";
  };
  EXPECT_THAT(read_changed({product(33)}).problems,
              ::testing::HasSubstr("/targets: hold 33 of the types affine, samples, density"));
  EXPECT_THAT(read_changed({product(32)}).problems, ::testing::Not(::testing::HasSubstr("/targets: hold")));
}

TEST(Bounds, of_the_numbers_in_all_tables_together) {
  const TemporaryFolder folder;
  std::string table;
  for (int i = 0; i < 100'000; ++i) table += "1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2,3,4,5,6,7,8,9,0,1,2\n";
  const std::string file = folder.write("table.csv", table);
  const auto samples = [&](int k) {
    return fmt::format(R"({{"name": "s{}", "type": "samples", "file": "{}", "columns": ["1"]}})", k, file);
  };
  EXPECT_THAT(read_changed({"targets=[" + listed(10, samples) + "]"}).problems,
              ::testing::HasSubstr(
                  "/targets/9/file: brings the numbers in all tables to 32000000; accepted: at most 30000000"));
}

using ::testing::HasSubstr;

/// One wrong thing, and what must be said of it: place, bad value, what is accepted.
struct Bad {
  const char* name;
  std::vector<std::string> sets;
  const char* said;
};

class BadInput : public ::testing::TestWithParam<Bad> {};

TEST_P(BadInput, is_refused_with_place_value_and_what_is_accepted) {
  const Reading reading = read_changed(GetParam().sets);
  EXPECT_FALSE(reading.config);
  EXPECT_THAT(reading.problems, HasSubstr(GetParam().said));
}

std::string name_of(const ::testing::TestParamInfo<Bad>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(
    Top, BadInput,
    ::testing::Values(
        Bad{"unknown_key", {"stepz=[1]"}, "/stepz: is not a key here (did you mean \"steps\"?); accepted: "},
        Bad{"version_2", {"schema_version=2"}, "/schema_version: is 2; accepted: 1"},
        Bad{"version_text", {"schema_version=\"1\""}, "/schema_version: is \"1\"; accepted: 1"},
        Bad{"name_with_slash", {"name=a/b"}, "/name: is \"a/b\"; accepted: 1 to 100 letters"},
        Bad{"name_hidden", {"name=.a"}, "not starting with a dot"},
        Bad{"name_empty", {"name=\"\""}, "/name: is \"\"; accepted"},
        Bad{"name_number", {"name=7"}, "/name: is 7; accepted"},
        Bad{"name_long", {"name=" + std::string(101, 'a')}, "/name: is"},
        Bad{"seed_fraction", {"seed=1.5"}, "/seed: is 1.5; accepted: a whole number"},
        Bad{"seed_rounded", {"seed=9007199254740993.0"}, "/seed: is 9007199254740992; accepted: a whole number"},
        Bad{"seed_2_to_the_53", {"seed=9007199254740992"}, "/seed: is 9007199254740992; accepted: a whole number"},
        Bad{"seed_negative", {"seed=-1"}, "/seed: is -1; accepted: a whole number"},
        Bad{"title_lines", {"title=\"a\\nb\""}, "/title: is"},
        Bad{"experiment", {"experiment=other"}, "/experiment: is \"other\"; accepted: rates"},
        Bad{"law", {"law=gird"}, "/law: is \"gird\"; accepted: "},
        Bad{"claims_object", {"claims={}"}, "/claims: is {}; accepted: a list"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Targets, BadInput,
    ::testing::Values(
        Bad{"none", {"targets=[]"}, "/targets: is []; accepted: a list of 1 to 200 targets"},
        Bad{"object", {"targets={}"}, "/targets: is {}; accepted: a list"},
        Bad{"entry_text", {"targets.1=x"}, "/targets/1: is \"x\"; accepted: an object"},
        Bad{"type", {"targets.0.type=gaussian_mixtur"}, "/targets/0/type: is \"gaussian_mixtur\"; accepted: "},
        Bad{"unknown_key",
            {"targets.0.weigths=[1]"},
            "/targets/0/weigths: is not a key here (did you mean \"weights\"?)"},
        Bad{"name_twice", {"targets.1.name=mixture"}, "/targets/1/name: is \"mixture\" again"},
        Bad{"name_comma", {"targets.1.name=\"a,b\""}, "/targets/1/name: is \"a,b\"; accepted: a name without commas"},
        Bad{"name_line", {"targets.1.name=\"a\\nb\""}, "/targets/1/name: is"},
        Bad{"name_path", {"targets.1.name=\"../a\""}, "/targets/1/name: is \"../a\""},
        Bad{"name_empty", {"targets.1.name=\"\""}, "/targets/1/name: is \"\""},
        Bad{"lengths", {"targets.0.means=[1]"}, "/targets/0/means: has 1 entries; accepted: as many as weights, 2"},
        Bad{"weight_negative", {"targets.0.weights=[-1, 2]"}, "/targets/0/weights/0: is -1; accepted: a number > 0"},
        Bad{"weight_zero", {"targets.0.weights=[0, 2]"}, "/targets/0/weights/0: is 0; accepted: a number > 0"},
        Bad{"weight_text", {"targets.0.weights=[\"a\", 2]"}, "/targets/0/weights/0: is \"a\""},
        Bad{"mean_null", {"targets.0.means=[null, 2]"}, "/targets/0/means/0: is null"},
        Bad{"variance_negative",
            {"targets.0.variances=[0.1, -0.2]"},
            "/targets/0/variances/1: is -0.2; accepted: a number >= 0"},
        Bad{"not_psd",
            {R"(targets.0={"name": "m", "type": "gaussian_mixture", "weights": [1], "means": [[0, 0]], "covariances": [[[1, 2], [2, 1]]]})",
             "claims=[]"},
            "/targets/0/covariances/0: is [[1, 2], [2, 1]]; accepted: "},
        Bad{"not_symmetric",
            {R"(targets.0={"name": "m", "type": "gaussian_mixture", "weights": [1], "means": [[0, 0]], "covariances": [[[1, 0], [0.5, 1]]]})",
             "claims=[]"},
            "not symmetric"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Product, BadInput,
    ::testing::Values(
        Bad{"schedule_none", {"schedule=[]"}, "/schedule: is []; accepted: one, or a list of 1 to 32 schedules"},
        Bad{"schedule_text", {"schedule=smooth"}, "/schedule: is \"smooth\"; accepted: an object"},
        Bad{"schedule_type", {"schedule.type=smoth"}, "/schedule/type: is \"smoth\"; accepted: "},
        Bad{"schedule_key", {"schedule.lmin=1"}, "/schedule/lmin: is not a key here (did you mean \"l_min\"?)"},
        Bad{"schedule_order", {"schedule.l_min=12"}, "/schedule/l_max: is 12; accepted: a number above l_min = 12"},
        Bad{"schedule_zero", {"schedule.l_min=0"}, "/schedule/l_min: is 0; accepted: a number > 0"},
        Bad{"schedule_twice",
            {R"(schedule=[{"type": "smooth", "l_min": 1, "l_max": 2}, {"type": "smooth", "l_max": 2, "l_min": 1}])"},
            "/schedule/1: is smooth(l_min=1;l_max=2) again"},
        Bad{"li2024_r", {R"(schedule={"type": "li2024", "c0": 1, "c1": 20})"}, "T = 32 gives r = c1 log(T)/T"},
        Bad{"start", {"start=exct"}, "/start: is \"exct\"; accepted: normal or exact (did you mean \"exact\"?)"},
        Bad{"start_twice", {"start=[\"exact\", \"exact\"]"}, "/start/1: is \"exact\" again"},
        Bad{"start_none", {"start=[]"}, "/start: is []"},
        Bad{"sampler", {"samplers=[\"ddim\", \"dppm\"]"}, "/samplers/1: is \"dppm\"; accepted: "},
        Bad{"sampler_twice", {"samplers=[\"ddim\", \"ddim\"]"}, "/samplers/1: is \"ddim\" again"},
        Bad{"sampler_none", {"samplers=[]"}, "/samplers: is []; accepted: a list"},
        Bad{"sampler_number", {"samplers=[1]"}, "/samplers/0: is 1; accepted: "},
        Bad{"steps_few", {"steps=[3, 8]"}, "/steps/0: is 3; accepted: a whole number from 4 to 1000000"},
        Bad{"steps_many", {"steps=[1000001]"}, "/steps/0: is 1000001; accepted: a whole number from 4 to 1000000"},
        Bad{"steps_huge", {"steps=[1e300]"}, "/steps/0: is 1e+300"},
        Bad{"steps_fraction", {"steps=[32.5]"}, "/steps/0: is 32.5"},
        Bad{"steps_twice", {"steps=[32, 64, 32]"}, "/steps/2: is 32 again; accepted: each T once"},
        Bad{"steps_none", {"steps=[]"}, "/steps: is []"}, Bad{"steps_text", {"steps=\"32\""}, "/steps: is \"32\""},
        Bad{"metric", {"metrics=[\"tw\"]"}, "/metrics/0: is \"tw\"; accepted: tv, "},
        Bad{"metric_none", {"metrics=[]"}, "/metrics: is []"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ScoreErrors, BadInput,
    ::testing::Values(
        Bad{"number", {"score_error=0.1"}, "/score_error: is 0.1; accepted: an object"},
        Bad{"type",
            {R"(score_error={"type": "constan", "epsilon": 0.1})"},
            "/score_error/type: is \"constan\"; accepted: "},
        Bad{"no_epsilon", {R"(score_error={"type": "constant"})"}, "/score_error/epsilon: is missing"},
        Bad{"epsilon_negative",
            {R"(score_error={"type": "constant", "epsilon": [0.1, -0.1]})"},
            "/score_error/epsilon/1: is -0.1; accepted: a number >= 0"},
        Bad{"epsilon_negative_with_more",
            {R"(score_error={"type": "constant", "epsilon": -0.1, "directoin": 1})"},
            "/score_error/epsilon: is -0.1; accepted: a number >= 0"},
        Bad{"epsilon_twice",
            {R"(score_error={"type": "constant", "epsilon": [0.1, 0.1]})"},
            "/score_error/epsilon: holds 0.1 twice"},
        Bad{"epsilon_none", {R"(score_error={"type": "constant", "epsilon": []})"}, "/score_error/epsilon: is []"},
        Bad{"key",
            {R"(score_error={"type": "constant", "epsilon": 1, "directoin": 1})"},
            "/score_error/directoin: is not a key here (did you mean \"direction\"?)"},
        Bad{"entry",
            {R"(score_error={"type": "constant", "epsilon": 1, "direction": [1, "x"]})"},
            "/score_error/direction/1: is \"x\""},
        Bad{"entry_twice",
            {R"(score_error={"type": "constant", "epsilon": 1, "direction": [1, 1]})"},
            "/score_error/direction/1: is 1 again"},
        Bad{"list_none",
            {R"(score_error={"type": "constant", "epsilon": 1, "direction": []})"},
            "/score_error/direction: is []"}),
    name_of);

TEST(BadInputs, problems_of_all_parts_are_told_in_one_pass) {
  const Reading reading =
      read_changed({"schema_version=3", "nmae=1", "targets.0.weights=[-1, 1]", "schedule.l_min=-1", "start=x",
                    "samplers=[\"y\"]", "steps=[2]", "metrics=[\"z\"]", "claims.0.relation=about", "score_error=1"});
  for (const char* place : {"/schema_version", "/nmae", "/targets/0/weights/0", "/schedule/l_min", "/start",
                            "/samplers/0", "/steps/0", "/metrics/0", "/claims/0/relation", "/score_error"})
    EXPECT_THAT(reading.problems, HasSubstr(std::string(place) + ": ")) << place;
}

TEST(BadInputs, missing_keys_are_all_named) {
  const Reading reading = read_text("{}");
  for (const char* key : {"schema_version", "name", "targets", "schedule", "samplers", "steps", "metrics"})
    EXPECT_THAT(reading.problems, HasSubstr("/" + std::string(key) + ": is missing; accepted: "));
}

TEST(BadInputs, a_root_that_is_not_an_object) {
  for (const char* text : {"[]", "1", "\"x\"", "null", "true"})
    EXPECT_THAT(read_text(text).problems, HasSubstr(": is ")) << text;
}

TEST(BadInputs, what_is_not_json) {
  const std::string text = good_config();
  EXPECT_THAT(read_text(text.substr(0, text.size() / 2)).problems, HasSubstr("accepted: JSON"));
  EXPECT_THAT(read_text("{\"name\": 1, \"name\": 2}").problems, HasSubstr("/name: is a duplicate key"));
  EXPECT_THAT(read_text("{\"steps\": [1e999]}").problems, HasSubstr("/steps/0: is 1e999"));
  EXPECT_THAT(read_text(std::string(100'000, '[')).problems, HasSubstr("nested deeper"));
}

TEST(BadInputs, truncation_anywhere_is_refused_and_never_crashes) {
  const std::string text = good_config();
  for (std::size_t length = 0; length + 1 < text.size(); length += 7)
    EXPECT_FALSE(read_text(text.substr(0, length)).config);
}

TEST(BadInputs, the_product_is_bounded) {
  std::string steps = "[", targets = "[", epsilons = "[";
  for (int i = 0; i < 60; ++i) steps += (i ? "," : "") + std::to_string(10 + i);
  for (int i = 0; i < 100; ++i)
    targets += (i ? "," : "") + (R"({"name": "t)" + std::to_string(i) +
                                 R"(", "type": "gaussian_mixture", "weights": [1], "means": [0], "variances": [1]})");
  for (int i = 1; i <= 10; ++i) epsilons += (i > 1 ? "," : "") + std::to_string(i);
  const Reading reading = read_changed({"steps=" + steps + "]", "targets=" + targets + "]", "claims=[]",
                                        R"(score_error={"type": "constant", "epsilon": )" + epsilons + "]}"});
  EXPECT_THAT(reading.problems, HasSubstr("asks for 240000 numbers"));
  EXPECT_THAT(reading.problems, HasSubstr("accepted: at most 100000"));
  EXPECT_EQ(reading.count, 1u) << reading.problems;
}

TEST(BadInputs, the_sum_of_all_steps_is_bounded) {
  std::string steps = "[1000000";
  for (int i = 1; i < 30; ++i) steps += "," + std::to_string(1'000'000 - i);
  EXPECT_THAT(read_changed({"steps=" + steps + "]", "claims=[]"}).problems,
              HasSubstr("/steps: asks for 29999565 noise levels"));
}

TEST(BadInputs, lists_are_bounded) {
  std::string many = "[4";
  for (int i = 5; i < 200; ++i) many += "," + std::to_string(i);
  EXPECT_THAT(read_changed({"steps=" + many + "]"}).problems,
              HasSubstr("/steps: has 196 entries; accepted: one, or a list of 1 to 64"));
  std::string directions = "[1";
  for (int i = 2; i < 1500; ++i) directions += "," + std::to_string(i);
  EXPECT_THAT(
      read_changed({R"(score_error={"type": "constant", "epsilon": 1, "direction": )" + directions + "]}"}).problems,
      HasSubstr("/score_error: spans 1499 score errors; accepted: at most 1000"));
}

TEST(ProblemPrinting, one_line_each_safe_and_capped) {
  Problems problems;
  problems.add("/a", "is \x1b[31mred\n\xff");
  problems.add("", "is empty");
  EXPECT_EQ(problems_text("f.json", problems), "f.json: /a: is \\x1b[31mred\\x0a\\xff\nf.json: is empty\n");
  for (int i = 0; i < 5000; ++i) problems.add("/b", "x");
  const std::string text = problems_text("f.json", problems);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 51);
  EXPECT_THAT(text, HasSubstr("f.json: and 4952 more problems\n"));
}

}  // namespace
}  // namespace diffrates::test

/// Recipes that no sampler can be made of: each is refused before anything is computed, at its place, saying what would
/// be accepted.
#include <fmt/format.h>

#include "support/program.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;

/// A configuration with that recipe as its only sampler, claims on it included.
std::string config_with(const std::string& recipe) {
  return R"({"schema_version": 1, "name": "bad",
  "targets": [{"name": "m", "type": "gaussian_mixture", "weights": [1], "means": [0.5], "variances": [0.25]}],
  "schedule": [{"type": "smooth", "l_min": 0.01, "l_max": 9}, {"type": "karras", "l_min": 0.01, "l_max": 9}],
  "start": "exact", "samplers": [)" +
         recipe + R"(], "steps": [8, 32], "metrics": ["tv"],
  "claims": [{"id": "c", "target": "m", "schedule": "smooth", "sampler": "mine", "metric": "tv", "exponent": 1, "relation": "equals"}]})";
}

const std::string score = R"({"score": "s", "of": "y", "at": "t"})";
const std::string end = R"({"set": "y", "to": "y + beta(t)*s"})";

/// A recipe of those moves.
std::string moves(const std::string& list, const std::string& rest = "") {
  return fmt::format(R"({{"name": "mine", {}"step": [{}]}})", rest, list);
}
std::string set_y(const std::string& formula) { return moves(score + R"(, {"set": "y", "to": ")" + formula + R"("})"); }
std::string let(const std::string& lets) { return moves(score + ", " + end, "\"let\": {" + lets + "}, "); }
std::string level(const std::string& at) { return moves(R"({"score": "s", "of": "y", "at": )" + at + "}, " + end); }
std::string noise(const std::string& variance) {
  return moves(score + ", " + end + R"(, {"noise": )" + variance + "}");
}
std::string mix(const std::string& branches) { return moves(score + ", " + end + R"(, {"mix": )" + branches + "}"); }
std::string nested_mix(int depth) {
  return depth == 0 ? end : R"({"mix": [{"weight": 1, "step": [)" + nested_mix(depth - 1) + "]}]}";
}
std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

struct Bad {
  std::string name, recipe, pointer, words;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.name; }

class BadRecipe : public ::testing::TestWithParam<Bad> {};

TEST_P(BadRecipe, IsRefusedOnceAtItsPlace) {
  const Reading reading = read_text(config_with(GetParam().recipe));
  EXPECT_EQ(reading.experiment, nullptr);
  EXPECT_THAT(reading.problems, HasSubstr("/samplers/0" + GetParam().pointer + ": "));
  EXPECT_THAT(reading.problems, HasSubstr(GetParam().words));
  EXPECT_THAT(reading.problems, HasSubstr("accepted: "));
  EXPECT_EQ(reading.count, 1u) << reading.problems;
}

const Bad bad[] = {
    // names
    {"no_name", R"({"step": [{"set": "y", "to": "y/2"}]})", "/name", "is missing; accepted: a text"},
    {"name_of_a_built_in", R"({"name": "ddim", "step": [{"set": "y", "to": "y/2"}]})", "/name",
     "is \"ddim\", a built-in sampler"},
    {"name_with_comma", R"({"name": "a,b", "step": [{"set": "y", "to": "y/2"}]})", "/name", "without commas"},
    {"name_of_two_lines", R"({"name": "a\nb", "step": [{"set": "y", "to": "y/2"}]})", "/name", "in one line"},
    {"name_number", R"({"name": 1, "step": [{"set": "y", "to": "y/2"}]})", "/name", "is 1; accepted: a text"},
    {"unknown_key", moves(score + ", " + end, R"("steps": 1, )"), "/steps", "did you mean \"step\"?"},
    {"stochastic_declared", moves(score + ", " + end, R"("stochastic": true, )"), "/stochastic", "is not a key here"},
    {"order_zero", moves(score + ", " + end, R"("order": 0, )"), "/order", "is 0; accepted: a number > 0"},
    {"order_text", moves(score + ", " + end, R"("order": "2", )"), "/order", "is \"2\"; accepted: a number"},
    {"path_order_negative", moves(score + ", " + end, R"("path_kl_order": -1, )"), "/path_kl_order", "is -1"},
    // the list of moves
    {"no_step", R"({"name": "mine"})", "/step", "is missing; accepted: a list of moves"},
    {"no_moves", moves(""), "/step", "is []; accepted: a list of 1 or more moves"},
    {"step_object", R"({"name": "mine", "step": {"noise": 1}})", "/step", "accepted: a list of 1 or more moves"},
    {"move_text", moves(R"("noise")"), "/step/0", "is \"noise\"; accepted: an object with one of the keys"},
    {"move_unknown", moves(score + ", " + end + R"(, {"nosie": 1})"), "/step/2", "(did you mean \"noise\"?)"},
    {"move_of_two_kinds", moves(R"({"score": "s", "noise": "1", "of": "y", "at": "t"}, )" + end), "/step/0",
     "accepted: an object with one of the keys"},
    {"move_with_a_key_too_many", moves(R"({"score": "s", "of": "y", "at": "t", "too": 1}, )" + end), "/step/0/too",
     "is not a key here"},
    {"set_without_to", moves(score + ", " + end + R"(, {"set": "y"})"), "/step/2/to",
     "is missing; accepted: a formula"},
    {"score_without_of", moves(R"({"score": "s", "at": "t"}, )" + end), "/step/0/of", "is missing; accepted: a text"},
    {"score_without_level", moves(R"({"score": "s", "of": "y"}, )" + end), "/step/0/at",
     "is missing; accepted: an index"},
    {"y_never_set", moves(score + R"(, {"set": "u", "to": "y + s"})"), "/step", "never sets y"},
    {"y_never_set_in_last", moves(score + ", " + end, R"("last": [{"noise": 1}], )"), "/last", "never sets y"},
    {"many_moves", moves(score + ", " + end + repeated(", " + end, 600)), "/step", "accepted: at most 500"},
    // vectors
    {"score_into_y", moves(R"({"score": "y", "of": "y", "at": "t"}, {"set": "y", "to": "y"})"), "/step/0/score",
     "is \"y\"; accepted: a name"},
    {"vector_named_t", moves(score + R"(, {"set": "t", "to": "s"}, )" + end), "/step/1/set",
     "is \"t\"; accepted: a name"},
    {"vector_named_like_a_function", moves(score + R"(, {"set": "phi", "to": "s"}, )" + end), "/step/1/set",
     "is \"phi\""},
    {"vector_named_by_a_digit", moves(score + R"(, {"set": "2s", "to": "s"}, )" + end), "/step/1/set", "is \"2s\""},
    {"vector_empty", moves(score + R"(, {"set": "", "to": "s"}, )" + end), "/step/1/set", "is \"\""},
    {"of_unset", moves(R"({"score": "s", "of": "u", "at": "t"}, {"set": "u", "to": "y"}, )" + end), "/step/0/of",
     "\"u\" is used before it is set; accepted: y"},
    {"of_unknown", moves(R"({"score": "s", "of": "z", "at": "t"}, )" + end), "/step/0/of", "\"z\" is no vector here"},
    {"used_before_set", moves(R"({"set": "y", "to": "y + s"}, )" + score), "/step/0/to",
     "column 5: \"s\" is used before it is set; accepted: y"},
    {"vector_of_a_branch_used_after",
     mix(R"([{"weight": 1, "step": [{"set": "u", "to": "y"}]}]}, {"set": "y", "to": "u")"), "/step/3/to",
     "column 1: \"u\" is used before it is set"},
    // formulas
    {"unknown_name", set_y("y + ss"), "/step/1/to",
     "column 5: \"ss\" is no name here (did you mean \"s\"?); accepted: y, s"},
    {"unknown_function", set_y("y + gamma(t)*s"), "/step/1/to", "column 5: \"gamma\" is no name here"},
    {"syntax", set_y("y + * s"), "/step/1/to", "column 5: "},
    {"open_bracket", set_y("(y + s"), "/step/1/to", "column 7: "},
    {"formula_empty", set_y(""), "/step/1/to", "is \"\"; accepted: a formula"},
    {"formula_blank", set_y("  "), "/step/1/to", "column "},
    {"formula_list", set_y("y, s"), "/step/1/to", "a list of 2 formulas; accepted: one"},
    {"formula_assigns", set_y("y = s"), "/step/1/to", "column 3: unexpected '='"},
    {"formula_umlaut", set_y("y + \u00e4"), "/step/1/to", "column 5: unexpected character"},
    {"formula_null", moves(score + R"(, {"set": "y", "to": null})"), "/step/1/to", "is null; accepted: a formula"},
    {"formula_long", set_y("y" + repeated("+ 0*s", 1000)), "/step/1/to", "accepted: at most 4096"},
    {"formula_deep", set_y(repeated("(", 250) + "y" + repeated(")", 250)), "/step/1/to", "nested more than 200 deep"},
    {"function_of_too_many", set_y("y + beta(t, 1)*s"), "/step/1/to", "column "},
    {"function_of_none", set_y("y + beta()*s"), "/step/1/to", "column "},
    // linearity
    {"square", set_y("y + s^2"), "/step/1/to", "column 5: is not linear in s"},
    {"product", set_y("y*s"), "/step/1/to", "column 1: is not linear in y and s together"},
    {"constant", set_y("y + 1"), "/step/1/to", "with all vectors 0 it is 1"},
    {"no_vector", set_y("alpha(t)"), "/step/1/to", "holds no vector; accepted: a sum of vectors"},
    {"absolute_value", set_y("abs(y)"), "/step/1/to", "not linear in y"},
    {"nearly_linear", set_y("y + 1e-12*abs(y)"), "/step/1/to", "not linear in y"},
    {"linear_but_at_one_level", set_y("t == 7 && T == 32 ? y*s : y"), "/step/1/to",
     "column 21: is not linear in y, which is multiplied by s"},
    {"clipped_at_one_level", set_y("t == 21 ? max(y, -3) : y"), "/step/1/to", "column 15: is not linear in y"},
    {"bent_in_a_window", set_y("y > 1 && y < 1.05 ? 0 : y"), "/step/1/to",
     "column 1: is not linear in y, which stands in a comparison"},
    {"clipped", set_y("min(max(y, -1e6), 1e6)"), "/step/1/to", "not linear in y"},
    {"coefficient_infinite", set_y("y/(t - 5) + s"), "/step/1/to", "the coefficient of y is inf at t = 5, T = 8"},
    // indices and levels
    {"index_above", set_y("y + beta(t+2)*s"), "/step/1/to",
     "column 5: beta(10) at t = 8, T = 8; accepted: beta(k) with a whole number k from 1 to T + 1 = 9"},
    {"index_below", set_y("y + beta(t-2)*s"), "/step/1/to", "column 5: beta(0) at t = 2, T = 8"},
    {"index_broken", set_y("y + lambda(t-1/2)*s"), "/step/1/to", "column 5: lambda(7.5) at t = 8, T = 8"},
    {"index_second_of_two", set_y("y + (beta(t) - beta(t+2))*s"), "/step/1/to", "column 16: beta(10)"},
    {"level_above", level(R"("t+2")"), "/step/0/at", "is 10 at t = 8, T = 8; accepted: a level's index"},
    {"level_zero", level(R"("t-2")"), "/step/0/at", "is 0 at t = 2, T = 8"},
    {"level_text_unknown", level(R"("tt")"), "/step/0/at", "column 1: \"tt\" is no name here"},
    {"level_vector", level(R"("y")"), "/step/0/at", "column 1: y is a vector, and here stands a scalar"},
    {"level_of_two", level(R"_({"L": "L(t)", "abar": "abar(t)"})_"), "/step/0/at", "accepted: an index such as"},
    {"level_unknown_key", level(R"_({"l": "L(t)"})_"), "/step/0/at/l", "is not a key here"},
    {"level_list", level(R"(["t"])"), "/step/0/at", "accepted: an index such as"},
    {"level_L_zero", level(R"_({"L": "L(t) - L(t)"})_"), "/step/0/at/L",
     "is 0 at t = 8, T = 8; accepted: L = -log abar > 0"},
    {"level_L_beyond", level(R"_({"L": "1000*L(t)"})_"), "/step/0/at/L", "accepted: L = -log abar > 0 and <= 600"},
    {"level_abar_one", level(R"({"abar": 1})"), "/step/0/at/abar", "is 1 at t = 8, T = 8; accepted: abar > 0 and < 1"},
    {"level_abar_negative", level(R"_({"abar": "-abar(t)"})_"), "/step/0/at/abar", "accepted: abar > 0"},
    {"level_lambda_nan", level(R"_({"lambda": "log(-1)"})_"), "/step/0/at/lambda", "accepted: lambda"},
    {"level_ratio_zero", level(R"({"noise_ratio": 0})"), "/step/0/at/noise_ratio", "is 0 at t = 8, T = 8"},
    // noise and mixtures
    {"noise_negative", noise(R"_("-beta(t)")_"), "/step/2/noise", "accepted: a variance, a finite number >= 0"},
    {"noise_infinite", noise(R"("1/(t-4)^2")"), "/step/2/noise", "is inf at t = 4, T = 8"},
    {"noise_nan", noise(R"_("sqrt(-beta(t))")_"), "/step/2/noise", "at t = 8, T = 8; accepted: a variance"},
    {"noise_of_a_vector", noise(R"("s")"), "/step/2/noise", "column 1: s is a vector, and here stands a scalar"},
    {"noise_list", noise("[1]"), "/step/2/noise", "is [1]; accepted: a formula"},
    {"weights", mix(R"([{"weight": 0.5, "step": [)" + end + R"(]}, {"weight": 0.4, "step": [)" + end + "]}]"),
     "/step/2/mix", "weights that sum to 0.9 at t = 8, T = 8; accepted: weights with sum 1"},
    {"weight_negative", mix(R"([{"weight": -0.5, "step": [)" + end + R"(]}, {"weight": 1, "step": [)" + end + "]}]"),
     "/step/2/mix/0/weight", "is -0.5 at t = 8"},
    {"mix_empty", mix("[]"), "/step/2/mix", "is []; accepted: a list of 1 to 16 branches"},
    {"mix_without_weight", mix(R"([{"step": [)" + end + "]}]"), "/step/2/mix/0/weight", "is missing"},
    {"mix_without_step", mix(R"([{"weight": 1}])"), "/step/2/mix/0/step", "is missing"},
    {"mix_deep", moves(score + ", " + nested_mix(5)), "/step/1/mix/0/step/0/mix/0/step/0/mix/0/step/0/mix/0/step/0/mix",
     "nested at most 4 deep"},
    // named numbers
    {"let_list", moves(score + ", " + end, R"("let": [1], )"), "/let", "accepted: an object of at most 100"},
    {"let_later", let(R"("a": "b", "b": 1)"), "/let/a", "column 1: b is not defined above"},
    {"let_of_itself", let(R"("a": "a + 1")"), "/let/a", "column 1: a is not defined above"},
    {"let_reserved", let(R"("T": 1)"), "/let/T", "is \"T\"; accepted: a name"},
    {"let_y", let(R"("y": 1)"), "/let/y", "is \"y\"; accepted: a name"},
    {"let_of_a_vector", let(R"("a": "s")"), "/let/a", "column 1: s is a vector"},
    {"let_named_as_a_vector", let(R"("s": 1)"), "/let/s", "which a move sets as a vector"},
    {"let_name", let(R"("a b": 1)"), "/let/a b", "is \"a b\"; accepted: a name"},
    {"let_values_empty", let(R"("a": [])"), "/let/a", "is a list of 0 values; accepted"},
    {"let_values_text", let(R"("a": ["1"])"), "/let/a/0", "is \"1\"; accepted: a finite number"},
    {"let_values_twice", let(R"("a": [1, 1])"), "/let/a/1", "is 1 again"},
    {"let_values_of_many_formulas",
     moves(
         score + ", " + end + repeated(", " + end, 60),
         R"("let": {"a": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], "b": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]}, )"),
     "", "brings the formulas of all recipes, each again for every value of a list in let, beyond 10000"},
    {"let_not_finite", moves(score + R"(, {"set": "y", "to": "y + a*s"})", R"_("let": {"a": "1/(t-4)"}, )_"), "/let/a",
     "is inf at t = 4, T = 8; accepted: a finite number"},
    {"let_index", moves(score + R"(, {"set": "y", "to": "y + a*s"})", R"_("let": {"a": "beta(t+2)"}, )_"), "/let/a",
     "column 1: beta(10) at t = 8, T = 8"},
    // what is kept
    {"keep_without_first", moves(score + ", " + end, R"("keep": {"s_old": "s"}, )"), "/first", "is missing; accepted"},
    {"keep_unknown", moves(score + ", " + end, R"("keep": {"s_old": "ss"}, "first": [)" + score + ", " + end + "], "),
     "/keep/s_old", "is \"ss\"; accepted: a vector that the step sets (did you mean \"s\"?)"},
    {"keep_y", moves(score + ", " + end, R"("keep": {"y_old": "y"}, "first": [)" + score + ", " + end + "], "),
     "/keep/y_old", "(to keep y, set one to it)"},
    {"keep_unset_in_first",
     moves(score + ", " + end, R"("keep": {"s_old": "s"}, "first": [{"set": "y", "to": "y"}], )"), "/keep/s_old",
     "is \"s\", which is not set at the end of /samplers/0/first"},
    {"kept_used_in_first",
     moves(score + ", " + end,
           R"("keep": {"s_old": "s"}, "first": [)" + score + R"(, {"set": "y", "to": "y + s_old"}], )"),
     "/first/1/to", "column 5: \"s_old\" is used before it is set"},
    {"keep_list", moves(score + ", " + end, R"("keep": ["s"], "first": [)" + score + ", " + end + "], "), "/keep",
     "accepted: an object of 1 to 32 names"},
    {"keep_number", moves(score + ", " + end, R"("keep": {"s_old": 1}, "first": [)" + score + ", " + end + "], "),
     "/keep/s_old", "is 1; accepted: the name of a vector"},
    // files
    {"file_missing", R"({"file": "nowhere.json"})", "/file", "nowhere.json"},
    {"file_and_more", R"({"file": "nowhere.json", "name": "mine"})", "/name", "is not a key here"},
    {"file_number", R"({"file": 1})", "/file", "is 1; accepted: a text"},
    {"number", "7", "", "is 7; accepted: ddim"},
    {"list", "[]", "", "is []; accepted: ddim"},
};

INSTANTIATE_TEST_SUITE_P(Recipes, BadRecipe, ::testing::ValuesIn(bad),
                         [](const ::testing::TestParamInfo<Bad>& one) { return one.param.name; });

TEST(BadRecipes, AreRefusedByTheProgramWithExitCode2) {
  const TemporaryFolder folder;
  std::string recipes;
  for (const Bad& one : bad) recipes += (recipes.empty() ? "" : ", ") + one.recipe;
  const std::string file = folder.write("config.json", config_with(recipes));
  for (const char* command : {"validate", "run"}) {
    const Outcome outcome = run_program({command, file});
    EXPECT_EQ(outcome.code, 2) << outcome.output;
    EXPECT_THAT(outcome.output, HasSubstr("config.json: /samplers/0/name: "));
    EXPECT_THAT(outcome.output, HasSubstr("accepted: "));
  }
}

TEST(BadRecipes, AllProblemsAreFoundInOnePass) {
  const Reading reading = read_text(config_with(moves(
      R"({"noise": "-1"}, {"score": "s", "of": "y", "at": "t+2"}, {"set": "y", "to": "y*s"}, {"set": "y", "to": "y + beta(0)*s"})",
      R"("order": -1, )")));
  for (const char* place : {"/samplers/0/order: "}) EXPECT_THAT(reading.problems, HasSubstr(place));
  const Reading formulas = read_text(config_with(moves(
      R"({"noise": "-1"}, {"score": "s", "of": "y", "at": "t+2"}, {"set": "y", "to": "y*s"}, {"set": "y", "to": "y + beta(0)*s"})")));
  for (const char* place :
       {"/samplers/0/step/0/noise: ", "/samplers/0/step/1/at: ", "/samplers/0/step/2/to: ", "/samplers/0/step/3/to: "})
    EXPECT_THAT(formulas.problems, HasSubstr(place));
  EXPECT_EQ(formulas.count, 4u) << formulas.problems;
}

}  // namespace
}  // namespace diffrates::test

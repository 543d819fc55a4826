/// Figures against the numbers that lists in `let` give to samplers.
#include "kinds/rates/parameter_figures.hpp"

#include <cmath>

#include "computing/plan.hpp"
#include "kinds/rates/rate_figures.hpp"
#include "showing/figure_data.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::ElementsAre;

TEST(ParameterFigures, ALabelHoldsItsNumbers) {
  const std::vector<LabelNumber> two = label_numbers("family(eta=0.5;r=-2)");
  ASSERT_EQ(two.size(), 2u);
  EXPECT_EQ(two[0].name, "eta");
  EXPECT_EQ(two[0].value, 0.5);
  EXPECT_EQ(two[0].rest, "family(r=-2)");
  EXPECT_EQ(two[1].rest, "family(eta=0.5)");
  ASSERT_EQ(label_numbers("family(eta=1e-3)").size(), 1u);
  EXPECT_EQ(label_numbers("family(eta=1e-3)")[0].rest, "family");
  for (const char* none : {"ddim", "", "f()", "f(x)", "f(x=)", "f(x=1", "f(x=1a)", "(x=1)", "f(x=1;)", ")", "("})
    EXPECT_TRUE(label_numbers(none).empty()) << none;
}

/// The good configuration with the family; rows on C(eta) T^-(1 + eta), T = 32 folded.
std::vector<Figure> drawn(const std::string& lists, const std::vector<std::string>& more = {}) {
  const std::string step = R"_("step": [{"score": "s", "of": "y", "at": "t"},
    {"set": "y", "to": "(y + (1 + eta^2)/2*beta(t)*s)/sqrt(alpha(t))"}, {"noise": "eta^2*beta(t)/alpha(t)"}])_";
  std::vector<std::string> sets{R"(samplers=["ddim", {"name": "family", "let": {)" + lists + "}, " + step + "}]",
                                "claims=[]", R"(metrics=["tv"])"};
  sets.insert(sets.end(), more.begin(), more.end());
  const Reading reading = read_changed(sets);
  EXPECT_TRUE(reading.config) << reading.problems;
  std::vector<Row> rows = make_plan(*reading.config).rows;
  for (Row& row : rows) {
    const std::vector<LabelNumber> numbers = label_numbers(row.place.sampler);
    const double eta = numbers.empty() ? 0 : numbers[0].value;
    const double value = 0.3 * std::pow(row.place.steps, -1 - eta);
    row.estimate = {value, 1e-8 * value};
    row.status = row.place.steps == 32 ? Status::Folded : Status::Ok;
  }
  std::vector<Figure> found;
  for (Figure& figure : rate_figures(*reading.config, rows, find(*reading.config, rows)))
    if (figure.x_label != "steps T") found.push_back(std::move(figure));
  return found;
}

std::vector<std::string> names(const std::vector<Figure>& figures) {
  std::vector<std::string> all;
  for (const Figure& figure : figures) all.push_back(figure.name);
  return all;
}

TEST(ParameterFigures, NumbersAndExponentsAgainstTheParameter) {
  const std::vector<Figure> figures = drawn(R"("eta": [0.5, 0, 1])");
  EXPECT_THAT(names(figures),
              ElementsAre("tv_mixture_smooth_exact_eta", "tv_gaussian_smooth_exact_eta",
                          "tv_mixture_smooth_exact_eta_exponent", "tv_gaussian_smooth_exact_eta_exponent"));
  const Figure &numbers = figures[0], &exponents = figures[2];
  ASSERT_EQ(numbers.curves.size(), 1u);
  EXPECT_EQ(numbers.curves[0].title, "family");
  EXPECT_EQ(numbers.x_label, "eta");
  EXPECT_EQ(numbers.x_base, 0);  // 0 has no logarithm
  EXPECT_EQ(numbers.y_base, 10);
  EXPECT_THAT(numbers.subtitle, ::testing::HasSubstr("T = 512"));
  ASSERT_EQ(numbers.curves[0].kept.size(), 3u);
  ASSERT_EQ(exponents.curves[0].kept.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    const PlotPoint &number = numbers.curves[0].kept[i], &exponent = exponents.curves[0].kept[i];
    EXPECT_EQ(number.x, 0.5 * i);
    EXPECT_NEAR(number.value, 0.3 * std::pow(512, -1 - number.x), 1e-12);
    EXPECT_EQ(exponent.x, 0.5 * i);
    EXPECT_NEAR(exponent.value, 1 + exponent.x, 1e-5);
    EXPECT_GE(exponent.above, 0);
    EXPECT_GE(exponent.below, 0);
  }
  EXPECT_EQ(exponents.y_base, 0);
  EXPECT_THAT(figure_data(exponents), ::testing::HasSubstr("xbase 0\n"));
  EXPECT_THAT(figure_data(exponents), ::testing::HasSubstr("ybase 0\n"));
}

TEST(ParameterFigures, TwoParametersAreTwoFiguresWithACurveForEachValueOfTheOther) {
  const std::vector<Figure> figures = drawn(R"("eta": [0.01, 0.1, 1], "r": [1, 2, 3])", {"steps=[32, 64]"});
  EXPECT_THAT(names(figures), ElementsAre("tv_mixture_smooth_exact_eta", "tv_mixture_smooth_exact_r",
                                          "tv_gaussian_smooth_exact_eta", "tv_gaussian_smooth_exact_r"));
  ASSERT_EQ(figures[0].curves.size(), 3u);
  EXPECT_EQ(figures[0].curves[1].title, "family(r=2)");
  EXPECT_EQ(figures[0].x_base, 10);
  EXPECT_EQ(figures[1].x_base, 0);  // 1, 2, 3 are not far apart
  EXPECT_EQ(figures[1].curves[0].title, "family(eta=0.01)");
}

TEST(ParameterFigures, AnAxisIsLogarithmicWhereItsValuesAreFarApart) {
  EXPECT_EQ(drawn(R"("eta": [0, 0.1, 0.2])")[0].y_base, 0);  // 512^0.2 = 3.5
  EXPECT_EQ(drawn(R"("eta": [0, 0.1, 0.6])")[0].y_base, 10);
}

TEST(ParameterFigures, TwoValuesAreNoCurveAndFoldedNumbersAreHollow) {
  EXPECT_THAT(names(drawn(R"("eta": [0, 1])")), ElementsAre());
  EXPECT_THAT(names(drawn(R"("eta": [0, 0.5, 1])", {"steps=[16, 32]"})), ElementsAre());  // nothing that counts
}

}  // namespace
}  // namespace diffrates::test

#include <cmath>

#include "computing/plan.hpp"
#include "kinds/rates/rate_figures.hpp"
#include "showing/figure_data.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

struct Drawn {
  std::shared_ptr<const Config> config;
  std::vector<Row> rows;
  std::vector<Figure> all;
};

Drawn drawn(const std::vector<std::string>& sets) {
  Reading reading = read_changed(sets);
  EXPECT_TRUE(reading.config != nullptr) << reading.problems;
  Drawn made{std::move(reading.config), {}, {}};
  made.rows = make_plan(*made.config).rows;
  for (Row& row : made.rows) {
    row.estimate = {1.0 / row.place.steps + row.place.epsilon, 1e-8};
    row.status = row.place.steps == 32 ? Status::Folded : Status::Ok;
  }
  made.all = rate_figures(*made.config, made.rows, find(*made.config, made.rows));
  return made;
}

std::vector<std::string> names(const Drawn& made) {
  std::vector<std::string> all;
  for (const Figure& figure : made.all) all.push_back(figure.name);
  return all;
}

TEST(Figures, OnePerTargetScheduleStartAndMetric) {
  const Drawn made =
      drawn({"schedule=[{\"type\":\"smooth\",\"l_min\":0.001,\"l_max\":12},{\"type\":\"smooth\",\"l_min\":0.01,\"l_"
             "max\":12}]",
             "claims=[]"});
  EXPECT_THAT(names(made), ::testing::UnorderedElementsAre("tv_mixture_smooth-1_exact", "tv_mixture_smooth-2_exact",
                                                           "kl_mixture_smooth-1_exact", "kl_mixture_smooth-2_exact",
                                                           "tv_gaussian_smooth-1_exact", "tv_gaussian_smooth-2_exact",
                                                           "kl_gaussian_smooth-1_exact", "kl_gaussian_smooth-2_exact"));
  for (const Figure& figure : made.all) {
    EXPECT_EQ(figure.curves.size(), 2U);
    EXPECT_TRUE(figure.guides.empty());
    EXPECT_FALSE(plot_script(figure.script).empty());
  }
}

TEST(Figures, DroppedPointsAreApartAndClaimsAreGuides) {
  const Drawn made = drawn({});
  const Figure& figure = made.all[0];
  ASSERT_EQ(figure.name, "tv_mixture_smooth_exact");
  ASSERT_EQ(figure.guides.size(), 1U);
  EXPECT_EQ(figure.guides[0].meaning, "claimed");
  EXPECT_EQ(figure.guides[0].rate, "T^{-1}");
  const std::vector<PlotPoint>& guide = figure.guides[0].line;
  EXPECT_NEAR(std::log(guide.back().value / guide.front().value), -std::log(guide.back().x / guide.front().x), 1e-12);
  for (const PlotCurve& curve : figure.curves) {
    EXPECT_EQ(curve.kept.size() + curve.dropped.size(), 5U);
    ASSERT_FALSE(curve.dropped.empty());
    EXPECT_EQ(curve.dropped[0].x, 32);
    EXPECT_THAT(curve.title, ::testing::ContainsRegex("dd[ip]m: T\\^\\{-1\\.000.*\\}, interval \\["));
  }
}

/// Two values that do not count, of 1e280 and 1e-300, would leave slopes of 2, 4 and 8 on top of each other.
TEST(Figures, AxesAreThoseOfTheNumbersThatCount) {
  Drawn made = drawn({});
  for (Row& row : made.rows)
    if (row.place.steps == 32) row.estimate = {row.place.sampler == "ddim" ? 1e280 : 1e-300, 1e279};
  made.all = rate_figures(*made.config, made.rows, find(*made.config, made.rows));
  const Figure& figure = made.all[0];
  EXPECT_THAT(figure.hollow, ::testing::HasSubstr("at the edge: beyond it"));
  for (const PlotCurve& curve : figure.curves) {
    ASSERT_EQ(curve.dropped.size(), 1U);
    EXPECT_TRUE(curve.dropped[0].value > 1e-5 && curve.dropped[0].value < 1) << curve.dropped[0].value;
    EXPECT_EQ(curve.kept.size(), 4U);
  }
}

TEST(Figures, SizesOfAScoreErrorAreCurvesOfAFigureForEachSampler) {
  const Drawn made = drawn(
      {"score_error={\"type\":\"constant\",\"direction\":1,\"epsilon\":[0.01,0.1]}", "claims=[]", "metrics=[\"tv\"]"});
  EXPECT_THAT(names(made), ::testing::IsSupersetOf({"tv_mixture_smooth_exact_ddim", "tv_mixture_smooth_exact_ddpm"}));
  EXPECT_EQ(made.all[0].curves.size(), 2U);
}

TEST(Figures, ErrorAgainstFrequencyFromThreeOn) {
  const Drawn made = drawn({"score_error={\"type\":\"cosine\",\"epsilon\":0.03,\"frequency\":[1,2,4],\"phase\":0.7}",
                            "claims=[]", "metrics=[\"tv\"]"});
  const auto at = std::find_if(made.all.begin(), made.all.end(),
                               [](const Figure& f) { return f.name == "tv_mixture_smooth_exact_frequency_0.03"; });
  ASSERT_NE(at, made.all.end());
  ASSERT_EQ(at->curves.size(), 2U);
  ASSERT_EQ(at->curves[0].kept.size(), 3U);
  EXPECT_EQ(at->curves[0].kept[2].x, 4);
}

TEST(Figures, WorkIsCountedInEvaluations) {
  const Drawn made = drawn({"samplers=[\"ddim\",\"accelerated_ode\",\"ddpm\"]", "claims=[]", "metrics=[\"tv\"]"});
  const auto at = std::find_if(made.all.begin(), made.all.end(),
                               [](const Figure& f) { return f.name == "tv_mixture_smooth_exact_evaluations"; });
  ASSERT_NE(at, made.all.end());
  EXPECT_EQ(at->curves[0].kept.front().x, 63);   // ddim at T = 64; T = 32 is folded
  EXPECT_EQ(at->curves[1].kept.front().x, 126);  // two evaluations a step
}

/// Guides of one rate are one: a bound and a claim of the same exponent are drawn and listed once.
TEST(Figures, AGuideStandsOnceForItsRate) {
  const std::string claim = R"("target":"mixture","metric":"tv","exponent":1)";
  const Drawn made = drawn({"claims=[{\"id\":\"a\",\"sampler\":\"ddim\",\"relation\":\"equals\"," + claim +
                            "},{\"id\":\"b\",\"sampler\":\"ddpm\",\"relation\":\"at_least\"," + claim + "}]"});
  ASSERT_EQ(made.all[0].guides.size(), 1U);
  EXPECT_EQ(made.all[0].guides[0].rate, "T^{-1}");
  EXPECT_EQ(made.all[0].guides[0].meaning, "claimed or proven bound");
}

TEST(Figures, NoTwoCurvesShareAStyle) {
  for (std::size_t i = 0; i < distinct_styles; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const CurveStyle a = curve_style(i), b = curve_style(j);
      EXPECT_FALSE(a.colour == b.colour && a.filled == b.filled) << i << " and " << j;
    }
}

TEST(Figures, DataHoldsNamesLetterByLetter) {
  EXPECT_EQ(plain_text("l_min^2 {x} \\ @&~"), "l\\_min\\^2 \\{x\\} \\\\ \\@\\&\\~");
  Figure figure;
  figure.title = plain_text("a_b");
  figure.subtitle = "say \"so\"\n";
  figure.curves.push_back({"c", {}, {{1, 2, 3}}, {}});
  const std::string data = figure_data(figure);
  EXPECT_THAT(data, ::testing::HasSubstr("title \"a\\\\_b\"\nsubtitle \"say 'so' \"\ndetail \"\"\n"));
  EXPECT_THAT(data, ::testing::HasSubstr(
                        "guides 0\ndropped 1\nhollow \"hollow: left out of the fit\"\nybase 10\n\n\n\"#0072B2\" "
                        "7 6 1\n\n\n\"c\"\nNaN NaN NaN NaN\n"));
}

}  // namespace
}  // namespace diffrates::test

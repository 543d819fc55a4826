// Figures as they stand in the report.
#include "showing/drawing.hpp"

#include "showing/enhanced_text.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(EnhancedText, RaisesLowersAndShowsLetters) {
  EXPECT_EQ(enhanced_html("T^{-1} (log T)^{2}"), "T<sup>-1</sup> (log T)<sup>2</sup>");
  EXPECT_EQ(enhanced_html("χ^2(Y_1 || X_1)"), "χ<sup>2</sup>(Y<sub>1</sub> || X<sub>1</sub>)");
  EXPECT_EQ(enhanced_html(plain_text("smooth(l_min=1e-3) & {x}^2 < \\y")), "smooth(l_min=1e-3) &amp; {x}^2 &lt; \\y");
  EXPECT_EQ(enhanced_plain("T^{-1} of X_1"), "T-1 of X1");
}

/// Whatever the text, it ends, and opens and closes the same tags.
TEST(EnhancedText, TakesAnything) {
  for (const char* text : {"", "^", "_", "\\", "x^", "x^{", "x^{a_{b", "}}", "{a}b}", "^^^", "ε_ε", "x_\\"}) {
    const std::string html = enhanced_html(text);
    const auto count = [&](const std::string& part) {
      std::size_t found = 0;
      for (std::size_t at = html.find(part); at != std::string::npos; at = html.find(part, at + 1)) ++found;
      return found;
    };
    EXPECT_EQ(count("<su"), count("</su")) << text << ": " << html;
  }
}

Figure two_curves() {
  Figure figure;
  figure.title = "a < b";
  figure.x_label = "steps T";
  figure.y_label = "total variation";
  figure.guides.push_back({"claimed", "T^{-1}", {{32, 0.1}, {64, 0.05}}});
  figure.curves.push_back({"one", {{64, 0.04, 0.03, 0.03}, {128, 0.02}}, {{32, 0.5}}, {{64, 0.04}, {128, 0.02}}});
  figure.curves.push_back({"two", {{64, 1e-7}}, {}, {}});
  return figure;
}

TEST(Drawing, IsWellFormedAndTellsItsCurvesApart) {
  const TemporaryFolder folder;
  const std::string page = drawing(two_curves());
  EXPECT_EQ(std::system(("xmllint --noout " + folder.write("figure.xml", page)).c_str()), 0) << page;
  EXPECT_THAT(page, HasSubstr("a &lt; b"));
  EXPECT_THAT(page, HasSubstr("claimed: T<sup>-1</sup>"));
  EXPECT_THAT(page, HasSubstr("hollow: left out of the fit"));
  EXPECT_THAT(page, HasSubstr("#0072B2"));
  EXPECT_THAT(page, HasSubstr("#D55E00"));
  EXPECT_LT(page.size(), 6000u);
}

/// Numbers against a parameter that begins at 0, and exponents, which may all be one.
TEST(Drawing, HasLinearAxes) {
  Figure figure;
  figure.x_label = "eta";
  figure.x_base = figure.y_base = 0;
  figure.curves.push_back({"one", {{0, 1, 0.01, 0.01}, {0.5, 1}, {1, 1}}, {}, {{0, 1}, {0.5, 1}, {1, 1}}});
  const std::string page = drawing(figure);
  EXPECT_THAT(page, Not(HasSubstr("nan")));
  EXPECT_THAT(page, Not(HasSubstr("inf")));
  for (const char* tick : {">0<", ">0.2<", ">0.4<", ">1<", ">0.995<"}) EXPECT_THAT(page, HasSubstr(tick));
  figure.curves = {{"one", {{0, 0}}, {}, {{0, 0}}}};
  EXPECT_THAT(drawing(figure), Not(HasSubstr("nan")));
}

TEST(Drawing, OfNothingHasNoPicture) {
  Figure figure;
  figure.title = "empty";
  EXPECT_THAT(drawing(figure), Not(HasSubstr("<svg")));
  figure.curves.push_back({"one point", {{64, 1}}, {}, {}});
  EXPECT_THAT(drawing(figure), HasSubstr("<svg"));
  EXPECT_THAT(drawing(figure), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace diffrates::test

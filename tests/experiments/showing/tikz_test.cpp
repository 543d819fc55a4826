// Figures for papers: what stands in them, and that plain pdflatex takes them whatever names they hold.
#include "showing/tikz.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

#include "formats/files.hpp"
#include "showing/figure_data.hpp"
#include "support/config.hpp"

namespace diffrates::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// What a name may hold that LaTeX, TikZ or a comment could take as its own.
const char* const hostile[] = {"50% of #1_{a}^b~\\x & $y$ \\end{document} %",
                               "a "
                               "very_long_name;without=any(place)at/"
                               "which|a<line>could-be-broken_if_it_were_not_for_the_breaks_that_are_put_into_it",
                               "ε ≤ χ² naïve Ω 中 🙂 −1 “q” \xff\xc3",
                               "^^M^^J\\input{/etc/passwd}\\par\n\n\\fi}]) -- (0,0) ;",
                               "''--``,, \"| [*] \t\r",
                               ""};

/// All that figures have: axes of every kind, guides, bars, hollow points, more curves than colours.
Figure figure(int x_base, int y_base, const std::string& name, std::size_t curves) {
  Figure made;
  made.name = "figure";
  made.title = plain_text(name) + " X_1";
  made.subtitle = plain_text(name) + ", T^{-1} (log T)^{2}";
  made.detail = plain_text(name);
  made.x_label = "steps T, " + plain_text(name);
  made.y_label = "χ^2(Y_1 || X_1) " + plain_text(name);
  made.hollow = "hollow: " + plain_text(name);
  made.x_base = x_base;
  made.y_base = y_base;
  made.guides.push_back({"claimed", "T^{-1}", {{64, 1e280}, {1e6, 1e-300}}});
  for (std::size_t i = 0; i < curves; ++i) {
    const double c = std::pow(10.0, -static_cast<double>(i) / 2);
    made.curves.push_back({plain_text(name) + ": T^{-1.0004}, interval [-0.0014, 1.0014]",
                           {{64, 0.04 * c, 0.03 * c}, {128, 0.02 * c}, {256, 0.01 * c, 1e3, 1e3}},
                           {{32, 0.5 * c}},
                           {{32, 0.08 * c}, {64, 0.04 * c}, {1e5, 0}}});
  }
  return made;
}

TEST(Tikz, IsAsWideAsItsPlaceAndNamesItsCurves) {
  const std::string text = tikz(figure(2, 10, "accelerated_ode", 2), PaperWidth::Column);
  EXPECT_THAT(text, HasSubstr("\\begin{minipage}{\\linewidth}"));
  EXPECT_THAT(text, HasSubstr("accelerated\\_ode: $T^{-1.0004}$, interval [$-$0.0014, 1.0014]"));
  EXPECT_THAT(text, HasSubstr("claimed: $T^{-1}$"));
  EXPECT_THAT(text, HasSubstr("{0.02}"));
  EXPECT_THAT(tikz(figure(2, 10, "ddim", 5), PaperWidth::Column), HasSubstr("{$10^{-3}$}"));
  EXPECT_THAT(text, HasSubstr("%   \\caption{accelerated\\_ode $X_{1}$. "));
  EXPECT_THAT(text, Not(HasSubstr("nan")));
  EXPECT_THAT(text, Not(HasSubstr("inf,")));
}

/// Where each kept point of a curve on y = x stands.
TEST(Tikz, PutsPointsWhereTheirNumbersAre) {
  Figure one;
  one.x_base = one.y_base = 0;
  one.curves.push_back({"c", {{0, 0}, {1, 1}}, {{0.5, 0.5}}, {}});
  const std::string text = tikz(one, PaperWidth::Page);
  // x: 0.04 and 0.01 beyond the ends of a span of 1; y: 0.06 and 0.01.
  EXPECT_THAT(text, HasSubstr("{(4.55,6.14),(95.45,93.86)}"));
  EXPECT_THAT(text, HasSubstr("{(50.00,50.00)} \\filldraw[diffrates0,line width=0.5pt,fill=white]"));
}

TEST(Tikz, CutsOffWhatRunsOutOfTheAxes) {
  const std::string text = tikz(figure(2, 10, "c", 1), PaperWidth::Page);
  for (std::size_t at = text.find('('); at != std::string::npos; at = text.find('(', at + 1)) {
    double x = 0, y = 0;
    if (std::sscanf(text.c_str() + at, "(%lf,%lf)", &x, &y) != 2) continue;
    EXPECT_TRUE(x >= -5.01 && x <= 105.01 && y >= -5.01 && y <= 105.01) << text.substr(at, 30);
  }
}

/// No line of a text ends a comment.
TEST(Tikz, NamesStayInTheirComments) {
  for (const char* name : hostile) {
    const std::string text = tikz(figure(2, 10, name, 1), PaperWidth::Column);
    EXPECT_EQ(text.substr(0, 2), "% ");
    const std::string begin = text.substr(0, text.find("\\begin{minipage}"));
    for (std::size_t at = begin.find('\n'); at + 1 < begin.size(); at = begin.find('\n', at + 1))
      EXPECT_EQ(begin[at + 1], '%') << begin;
  }
}

/// In grey, a curve is known by its marker and its dashes.
TEST(Tikz, TwentyCurvesAreToldApartWithoutColour) {
  for (std::size_t i = 0; i < 20; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const CurveStyle a = curve_style(i), b = curve_style(j);
      EXPECT_FALSE(a.filled == b.filled && a.dash == b.dash) << i << " and " << j;
    }
}

TEST(Tikz, CompilesWhateverTheNames) {
  if (std::system("command -v pdflatex >/dev/null") != 0)
    GTEST_SKIP() << "no pdflatex here (Debian: texlive-latex-base, texlive-pictures)";
  const TemporaryFolder folder;
  std::string files;
  const auto add = [&](const Figure& one, PaperWidth width) {
    files += " " + folder.write(fmt::format("{}.tex", files.size()), tikz(one, width));
  };
  for (const char* name : hostile) add(figure(2, 10, name, 3), PaperWidth::Column);
  add(figure(10, 10, hostile[1], 7), PaperWidth::Page);
  for (const int base : {0, 10}) add(figure(base, base, "ddim", 12), PaperWidth::Column);
  add(Figure{}, PaperWidth::Page);
  const std::string log = folder.write("log", "");
  const int code = std::system((SOURCE_ROOT "/tests/tex/compile /dev/null" + files + " >" + log + " 2>&1").c_str());
  EXPECT_EQ(code, 0) << read_file(log).value_or("");
}

}  // namespace
}  // namespace diffrates::test

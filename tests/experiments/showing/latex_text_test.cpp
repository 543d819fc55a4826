// Texts as LaTeX; that they compile, tikz_test.cpp shows.
#include "showing/latex_text.hpp"

#include <gmock/gmock.h>

#include "results/figure.hpp"
#include "showing/enhanced_text.hpp"

namespace diffrates {
namespace {

TEST(LatexText, EscapesWhatLatexTakesAsItsOwn) {
  EXPECT_EQ(latex_text("a_b 50% #1 & $x$ {y} ~ ^ \\"),
            "a\\_b 50\\% \\#1 \\& \\$x\\$ \\{y\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}");
  EXPECT_EQ(latex_text("a--b ?` \"q\""), "a-{}-b ?\\textasciigrave{} ''q''");
  EXPECT_EQ(latex_text("[x]"), "{}[x]");
  EXPECT_EQ(latex_text("a\nb\tc\x7f"), "a b c ");
}

TEST(LatexText, KnowsGreekAccentsAndSigns) {
  EXPECT_EQ(latex_text("εχΩ"), "$\\varepsilon$$\\chi$$\\Omega$");
  EXPECT_EQ(latex_text("Poincaré Ångström naïve Weiß"), "Poincar\\'{e} \\r{A}ngstr\\\"{o}m na\\\"{\\i}ve Wei\\ss{}");
  EXPECT_EQ(latex_text("−1 ≤ x ± 2"), "$-$1 $\\leq$ x $\\pm$ 2");
  EXPECT_EQ(latex_text("中🙂"), "[U+4E2D][U+1F642]");
  EXPECT_EQ(latex_text("\xff\xc3 \xe2\x82"), "?? ??");
}

TEST(EnhancedLatex, RaisesLowersAndSetsVariables) {
  EXPECT_EQ(enhanced_latex("T^{-1.5} (log T)^{2}"), "$T^{-1.5}$ (log $T$)$^{2}$");
  EXPECT_EQ(enhanced_latex("χ^2(Y_1 || X_1)"), "$\\chi^{2}$($Y_{1}$ $|$$|$ $X_{1}$)");
  EXPECT_EQ(enhanced_latex("x^{a b}_i"), "$x$\\textsuperscript{a $b$}\\textsubscript{$i$}");
  EXPECT_EQ(enhanced_latex("a right one, [-0.1, 2e-3]"), "a right one, [$-$0.1, 2e-3]");
  EXPECT_EQ(enhanced_latex(plain_text("pay$")) + "|" + enhanced_latex(plain_text("pay$") + "^2"),
            "pay\\$|pay\\$$^{2}$");
}

/// Two marks in a row are no double superscript, which LaTeX refuses.
TEST(EnhancedLatex, RaisesTwice) {
  EXPECT_EQ(enhanced_latex("X_1^2^3"), "$X_{1}$$^{2}$$^{3}$");
  EXPECT_EQ(enhanced_latex("p / q - 1, x-1"), "$p$ / $q$ $-$ 1, x-1");
}

TEST(EnhancedLatex, LetsLongWordsBreak) {
  const std::string text = enhanced_latex(plain_text(std::string(100, 'x')));
  EXPECT_THAT(text, ::testing::HasSubstr("\\allowbreak "));
  EXPECT_THAT(enhanced_latex(plain_text("accelerated_ode")), ::testing::Not(::testing::HasSubstr("\\allowbreak")));
}

}  // namespace
}  // namespace diffrates

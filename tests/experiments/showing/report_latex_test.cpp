#include <gmock/gmock.h>

#include <algorithm>

#include "showing/report.hpp"

namespace diffrates {
namespace {

using ::testing::HasSubstr;

ReportPart part(const std::string& title, const JudgedClaim& claim) {
  ReportPart one;
  one.heading.title = title;
  one.findings.claims.push_back(claim);
  return one;
}

JudgedClaim claim() {
  JudgedClaim one;
  one.subject = "tv my_ode(eta=0.5)";
  one.target = "a & b (lacks bounded support)";
  one.proven = "at least T^-2.5 (log T)^3";
  one.measured = "2.1 [2.0, 2.2]";
  one.judgement.verdict = Verdict::Holds;
  one.judgement.tight = false;
  return one;
}

TEST(ReportLatex, HasALineAClaim) {
  const std::string text = report_latex({part("Rates", claim())});
  EXPECT_THAT(text, HasSubstr("\\emph{Rates}"));
  EXPECT_THAT(text, HasSubstr("tv my\\_ode(eta=0.5) & a \\& b & at least T$^{-2.5}$ (log T)$^{3}$ & 2.1 [2.0, 2.2] & "
                              "holds, not tight \\\\\n"));
}

TEST(ReportLatex, EscapesWhatLatexTakesAsItsOwn) {
  const std::string text = report_latex({part("50% of #1_{a}^b~\\x $y$ <z> -> |w| +- 1", claim())});
  EXPECT_THAT(
      text, HasSubstr("50\\% of \\#1\\_\\{a\\}\\textasciicircum{}b\\textasciitilde{}\\textbackslash{}x \\$y\\$ $<$z$>$ "
                      "$\\to$ $|$w$|$ $\\pm$ 1"));
}

/// A result without claims gives its brief tables; one with claims gives these alone.
TEST(ReportLatex, HasTheBriefTablesOfAResultWithoutClaims) {
  const FindingTable values{"tv at T = 64", "", {{"schedule", "ddim"}, {{"", "1e-3"}, {"[a_b]", "0.5 +- 0.1"}}}, true};
  ReportPart numbers;
  numbers.findings.tables = {values, {"folded", "", {{"x"}, {{"unseen"}}}}};
  const std::string text = report_latex({numbers});
  EXPECT_THAT(text, HasSubstr("% tv at T = 64\n\\begin{tabular}{lr}\n\\toprule\nschedule & ddim \\\\\n\\midrule\n"
                              " & 1e-3 \\\\\n{}[a\\_b] & 0.5 $\\pm$ 0.1 \\\\\n\\bottomrule\n\\end{tabular}\n"));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("verdict")));
  EXPECT_THAT(text, ::testing::Not(HasSubstr("unseen")));
  ReportPart claimed = part("Rates", claim());
  claimed.findings.tables = {values};
  EXPECT_THAT(report_latex({claimed}), ::testing::Not(HasSubstr("tv at T = 64")));
}

TEST(ReportLatex, OpensWhatItCloses) {
  const std::string text = report_latex({part("Rates", claim()), part("More", claim())});
  EXPECT_EQ(std::count(text.begin(), text.end(), '{') - std::count(text.begin(), text.end(), '}'), 0);
  EXPECT_THAT(text, HasSubstr("\\end{tabular}\n"));
}

}  // namespace
}  // namespace diffrates

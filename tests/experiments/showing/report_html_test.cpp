// The report's page as text; as its reader sees it, tests/browser/report.py.
#include <gmock/gmock.h>

#include <algorithm>

#include "showing/report.hpp"

namespace diffrates {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

ReportPart part(const std::string& name, const std::string& hostile) {
  ReportPart one;
  one.heading.name = name;
  one.heading.title = hostile;
  const About about{{hostile}, {hostile}, "tv of " + hostile};
  JudgedClaim claim;
  claim.id = claim.statement = claim.subject = claim.target = claim.measured = hostile;
  claim.judgement.words = hostile;
  claim.about = about;
  one.findings.claims.push_back(claim);
  one.findings.tables.push_back({hostile, hostile, {{hostile}, {{hostile}}}, false, about});
  Figure figure;
  figure.title = figure.x_label = figure.y_label = plain_text(hostile);
  figure.curves.push_back({plain_text(hostile), {{64, 0.1, 0.01, 0.01}}, {{32, 0.2, 0, 0, hostile}}, {}, about});
  one.findings.figures.push_back(figure);
  return one;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

/// Names open no tag and no attribute, and the page allows its own script alone.
TEST(ReportHtml, RunsNoScriptOfNames) {
  const std::string page = report_html({part("r", "\"'><script>bad()</script><img src=x onerror=bad()>")});
  EXPECT_EQ(count(page, "<script"), 1u);
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  EXPECT_THAT(page, Not(HasSubstr("\"'>")));
  EXPECT_THAT(page, HasSubstr("script-src 'sha256-"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
}

TEST(ReportHtml, LinksClaimsAndCurvesToTheirSeries) {
  const std::string page = report_html({part("r", "ddim"), part("s", "ddim")});
  const std::size_t at = page.find("<details id=\"");
  ASSERT_NE(at, std::string::npos);
  const std::string id = page.substr(at + 13, page.find('"', at + 13) - at - 13);
  EXPECT_EQ(id.substr(0, 13), "r.tv-of-ddim.");
  EXPECT_EQ(count(page, "href=\"#" + id + "\""), 2u);  // from the claim and from the curve, of this result alone
  EXPECT_EQ(count(page, "id=\"" + id + "\""), 1u);
  EXPECT_THAT(
      page,
      HasSubstr("<tr id=\"r.claim.ddim\" data-verdict=\"inconclusive\" data-samplers=\"ddim\" data-targets=\"ddim\">"));
  EXPECT_THAT(page, HasSubstr("data-p=\"64 0.1 1.0e-02\"/>"));
  EXPECT_THAT(page, HasSubstr("data-p=\"32 0.2\" data-why=\"ddim\"/>"));
}

/// What a result without claims has to say stands open.
TEST(ReportHtml, OpensTheBriefTablesOfAResultWithoutClaims) {
  ReportPart numbers = part("r", "ddim");
  numbers.findings.tables[0].brief = true;
  EXPECT_EQ(count(report_html({numbers}), " open>"), 0u);
  numbers.findings.claims.clear();
  EXPECT_EQ(count(report_html({numbers}), " open>"), 1u);
}

}  // namespace
}  // namespace diffrates

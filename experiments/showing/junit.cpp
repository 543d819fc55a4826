#include "showing/junit.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "formats/tables.hpp"
#include "showing/claim_table.hpp"

namespace diffrates {
namespace {

/// Text for an attribute or an element; characters XML cannot hold become a question mark.
std::string escaped(std::string words) {
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = '?';
  return html_text(words);
}

std::string case_xml(const JunitSuite& suite, const JunitCase& test) {
  const std::string head =
      fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"0\"", escaped(suite.name), escaped(test.name));
  const std::string message = escaped(test.message);
  switch (test.outcome) {
    case JunitCase::Outcome::Passed:
      return head + "/>\n";
    case JunitCase::Outcome::Failed:
      return head + fmt::format(">\n      <failure type=\"violated\" message=\"{}\">{}</failure>\n    </testcase>\n",
                                message, message);
    case JunitCase::Outcome::Skipped:
      return head + fmt::format(">\n      <skipped message=\"{}\"/>\n    </testcase>\n", message);
  }
  return {};
}

std::string suite_xml(const JunitSuite& suite, std::size_t id, const std::string& time) {
  const auto count = [&](JunitCase::Outcome outcome) {
    return std::count_if(suite.cases.begin(), suite.cases.end(),
                         [&](const JunitCase& test) { return test.outcome == outcome; });
  };
  const bool error = !suite.error.empty();
  std::string xml = fmt::format(
      "  <testsuite id=\"{}\" package=\"diffrates\" name=\"{}\" timestamp=\"{}\" hostname=\"localhost\" tests=\"{}\" "
      "failures=\"{}\" "
      "errors=\"{}\" skipped=\"{}\" time=\"0\">\n    <properties/>\n",
      id, escaped(suite.name), time, suite.cases.size() + (error ? 1 : 0), count(JunitCase::Outcome::Failed),
      error ? 1 : 0, count(JunitCase::Outcome::Skipped));
  if (error)
    xml += fmt::format(
        "    <testcase classname=\"{}\" name=\"result\" time=\"0\">\n      <error type=\"unreadable\" "
        "message=\"{}\"/>\n    </testcase>\n",
        escaped(suite.name), escaped(suite.error));
  std::string out;
  for (const JunitCase& test : suite.cases) {
    xml += case_xml(suite, test);
    out += fmt::format("{}: {}\n", test.name, test.message);
  }
  return xml + fmt::format("    <system-out>{}</system-out>\n    <system-err/>\n  </testsuite>\n", escaped(out));
}

JunitCase::Outcome outcome(Verdict verdict) {
  if (verdict == Verdict::Violated) return JunitCase::Outcome::Failed;
  return verdict == Verdict::Inconclusive ? JunitCase::Outcome::Skipped : JunitCase::Outcome::Passed;
}

}  // namespace

JunitSuite junit_suite(const std::string& name, const Findings& findings) {
  JunitSuite suite{name, {}, {}};
  for (const ClaimFinding& finding : findings.claims) {
    JunitCase test;
    test.outcome = outcome(finding.judgement.verdict);
    test.name = finding.claim->id;
    test.message = fmt::format("{}; claimed {}, measured exponent {}: {}", verdict_words(finding.judgement),
                               rate_words(*finding.claim), measured_words(finding), finding.judgement.words);
    suite.cases.push_back(std::move(test));
  }
  return suite;
}

JunitSuite junit_suite(const std::string& name, const SelfFindings& findings) {
  JunitSuite suite{name, {}, {}};
  for (const SelfClaim& claim : findings.claims)
    suite.cases.push_back({outcome(claim.verdict), claim.id,
                           fmt::format("{}: {}: {}", claim.statement, diffrates::name(claim.verdict), claim.words)});
  return suite;
}

std::string junit_xml(const std::vector<JunitSuite>& suites) {
  const std::string time = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::time(nullptr)));
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (std::size_t i = 0; i < suites.size(); ++i) xml += suite_xml(suites[i], i, time);
  return xml + "</testsuites>\n";
}

}  // namespace diffrates

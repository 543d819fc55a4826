#include "showing/junit.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "formats/tables.hpp"

namespace diffrates {
namespace {

/// Text for an attribute or an element; characters XML cannot hold become a question mark.
std::string escaped(std::string words) {
  for (char& c : words)
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') c = '?';
  return html_text(words);
}

std::string case_xml(const JunitSuite& suite, const JunitCase& test) {
  const std::string head = fmt::format("    <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"",
                                       escaped(suite.name), escaped(test.name), test.seconds);
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
  double seconds = 0;
  for (const JunitCase& test : suite.cases) seconds += test.seconds;
  const bool error = !suite.error.empty();
  std::string xml = fmt::format(
      "  <testsuite id=\"{}\" package=\"diffrates\" name=\"{}\" timestamp=\"{}\" hostname=\"localhost\" tests=\"{}\" "
      "failures=\"{}\" errors=\"{}\" skipped=\"{}\" time=\"{:.3f}\">\n    <properties/>\n",
      id, escaped(suite.name), time, suite.cases.size() + (error ? 1 : 0), count(JunitCase::Outcome::Failed),
      error ? 1 : 0, count(JunitCase::Outcome::Skipped), seconds);
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

JunitSuite junit_suite(const std::string& name, const std::vector<JudgedClaim>& claims) {
  JunitSuite suite{name, {}, {}};
  for (const JudgedClaim& claim : claims)
    suite.cases.push_back({outcome(claim.judgement.verdict), claim.id,
                           fmt::format("{}; claimed {}, measured {}: {}", verdict_words(claim.judgement), claim.proven,
                                       claim.measured, claim.judgement.words),
                           claim.seconds});
  return suite;
}

JunitSuite comparison_suite(const std::string& name, const Snapshot& baseline, const Snapshot& run,
                            const std::vector<Difference>& differences) {
  std::vector<std::string> places{"configuration"};
  const auto add = [&](const std::string& place) {
    if (std::find(places.begin(), places.end(), place) == places.end()) places.push_back(place);
  };
  for (const Snapshot* side : {&baseline, &run}) {
    for (const FitLine& fit : side->fits) add(fit.where);
    for (const ComparedNumber& number : side->numbers) add(number.where);
  }
  JunitSuite suite{name, {}, {}};
  for (const std::string& place : places) {
    JunitCase test;
    test.name = place;
    for (const FitLine& fit : run.fits)
      if (fit.where == place && fit.conclusive) test.message = exponent_words(fit);
    for (const Difference& difference : differences) {
      if (difference.where != place) continue;
      test.outcome = JunitCase::Outcome::Failed;
      test.message += (test.message.empty() ? "" : "; ") + difference.words;
    }
    suite.cases.push_back(std::move(test));
  }
  return suite;
}

std::string junit_xml(const std::vector<JunitSuite>& suites) {
  const std::string time = fmt::format("{:%Y-%m-%dT%H:%M:%S}", fmt::gmtime(std::time(nullptr)));
  std::string xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
  for (std::size_t i = 0; i < suites.size(); ++i) xml += suite_xml(suites[i], i, time);
  return xml + "</testsuites>\n";
}

}  // namespace diffrates

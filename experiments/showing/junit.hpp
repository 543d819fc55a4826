/// JUnit XML: one test suite per result, one test case per claim.
#pragma once

#include <string>
#include <vector>

#include "kinds/self_test.hpp"
#include "results/findings.hpp"

namespace diffrates {

struct JunitCase {
  enum class Outcome { Passed, Failed, Skipped } outcome = Outcome::Passed;
  std::string name;
  std::string message;
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
  std::string error;  ///< the suite could not be judged at all; it then counts as one case in error
};

/// Violated claims fail, inconclusive ones are skipped; the message holds the measured exponent.
JunitSuite junit_suite(const std::string& name, const Findings& findings);

JunitSuite junit_suite(const std::string& name, const SelfFindings& findings);

/// Valid against both schemas in common use (the Ant one and that of Jenkins' xUnit plug-in).
std::string junit_xml(const std::vector<JunitSuite>& suites);

}  // namespace diffrates

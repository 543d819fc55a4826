/// JUnit XML: one test suite a result, one test case a claim (or, of a comparison, a series).
#pragma once

#include <string>
#include <vector>

#include "results/compare.hpp"
#include "results/findings.hpp"

namespace diffrates {

struct JunitCase {
  enum class Outcome { Passed, Failed, Skipped } outcome = Outcome::Passed;
  std::string name;
  std::string message;
  double seconds = 0;
};

struct JunitSuite {
  std::string name;
  std::vector<JunitCase> cases;
  std::string error = {};  ///< the suite could not be judged at all; it then counts as one case in error
};

/// Violated claims fail, inconclusive ones are skipped; the message holds what was measured, the time is that of the
/// computing behind the claim.
JunitSuite junit_suite(const std::string& name, const std::vector<JudgedClaim>& claims);

/// One case for the configuration and one per series.
JunitSuite comparison_suite(const std::string& name, const Snapshot& baseline, const Snapshot& run,
                            const std::vector<Difference>& differences);

/// Valid against both schemas in common use (the Ant one and that of Jenkins' xUnit plug-in).
std::string junit_xml(const std::vector<JunitSuite>& suites);

}  // namespace diffrates

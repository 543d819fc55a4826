/// A report for readers: the claim ledger, every figure, every fit with its points, and how each result was made.
#pragma once

#include <string>
#include <vector>

#include "results/result_folder.hpp"
#include "results/self_test_folder.hpp"

namespace diffrates {

struct ReportPart {
  std::string name;
  std::string command;  ///< what reruns it
  Result result;
  Findings findings;                 ///< refers into result
  Members provenance;                ///< as provenance.json holds it; may be empty
  std::vector<std::string> figures;  ///< SVG texts
};

/// The result of a self-test.
struct SelfReport {
  SelfResult result;
  std::string command;
  Members provenance;
  std::vector<std::string> figures;
};

/// One self-contained page: no script, no network; light and dark, narrow and wide, screen and paper.
std::string report_html(const std::vector<ReportPart>& parts, const std::vector<SelfReport>& tests = {});

/// The ledger, the tables of work and those of self-tests (in short where there is a short form), for a summary of a
/// continuous-integration run.
std::string report_markdown(const std::vector<ReportPart>& parts, const std::vector<SelfReport>& tests = {});

/// One line of the ledger, in words.
struct LedgerLine {
  std::string claim;   ///< the statement, or the id where there is none
  std::string target;  ///< its name, and whether it lies inside the theorem's assumptions
  std::string proven;
  std::string measured;
  std::string verdict;  ///< confirmed; holds; holds, not tight; violated; inconclusive
  std::string words;
};
LedgerLine ledger_line(const Config& config, const ClaimFinding& finding);

}  // namespace diffrates

/// A report for readers: what was claimed and found, configuration by configuration, every figure, every table, and how
/// each result was made. Figures are drawn here: no other program is needed.
#pragma once

#include <string>
#include <vector>

#include "configuration/heading.hpp"
#include "results/findings.hpp"

namespace diffrates {

/// One result.
struct ReportPart {
  Heading heading;
  std::string extent;  ///< what was computed, in words
  Findings findings;
  Members provenance;  ///< as provenance.json holds it; may be empty
};

/// One self-contained page, the parts in their order: no network; light and dark, narrow and wide, screen and paper.
/// Its script (report_script.js) filters it, tells the numbers of points and opens what a link leads to; without it all
/// is there to read. Whatever names hold, no other script runs: they are escaped, and the page allows this one alone.
std::string report_html(const std::vector<ReportPart>& parts);

/// The claims as a table and the brief tables, for a summary of a continuous-integration run. Of a part with more than
/// forty claims these are counted instead.
std::string report_markdown(const std::vector<ReportPart>& parts);

/// The claims as a LaTeX table with the rules of booktabs, grouped by result; the brief tables of a result that makes
/// no claims, each in a table of its own. Any words compile (latex_text.hpp).
std::string report_latex(const std::vector<ReportPart>& parts);

}  // namespace diffrates

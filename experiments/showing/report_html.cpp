#include <fmt/format.h>

#include <cmath>
#include <regex>

#include "formats/tables.hpp"
#include "showing/claim_table.hpp"
#include "showing/report.hpp"
#include "showing/report_style.hpp"
#include "showing/work.hpp"

namespace diffrates {
namespace {

/// A drawing for embedding: without its XML prologue, and with identifiers that no other drawing on the page has.
std::string embedded(const std::string& svg, std::size_t number) {
  const std::size_t start = svg.find("<svg");
  if (start == std::string::npos) return {};
  const std::string mark = fmt::format("f{}-", number);
  std::string text = svg.substr(start);
  text = std::regex_replace(text, std::regex(R"re(\bid\s*=\s*(["']))re"), "id=$1" + mark);
  text = std::regex_replace(text, std::regex(R"re(href\s*=\s*(["'])#)re"), "href=$1#" + mark);
  return std::regex_replace(text, std::regex(R"re(url\(#)re"), "url(#" + mark);
}

std::string ledger_row(std::size_t section, const LedgerLine& line, Verdict verdict) {
  return fmt::format(
      "<tr><td><a href=\"#part{}\">{}</a></td><td data-name=\"target\">{}</td><td data-name=\"proven\">{}</td>"
      "<td class=\"number\" data-name=\"measured\">{}</td><td data-name=\"verdict\"><span class=\"verdict "
      "{}\">{}</span>"
      "<br><span class=\"soft\">{}</span></td></tr>\n",
      section, html_text(line.claim), html_text(line.target), html_text(line.proven), html_text(line.measured),
      name(verdict), html_text(line.verdict), html_text(line.words));
}

/// A row a claim; a row a self-test, whose claims stand in its own table.
std::string ledger(const std::vector<ReportPart>& parts, const std::vector<SelfReport>& tests) {
  std::string page =
      "<table class=\"ledger\"><thead><tr><th>claim</th><th>target</th><th>proven</th><th>measured "
      "exponent</th><th>verdict</th>"
      "</tr></thead><tbody>\n";
  std::size_t claims = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    for (const ClaimFinding& finding : parts[i].findings.claims)
      page += ledger_row(i, ledger_line(*parts[i].result.config, finding), finding.judgement.verdict);
    claims += parts[i].findings.claims.size();
  }
  for (std::size_t i = 0; i < tests.size(); ++i) {
    const SelfFindings& findings = tests[i].result.findings;
    const Verdict verdict = worst(findings);
    page += ledger_row(parts.size() + i,
                       {tests[i].result.test->heading.title, "this suite itself", "", "", std::string(name(verdict)),
                        summary(findings)},
                       verdict);
    claims += findings.claims.size();
  }
  if (claims == 0) return "<p>No claims were made.</p>\n";
  return page + "</tbody></table>\n";
}

std::string rounded(double x) { return std::isfinite(x) ? fmt::format("{:.4g}", x) : std::string("&ndash;"); }

std::string fit_title(const Series& series) {
  const Row& place = series.place;
  std::string title = fmt::format("{} of {}", place.metric, place.sampler);
  if (series.against != Against::Dimension) title += fmt::format(" on {}", place.target);
  title += fmt::format(", {}, start {}", place.schedule, place.start);
  if (place.score_error != "none") title += fmt::format(", {}", place.score_error);
  if (series.against != Against::Epsilon && place.epsilon != 0) title += fmt::format(", epsilon = {}", place.epsilon);
  return title;
}

std::string fit_details(const Series& series) {
  const Fit& fit = series.fit;
  const std::string summary = fit.conclusive
                                  ? fmt::format("exponent {:.4f} [{:.4f}, {:.4f}]", fit.exponent, fit.low, fit.high)
                                  : "no exponent: " + fit.reason;
  std::string page =
      fmt::format("<details><summary>{}: <b>{}</b></summary>\n", html_text(fit_title(series)), html_text(summary));
  if (fit.conclusive)
    page += fmt::format(
        "<p class=\"soft\">constant {}, correction c = {}, log power {:g}{}, window {:g} to {:g}, {} points, law "
        "{}</p>\n",
        rounded(fit.constant), rounded(fit.correction), series.model.log_power,
        series.model.floor ? ", floor " + rounded(fit.floor) : "", fit.first, fit.last, fit.used,
        html_text(series.place.law));
  page += fmt::format(
      "<div class=\"scroll\"><table><thead><tr><th>{}</th><th>error</th><th>its own error</th><th>fitted</th>"
      "<th>local order</th><th>in the fit</th></tr></thead><tbody>\n",
      name(series.against));
  for (const FittedPoint& point : fit.points)
    page += fmt::format(
        "<tr><td class=\"number\">{:g}</td><td class=\"number\">{:.9g}</td><td class=\"number\">{:.1e}</td>"
        "<td class=\"number\">{}</td><td class=\"number\">{}</td><td>{}</td></tr>\n",
        point.point.x, point.point.error.value, point.point.error.error, rounded(point.fitted),
        rounded(point.local_order),
        point.drop == Drop::None ? "yes" : html_text(fmt::format("no, {}: {}", name(point.drop), point.reason)));
  return page + "</tbody></table></div></details>\n";
}

std::string folded_table(const std::string& summary, const WordTable& table) {
  return fmt::format("<details><summary>{}</summary>\n<div class=\"scroll\">{}</div></details>\n", html_text(summary),
                     html_table(table));
}

std::string work(const ReportPart& part) {
  const std::vector<WorkTable> tables = work_tables(*part.result.config, part.result.rows);
  if (tables.empty()) return {};
  std::string page = "<h3>Score evaluations needed for a total variation</h3>\n";
  for (const WorkTable& table : tables) page += folded_table(table.place, work_words(table));
  return page;
}

std::string provenance(const Members& members) {
  std::string page = "<details><summary>provenance</summary><dl>\n";
  for (const auto& [key, value] : members)
    page += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(key),
                        html_text(value.text() != nullptr ? *value.text() : describe(value, 2000)));
  return page + "</dl></details>\n";
}

std::string head(std::size_t index, const std::string& title, const std::string& name) {
  std::string page = fmt::format("<section id=\"part{}\"><h2>{}</h2>\n", index, html_text(title));
  if (title != name) page += fmt::format("<p class=\"soft\">{}</p>\n", html_text(name));
  return page;
}

std::string drawings(const std::vector<std::string>& figures, std::size_t& number) {
  if (figures.empty()) return "<p class=\"soft\">No figures were drawn; <code>diffrates plot</code> draws them.</p>\n";
  std::string page = "<div class=\"figures\">\n";
  for (const std::string& svg : figures) page += "<figure>" + embedded(svg, ++number) + "</figure>\n";
  return page + "</div>\n";
}

std::string origin(const std::string& command, const Members& members) {
  std::string page = "<h3>Run it again</h3>\n";
  if (!command.empty()) page += fmt::format("<pre>{}</pre>\n", html_text(command));
  if (!members.empty()) page += provenance(members);
  return page + "</section>\n";
}

std::string section(const ReportPart& part, std::size_t index, std::size_t& figure_number) {
  std::string page = head(index, part.result.config->title, part.name) + drawings(part.figures, figure_number) +
                     work(part) + "<h3>Fits</h3>\n";
  for (const Series& series : part.findings.series) page += fit_details(series);
  return page + origin(part.command, part.provenance);
}

std::string section(const SelfReport& test, std::size_t index, std::size_t& figure_number) {
  const Heading& heading = test.result.test->heading;
  const SelfFindings& findings = test.result.findings;
  std::string page = head(index, heading.title, heading.name) + drawings(test.figures, figure_number);
  if (!findings.digest.lines.empty()) page += folded_table("in short", findings.digest);
  page += folded_table(fmt::format("{}, {}", test.result.test->extent(), summary(findings)), findings.table);
  return page + origin(test.command, test.provenance);
}

}  // namespace

std::string report_html(const std::vector<ReportPart>& parts, const std::vector<SelfReport>& tests) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<link rel=\"icon\" href=\"data:,\"><title>diffrates report</title><style>\n{}</style></head><body>\n"
      "<h1>Convergence rates of diffusion samplers, measured</h1>\n"
      "<p>Errors are measured on exact laws, without a Monte Carlo floor; each exponent carries an interval that "
      "reflects the "
      "numerical error and the lack of fit. A bound that holds but is beaten clearly is called not tight.</p>\n"
      "<h2>Claims</h2>\n",
      report_style);
  page += ledger(parts, tests);
  std::size_t figure_number = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) page += section(parts[i], i, figure_number);
  for (std::size_t i = 0; i < tests.size(); ++i) page += section(tests[i], parts.size() + i, figure_number);
  return page + "</body></html>\n";
}

}  // namespace diffrates

#include <fmt/format.h>

#include <algorithm>

#include "formats/files.hpp"
#include "showing/drawing.hpp"
#include "showing/fragments.hpp"
#include "showing/report.hpp"
#include "showing/report_script.hpp"
#include "showing/report_style.hpp"

namespace diffrates {
namespace {

std::string verdict_span(const Judgement& judgement) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", name(judgement.verdict),
                     html_text(verdict_words(judgement)));
}

/// A result on the page: the identifiers of its parts.
struct Anchors {
  std::string result;
  std::vector<std::string> claims;
  Links series;  ///< of those that have a table of points
};

Anchors anchors_of(const ReportPart& part, Fragments& fragments) {
  Anchors anchors{fragments.of_result(part.heading.name), {}, {}};
  for (const JudgedClaim& claim : part.findings.claims)
    anchors.claims.push_back(fragments.of_claim(part.heading.name, claim.id));
  for (const FindingTable& table : part.findings.tables)
    if (const std::string& series = table.about.series; !series.empty() && !anchors.series.contains(series))
      anchors.series.emplace(series, fragments.of_series(part.heading.name, series));
  return anchors;
}

/// The words, linked to the points that they were measured of.
std::string linked(const std::string& words, const About& about, const Links& series) {
  const auto link = series.find(about.series);
  if (link == series.end()) return html_text(words);
  return fmt::format("<a href=\"#{}\">{}</a>", link->second, html_text(words));
}

std::string ledger_row(const JudgedClaim& claim, const std::string& fragment, const Links& series) {
  return fmt::format(
      "<tr id=\"{}\" data-verdict=\"{}\"{}><td>{}</td><td data-name=\"target\">{}</td><td data-name=\"proven\">{}: "
      "{}</td>"
      "<td class=\"number\" data-name=\"measured\">{}</td><td data-name=\"verdict\">{}"
      "<br><span class=\"soft\">{}</span></td></tr>\n",
      fragment, name(claim.judgement.verdict), about_attributes(claim.about),
      html_text(claim.statement.empty() ? claim.id : claim.statement), html_text(claim.target),
      html_text(claim.subject), html_text(claim.proven), linked(claim.measured, claim.about, series),
      verdict_span(claim.judgement), html_text(claim.judgement.words));
}

/// The claims of one result.
std::string ledger(const std::vector<JudgedClaim>& claims, const Anchors& anchors) {
  std::string page =
      "<table class=\"ledger\"><thead><tr><th>claim</th><th>target</th><th>proven</th><th>measured</th>"
      "<th>verdict</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < claims.size(); ++i) page += ledger_row(claims[i], anchors.claims[i], anchors.series);
  return page + "</tbody></table>\n";
}

std::string folded(const std::string& summary, const std::string& content, const std::string& attributes = {}) {
  return fmt::format("<details{}><summary>{}</summary>\n{}</details>\n", attributes, html_text(summary), content);
}

/// Open where it is what its result has to say.
std::string folded_table(const FindingTable& table, const Links& series, bool open) {
  const auto link = series.find(table.about.series);
  const std::string id = link == series.end() ? "" : fmt::format(" id=\"{}\"", link->second);
  const std::string note = table.note.empty() ? "" : fmt::format("<p class=\"soft\">{}</p>\n", html_text(table.note));
  return folded(table.title, fmt::format("{}<div class=\"scroll\">{}</div>", note, html_table(table.words)),
                id + about_attributes(table.about) + (open ? " open" : ""));
}

std::string provenance(const Members& members) {
  std::string page = "<details class=\"provenance\"><summary>provenance</summary><dl>\n";
  for (const auto& [key, value] : members)
    page += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(key),
                        html_text(value.text() != nullptr ? *value.text() : describe(value, 2000)));
  return page + "</dl></details>\n";
}

std::string drawings(const std::vector<Figure>& figures, const Links& series) {
  if (figures.empty()) return {};
  std::string page = "<div class=\"figures\">\n";
  for (const Figure& figure : figures) page += drawing(figure, series);
  return page + "</div>\n";
}

std::string origin(const Members& members) {
  std::string page = "<h3>Run it again</h3>\n";
  for (const auto& [key, value] : members)
    if (key == "command" && value.text() != nullptr) page += fmt::format("<pre>{}</pre>\n", html_text(*value.text()));
  if (!members.empty()) page += provenance(members);
  return page + "</section>\n";
}

std::string section(const ReportPart& part, const Anchors& anchors) {
  constexpr std::size_t most_open = 40;
  const std::vector<JudgedClaim>& claims = part.findings.claims;
  std::string page = fmt::format("<section id=\"{}\"><h2>{}</h2>\n<p class=\"soft\">{}: {}. {}.</p>\n", anchors.result,
                                 html_text(part.heading.title), html_text(part.heading.name), html_text(part.extent),
                                 html_text(summary(claims)));
  if (claims.size() > most_open)
    page += folded("all claims", ledger(claims, anchors));
  else if (!claims.empty())
    page += ledger(claims, anchors);
  page += drawings(part.findings.figures, anchors.series);
  if (!part.findings.tables.empty()) page += "<h3>Tables</h3>\n";
  for (const FindingTable& table : part.findings.tables)
    page += folded_table(table, anchors.series, claims.empty() && table.brief);
  return page + origin(part.provenance);
}

/// A row a result, the worst verdict of its claims, how many there are of each.
std::string contents(const std::vector<ReportPart>& parts, const std::vector<Anchors>& anchors) {
  std::string page =
      "<table class=\"ledger contents\"><thead><tr><th>configuration</th><th>claims</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::vector<JudgedClaim>& claims = parts[i].findings.claims;
    const std::optional<Verdict> verdict = worst(claims);
    page += fmt::format(
        "<tr id=\"to.{0}\"><td><a href=\"#{0}\">{1}</a></td><td><span class=\"{2}\">{3}</span>"
        "</td></tr>\n",
        anchors[i].result, html_text(parts[i].heading.title), verdict ? name(*verdict) : "soft",
        html_text(summary(claims)));
  }
  return page + "</tbody></table>\n";
}

std::string summary_line(const std::vector<ReportPart>& parts) {
  std::vector<JudgedClaim> all;
  for (const ReportPart& part : parts) all.insert(all.end(), part.findings.claims.begin(), part.findings.claims.end());
  if (all.empty()) return "<p>No claims were made.</p>\n";
  return fmt::format("<p><b>{}</b>, in {} configuration{}.</p>\n", html_text(summary(all)), parts.size(),
                     parts.size() == 1 ? "" : "s");
}

/// Shown by the script, which fills the lists.
constexpr std::string_view filters =
    "<form id=\"filters\" role=\"search\" aria-label=\"Filter the report\" hidden>"
    "<label>claim <input type=\"search\" name=\"claim\" autocomplete=\"off\"></label>"
    "<label>target <select name=\"target\"><option value=\"\">all</option></select></label>"
    "<label>sampler <select name=\"sampler\"><option value=\"\">all</option></select></label>"
    "<label>verdict <select name=\"verdict\"><option value=\"\">all</option></select></label>"
    "<button type=\"reset\">show all</button> <output aria-live=\"polite\"></output></form>\n";

std::string head() {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'; script-src 'sha256-{}'\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<link rel=\"icon\" href=\"data:,\"><title>diffrates report</title><style>\n{}</style></head><body>\n"
      "<h1>Convergence rates of diffusion samplers, measured</h1>\n"
      "<p>Errors are measured on exact laws, without a Monte Carlo floor. Each exponent carries an interval that "
      "reflects the numerical error and the lack of fit. A bound that holds but is beaten clearly is called not "
      "tight.</p>\n",
      digest_base64(std::string(report_script)), report_style);
}

}  // namespace

std::string report_html(const std::vector<ReportPart>& parts) {
  Fragments fragments;
  std::vector<Anchors> anchors;
  for (const ReportPart& part : parts) anchors.push_back(anchors_of(part, fragments));
  std::string page = head() + drawing_markers() + "<h2>Claims</h2>\n" + summary_line(parts);
  page += filters;
  page += contents(parts, anchors);
  for (std::size_t i = 0; i < parts.size(); ++i) page += section(parts[i], anchors[i]);
  return page + fmt::format("<script>{}</script></body></html>\n", report_script);
}

}  // namespace diffrates

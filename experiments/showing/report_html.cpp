#include <fmt/format.h>

#include <algorithm>

#include "showing/drawing.hpp"
#include "showing/report.hpp"
#include "showing/report_style.hpp"

namespace diffrates {
namespace {

std::string verdict_span(const Judgement& judgement) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", name(judgement.verdict),
                     html_text(verdict_words(judgement)));
}

std::string ledger_row(const JudgedClaim& claim) {
  return fmt::format(
      "<tr><td>{}</td><td data-name=\"target\">{}</td><td data-name=\"proven\">{}: {}</td>"
      "<td class=\"number\" data-name=\"measured\">{}</td><td data-name=\"verdict\">{}"
      "<br><span class=\"soft\">{}</span></td></tr>\n",
      html_text(claim.statement.empty() ? claim.id : claim.statement), html_text(claim.target),
      html_text(claim.subject), html_text(claim.proven), html_text(claim.measured), verdict_span(claim.judgement),
      html_text(claim.judgement.words));
}

/// The claims of one result.
std::string ledger(const std::vector<JudgedClaim>& claims) {
  std::string page =
      "<table class=\"ledger\"><thead><tr><th>claim</th><th>target</th><th>proven</th><th>measured</th>"
      "<th>verdict</th></tr></thead><tbody>\n";
  for (const JudgedClaim& claim : claims) page += ledger_row(claim);
  return page + "</tbody></table>\n";
}

std::string folded(const std::string& summary, const std::string& content) {
  return fmt::format("<details><summary>{}</summary>\n{}</details>\n", html_text(summary), content);
}

std::string folded_table(const FindingTable& table) {
  const std::string note = table.note.empty() ? "" : fmt::format("<p class=\"soft\">{}</p>\n", html_text(table.note));
  return folded(table.title, fmt::format("{}<div class=\"scroll\">{}</div>", note, html_table(table.words)));
}

std::string provenance(const Members& members) {
  std::string page = "<details><summary>provenance</summary><dl>\n";
  for (const auto& [key, value] : members)
    page += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(key),
                        html_text(value.text() != nullptr ? *value.text() : describe(value, 2000)));
  return page + "</dl></details>\n";
}

std::string drawings(const std::vector<Figure>& figures) {
  if (figures.empty()) return {};
  std::string page = "<div class=\"figures\">\n";
  for (const Figure& figure : figures) page += drawing(figure);
  return page + "</div>\n";
}

std::string origin(const Members& members) {
  std::string page = "<h3>Run it again</h3>\n";
  for (const auto& [key, value] : members)
    if (key == "command" && value.text() != nullptr) page += fmt::format("<pre>{}</pre>\n", html_text(*value.text()));
  if (!members.empty()) page += provenance(members);
  return page + "</section>\n";
}

std::string section(const ReportPart& part, std::size_t index) {
  constexpr std::size_t most_open = 40;
  const std::vector<JudgedClaim>& claims = part.findings.claims;
  std::string page = fmt::format("<section id=\"part{}\"><h2>{}</h2>\n<p class=\"soft\">{}: {}. {}.</p>\n", index,
                                 html_text(part.heading.title), html_text(part.heading.name), html_text(part.extent),
                                 html_text(summary(claims)));
  if (claims.size() > most_open)
    page += folded("all claims", ledger(claims));
  else if (!claims.empty())
    page += ledger(claims);
  page += drawings(part.findings.figures);
  if (!part.findings.tables.empty()) page += "<h3>Tables</h3>\n";
  for (const FindingTable& table : part.findings.tables) page += folded_table(table);
  return page + origin(part.provenance);
}

/// A row a result, the worst verdict of its claims, how many there are of each.
std::string contents(const std::vector<ReportPart>& parts) {
  std::string page = "<table class=\"ledger\"><thead><tr><th>configuration</th><th>claims</th></tr></thead><tbody>\n";
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::vector<JudgedClaim>& claims = parts[i].findings.claims;
    const std::optional<Verdict> verdict = worst(claims);
    page += fmt::format(
        "<tr><td><a href=\"#part{}\">{}</a></td><td><span class=\"{}\">{}</span>"
        "</td></tr>\n",
        i, html_text(parts[i].heading.title), verdict ? name(*verdict) : "soft", html_text(summary(claims)));
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

}  // namespace

std::string report_html(const std::vector<ReportPart>& parts) {
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<link rel=\"icon\" href=\"data:,\"><title>diffrates report</title><style>\n{}</style></head><body>\n"
      "<h1>Convergence rates of diffusion samplers, measured</h1>\n"
      "<p>Errors are measured on exact laws, without a Monte Carlo floor. Each exponent carries an interval that "
      "reflects the numerical error and the lack of fit. A bound that holds but is beaten clearly is called not "
      "tight.</p>\n"
      "<h2>Claims</h2>\n",
      report_style);
  page += summary_line(parts) + contents(parts);
  for (std::size_t i = 0; i < parts.size(); ++i) page += section(parts[i], i);
  return page + "</body></html>\n";
}

}  // namespace diffrates

#include <fmt/format.h>

#include <cctype>

#include "showing/report.hpp"

namespace diffrates {
namespace {

/// Letters that LaTeX would take as its own.
std::string escaped(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '<':
      return "$<$";
    case '>':
      return "$>$";
    case '|':
      return "$|$";
    case '&':
    case '%':
    case '$':
    case '#':
    case '_':
    case '{':
    case '}':
      return fmt::format("\\{}", c);
    default:
      return {c};
  }
}

bool belongs_to_power(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.'; }

/// Words as LaTeX: T^-2 as a power, -> and +- as signs.
std::string latex(std::string_view words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string_view rest = words.substr(i);
    if (rest.starts_with("->")) {
      text += "$\\to$";
      ++i;
    } else if (rest.starts_with("+-")) {
      text += "$\\pm$";
      ++i;
    } else if (words[i] == '^' && rest.size() > 1 && belongs_to_power(rest[1])) {
      std::size_t end = 1;
      while (end < rest.size() && belongs_to_power(rest[end])) ++end;
      text += fmt::format("$^{{{}}}$", rest.substr(1, end - 1));
      i += end - 1;
    } else {
      text += escaped(words[i]);
    }
  }
  return text;
}

}  // namespace

std::string report_latex(const std::vector<ReportPart>& parts) {
  std::string text =
      "% needs \\usepackage{booktabs}\n"
      "\\begin{tabular}{lllll}\n\\toprule\nclaim & target & proven & measured & verdict \\\\\n";
  for (const ReportPart& part : parts) {
    if (part.findings.claims.empty()) continue;
    text += fmt::format("\\midrule\n\\multicolumn{{5}}{{l}}{{\\emph{{{}}}}} \\\\\n", latex(part.heading.title));
    for (const JudgedClaim& claim : part.findings.claims)
      text += fmt::format("{} & {} & {} & {} & {} \\\\\n", latex(claim.subject),
                          latex(claim.target.substr(0, claim.target.find(" ("))), latex(claim.proven),
                          latex(claim.measured), latex(verdict_words(claim.judgement)));
  }
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace diffrates

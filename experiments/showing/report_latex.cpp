#include <fmt/format.h>

#include <cctype>
#include <utility>

#include "showing/latex_text.hpp"
#include "showing/report.hpp"

namespace diffrates {
namespace {

bool belongs_to_power(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.'; }

/// Words as LaTeX: T^-2 as a power, -> and +- as signs.
std::string latex(std::string_view words) {
  std::string text, plain;
  const auto flush = [&] { text += latex_text(std::exchange(plain, {})); };
  while (!words.empty()) {
    if (words.starts_with("->") || words.starts_with("+-")) {
      flush();
      text += words.front() == '-' ? "$\\to$" : "$\\pm$";
      words.remove_prefix(2);
    } else if (words.front() == '^' && words.size() > 1 && belongs_to_power(words[1])) {
      std::size_t end = 1;
      while (end < words.size() && belongs_to_power(words[end])) ++end;
      flush();
      text += fmt::format("$^{{{}}}$", words.substr(1, end - 1));
      words.remove_prefix(end);
    } else {
      plain += words.front();
      words.remove_prefix(1);
    }
  }
  flush();
  return text;
}

std::string claim_lines(const ReportPart& part) {
  std::string text =
      fmt::format("\\midrule\n\\multicolumn{{5}}{{l}}{{\\emph{{{}}}}} \\\\\n", latex(part.heading.title));
  for (const JudgedClaim& claim : part.findings.claims)
    text += fmt::format("{} & {} & {} & {} & {} \\\\\n", latex(claim.subject),
                        latex(claim.target.substr(0, claim.target.find(" ("))), latex(claim.proven),
                        latex(claim.measured), latex(verdict_words(claim.judgement)));
  return text;
}

std::string line_of(const std::vector<std::string>& cells) {
  std::vector<std::string> words;
  for (const std::string& cell : cells) words.push_back(latex(cell));
  return fmt::format("{} \\\\\n", fmt::join(words, " & "));
}

/// A table with its title above.
std::string brief_table(const FindingTable& table) {
  std::string text = fmt::format("\n% {}\n\\begin{{tabular}}{{l{}}}\n\\toprule\n{}\\midrule\n", latex(table.title),
                                 std::string(table.words.header.size() - 1, 'r'), line_of(table.words.header));
  for (const std::vector<std::string>& line : table.words.lines) text += line_of(line);
  return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace

std::string report_latex(const std::vector<ReportPart>& parts) {
  std::string claims, tables;
  for (const ReportPart& part : parts) {
    if (!part.findings.claims.empty()) claims += claim_lines(part);
    for (const FindingTable& table : part.findings.tables)
      if (part.findings.claims.empty() && table.brief) tables += brief_table(table);
  }
  std::string text = "% needs \\usepackage{booktabs}\n";
  if (!claims.empty() || tables.empty())
    text += "\\begin{tabular}{lllll}\n\\toprule\nclaim & target & proven & measured & verdict \\\\\n" + claims +
            "\\bottomrule\n\\end{tabular}\n";
  return text + tables;
}

}  // namespace diffrates

#include "formats/tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace diffrates {
namespace {

using Line = std::vector<std::string>;

/// Characters of a UTF-8 text: bytes that do not continue one.
std::size_t length(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::string aligned_line(const Line& line, const std::vector<std::size_t>& width) {
  std::string row;
  for (std::size_t i = 0; i < line.size(); ++i) row += line[i] + std::string(width[i] + 2 - length(line[i]), ' ');
  return row.substr(0, row.find_last_not_of(' ') + 1) + '\n';
}

std::string markdown_line(const Line& line) {
  std::string row = "|";
  for (const std::string& cell : line) row += fmt::format(" {} |", markdown_cell(cell));
  return row + '\n';
}

/// Without the ends of cells and lines, which HTML lets out: of the report they would be a tenth.
std::string html_line(const Line& line, std::string_view tag) {
  std::string row = "<tr>";
  for (const std::string& cell : line) row += fmt::format("<{}>{}", tag, html_text(cell));
  return row + '\n';
}

}  // namespace

std::string aligned_table(const WordTable& table) {
  std::vector<std::size_t> width;
  for (const std::string& word : table.header) width.push_back(length(word));
  for (const Line& line : table.lines)
    for (std::size_t i = 0; i < line.size(); ++i) width[i] = std::max(width[i], length(line[i]));
  std::string text = aligned_line(table.header, width);
  for (const Line& line : table.lines) text += aligned_line(line, width);
  return text;
}

std::string markdown_table(const WordTable& table) {
  std::string text = markdown_line(table.header) + "|";
  for (std::size_t i = 0; i < table.header.size(); ++i) text += "---|";
  text += '\n';
  for (const Line& line : table.lines) text += markdown_line(line);
  return text;
}

std::string html_table(const WordTable& table) {
  std::string text = "<table><thead>" + html_line(table.header, "th") + "</thead><tbody>\n";
  for (const Line& line : table.lines) text += html_line(line, "td");
  return text + "</tbody></table>\n";
}

std::string markdown_cell(const std::string& text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '<' || c == '*' || c == '_' || c == '`') escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace diffrates

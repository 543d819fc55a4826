/// A table of words for people: on a terminal, in Markdown, on a page.
#pragma once

#include <string>
#include <vector>

namespace diffrates {

struct WordTable {
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> lines;  ///< each as long as the header
};

/// Columns aligned by spaces, the header first.
std::string aligned_table(const WordTable& table);
/// With what Markdown would take as its own escaped.
std::string markdown_table(const WordTable& table);
/// <table>, with what HTML would take as its own escaped.
std::string html_table(const WordTable& table);

std::string markdown_cell(const std::string& text);
std::string html_text(std::string_view text);

}  // namespace diffrates

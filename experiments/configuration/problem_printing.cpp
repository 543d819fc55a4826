#include "configuration/problem_printing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "formats/printable.hpp"

namespace diffrates {

std::string problems_text(const std::string& file, const Problems& problems) {
  constexpr std::size_t most_shown = 50, most_line = 2000;
  const std::string name = printable(file, 500);
  std::string text;
  const std::size_t shown = std::min(most_shown, problems.list().size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Problem& problem = problems.list()[i];
    const std::string place = problem.pointer.empty() ? "" : printable(problem.pointer, 500) + ": ";
    text += fmt::format("{}: {}{}\n", name, place, printable(problem.message, most_line));
  }
  if (problems.size() > shown) text += fmt::format("{}: and {} more problems\n", name, problems.size() - shown);
  return text;
}

void print_problems(const std::string& file, const Problems& problems) {
  const std::string text = problems_text(file, problems);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace diffrates

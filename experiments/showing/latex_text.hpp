/// Text as LaTeX that compiles with plain pdflatex whatever it is, without a package.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// Takes the first letter of a text that is not empty, as many bytes as UTF-8 gives it, and gives it as LaTeX. What
/// LaTeX takes as its own is escaped; Greek, accents of Western Europe and signs of mathematics are commands; a letter
/// that plain LaTeX has not stands as [U+4E2D], a byte that is none as a question mark, a control character as a space.
std::string take_latex_letter(std::string_view& text);

/// All letters of a text. Two hyphens stay two, and nothing is read as an option of a command before it.
std::string latex_text(std::string_view text);

}  // namespace diffrates

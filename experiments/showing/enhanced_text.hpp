/// The part of gnuplot's enhanced text that figures use: x^{up}, x_{down}, a backslash before a letter meant as itself.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// As HTML, with <sup> and <sub>.
std::string enhanced_html(std::string_view text);
/// As HTML of letters alone.
std::string enhanced_plain(std::string_view text);
/// As LaTeX text (latex_text.hpp). A letter that stands alone is a variable of mathematics, a hyphen before a number
/// a minus sign; a word of many letters may be broken into lines.
std::string enhanced_latex(std::string_view text);

}  // namespace diffrates

/// The part of gnuplot's enhanced text that figures use: x^{up}, x_{down}, a backslash before a letter meant as itself.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// As HTML, with <sup> and <sub>.
std::string enhanced_html(std::string_view text);
/// As HTML of letters alone.
std::string enhanced_plain(std::string_view text);

}  // namespace diffrates

#include "showing/latex_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>

namespace diffrates {
namespace {

constexpr std::uint32_t no_letter = 0xFFFFFFFF;

/// The code of the first letter, whose bytes are taken; one byte and no_letter where there is none.
std::uint32_t take_code(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(0);
  const std::size_t length = first < 0x80                    ? 1
                             : first >= 0xC2 && first < 0xE0 ? 2
                             : first >= 0xE0 && first < 0xF0 ? 3
                             : first >= 0xF0 && first < 0xF5 ? 4
                                                             : 0;
  std::uint32_t code = length == 1 ? first : length == 0 ? no_letter : first & (0xFFU >> (length + 1));
  if (length > text.size()) code = no_letter;
  for (std::size_t i = 1; code != no_letter && i < length; ++i)
    code = (byte(i) & 0xC0) == 0x80 ? code << 6 | (byte(i) & 0x3FU) : no_letter;
  text.remove_prefix(code == no_letter ? 1 : length);
  return code;
}

std::string ascii(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '~':
      return "\\textasciitilde{}";
    case '^':
      return "\\textasciicircum{}";
    case '`':
      return "\\textasciigrave{}";
    case '"':
      return "''";
    case '<':
    case '>':
    case '|':
      return fmt::format("${}$", c);
    case '&':
    case '%':
    case '$':
    case '#':
    case '_':
    case '{':
    case '}':
      return fmt::format("\\{}", c);
    default:
      return {static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c};
  }
}

/// U+03B1 to U+03C9, alpha to omega.
constexpr std::string_view greek[] = {"alpha",  "beta", "gamma", "delta",    "varepsilon", "zeta", "eta",
                                      "theta",  "iota", "kappa", "lambda",   "mu",         "nu",   "xi",
                                      "",       "pi",   "rho",   "varsigma", "sigma",      "tau",  "upsilon",
                                      "varphi", "chi",  "psi",   "omega"};

/// U+00C0 to U+00FF: an accent and its letter, or a command; empty where plain LaTeX has none.
constexpr std::string_view latin[] = {
    "`A", "'A", "^A", "~A", "\"A", "rA", "AE",  "cC", "`E", "'E", "^E", "\"E", "`I",  "'I", "^I", "\"I",
    "",   "~N", "`O", "'O", "^O",  "~O", "\"O", "",   "O",  "`U", "'U", "^U",  "\"U", "'Y", "",   "ss",
    "`a", "'a", "^a", "~a", "\"a", "ra", "ae",  "cc", "`e", "'e", "^e", "\"e", "`i",  "'i", "^i", "\"i",
    "",   "~n", "`o", "'o", "^o",  "~o", "\"o", "",   "o",  "`u", "'u", "^u",  "\"u", "'y", "",   "\"y"};

std::string accented(std::string_view word) {
  const bool command = word.size() == 1 || word == "AE" || word == "ae" || word == "ss";
  if (command) return fmt::format("\\{}{{}}", word);
  return fmt::format("\\{}{{{}}}", word[0], word[1] == 'i' ? "\\i" : std::string(1, word[1]));
}

struct Sign {
  std::uint32_t code;
  std::string_view latex;
};
constexpr Sign signs[] = {{0xA0, "~"},
                          {0xB0, "$^\\circ$"},
                          {0xB1, "$\\pm$"},
                          {0xB2, "$^2$"},
                          {0xB3, "$^3$"},
                          {0xB5, "$\\mu$"},
                          {0xB7, "$\\cdot$"},
                          {0xB9, "$^1$"},
                          {0xD7, "$\\times$"},
                          {0xF7, "$\\div$"},
                          {0x393, "$\\Gamma$"},
                          {0x394, "$\\Delta$"},
                          {0x398, "$\\Theta$"},
                          {0x39B, "$\\Lambda$"},
                          {0x39E, "$\\Xi$"},
                          {0x3A0, "$\\Pi$"},
                          {0x3A3, "$\\Sigma$"},
                          {0x3A5, "$\\Upsilon$"},
                          {0x3A6, "$\\Phi$"},
                          {0x3A8, "$\\Psi$"},
                          {0x3A9, "$\\Omega$"},
                          {0x3BF, "$o$"},
                          {0x3D1, "$\\vartheta$"},
                          {0x3D5, "$\\phi$"},
                          {0x3F5, "$\\epsilon$"},
                          {0x2013, "--"},
                          {0x2014, "---"},
                          {0x2018, "`"},
                          {0x2019, "'"},
                          {0x201C, "``"},
                          {0x201D, "''"},
                          {0x2026, "\\ldots{}"},
                          {0x2190, "$\\leftarrow$"},
                          {0x2192, "$\\to$"},
                          {0x2202, "$\\partial$"},
                          {0x2207, "$\\nabla$"},
                          {0x2208, "$\\in$"},
                          {0x2211, "$\\sum$"},
                          {0x2212, "$-$"},
                          {0x221A, "$\\surd$"},
                          {0x221E, "$\\infty$"},
                          {0x222B, "$\\int$"},
                          {0x2248, "$\\approx$"},
                          {0x2260, "$\\neq$"},
                          {0x2264, "$\\leq$"},
                          {0x2265, "$\\geq$"}};

std::string beyond_ascii(std::uint32_t code) {
  if (code == no_letter) return "?";
  if (code >= 0x80 && code < 0xA0) return " ";
  if (code >= 0x3B1 && code <= 0x3C9 && code != 0x3BF) return fmt::format("$\\{}$", greek[code - 0x3B1]);
  if (code >= 0xC0 && code <= 0xFF && !latin[code - 0xC0].empty()) return accented(latin[code - 0xC0]);
  const auto sign = std::find_if(std::begin(signs), std::end(signs), [&](const Sign& one) { return one.code == code; });
  return sign != std::end(signs) ? std::string(sign->latex) : fmt::format("[U+{:04X}]", code);
}

}  // namespace

std::string take_latex_letter(std::string_view& text) {
  const std::uint32_t code = take_code(text);
  return code < 0x80 ? ascii(static_cast<char>(code)) : beyond_ascii(code);
}

std::string latex_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    // -- would be a dash, '' and ,, quotes; [ and * after \\ are its options.
    const bool joined = !out.empty() && out.back() == c && (c == '-' || c == '\'' || c == ',');
    if (joined || (out.empty() && (c == '[' || c == '*'))) out += "{}";
    out += take_latex_letter(text);
  }
  return out;
}

}  // namespace diffrates

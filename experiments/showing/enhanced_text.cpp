#include "showing/enhanced_text.hpp"

#include <cctype>

#include "formats/tables.hpp"
#include "showing/latex_text.hpp"

namespace diffrates {
namespace {

/// A language that enhanced text is put into.
struct Dialect {
  /// Takes one letter that is meant as itself from the text; `out` is what stands before it.
  std::string (*take_letter)(std::string_view& text, const std::string& out);
  /// Adds what a mark, ^ or _, raises or lowers.
  void (*add_script)(std::string& out, char mark, std::string inner);
};

std::string take_html(std::string_view& text, const std::string&) {
  std::size_t length = 1;
  while (length < text.size() && (text[length] & 0xC0) == 0x80) ++length;
  const std::string letter(text.substr(0, length));
  text.remove_prefix(length);
  return html_text(letter);
}

constexpr Dialect html{take_html, [](std::string& out, char mark, std::string inner) {
                         const std::string tag = mark == '^' ? "sup" : "sub";
                         out += "<" + tag + ">" + inner + "</" + tag + ">";
                       }};
constexpr Dialect plain{take_html, [](std::string& out, char, std::string inner) { out += inner; }};

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0 ||
         std::string_view("_.-'\\").find(c) != std::string_view::npos;
}

/// How many letters stand at the end of the text since a line could be broken there.
std::size_t unbroken(const std::string& out) {
  const std::size_t space = out.rfind(' ');
  return out.size() - (space == std::string::npos ? 0 : space + 1);
}

/// Whether the first letter of the text stands alone: a variable. `a` is a word.
bool is_variable(std::string_view text, const std::string& out) {
  const char c = text.front();
  const bool follows = text.size() > 1 && in_word(text[1]) && text[1] != '_';  // x_ begins what is below x
  return std::isalpha(static_cast<unsigned char>(c)) != 0 && c != 'a' && !follows &&
         (out.empty() || !in_word(out.back()));
}

/// Whether it is a hyphen that means minus: before a number, or between spaces.
bool is_minus(std::string_view text, const std::string& out) {
  if (text.front() != '-' || text.size() < 2) return false;
  if (text[1] == ' ') return out.ends_with(' ');
  return std::isdigit(static_cast<unsigned char>(text[1])) != 0 && (out.empty() || !in_word(out.back()));
}

std::string take_latex(std::string_view& text, const std::string& out) {
  constexpr std::size_t long_word = 24, long_part = 16;
  const char c = text.front();
  const bool mathematics = is_variable(text, out) || is_minus(text, out);
  std::string letter;
  if (out.ends_with(c) && (c == '-' || c == '\'' || c == ',')) letter = "{}";  // -- would be a dash
  letter += take_latex_letter(text);
  if (mathematics) letter = "$" + letter + "$";
  const bool joint = c == ';' || c == '_' || c == '(' || c == ',' || c == '/';
  const bool goes_on =
      c != ' ' && !text.empty() && std::string_view(" ^_").find(text.front()) == std::string_view::npos;
  if (goes_on && unbroken(out) >= (joint ? long_part : long_word)) letter += "\\allowbreak ";
  return letter;
}

/// In mathematics where it is a number, joined to a variable before it.
void add_latex_script(std::string& out, char mark, std::string inner) {
  if (inner.starts_with("$-$")) inner = "-" + inner.substr(3);
  if (inner.find_first_not_of("0123456789.+-") != std::string::npos) {
    out += (mark == '^' ? "\\textsuperscript{" : "\\textsubscript{") + inner + "}";
    return;
  }
  // Not to a dollar, nor to what has been raised already.
  if (out.ends_with('$') && !out.ends_with("\\$") && !out.ends_with("}$"))
    out.pop_back();
  else
    out += '$';
  out += std::string(1, mark) + "{" + inner + "}$";
}

constexpr Dialect latex{take_latex, add_latex_script};

std::string take_letter(std::string_view& text, const Dialect& dialect, const std::string& out) {
  if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
  return dialect.take_letter(text, out);
}

std::string converted(std::string_view& text, const Dialect& dialect, bool group);

/// What a ^ or _ raises or lowers: a group in braces, or one letter.
std::string argument(std::string_view& text, const Dialect& dialect) {
  if (text.empty()) return {};
  if (text.front() != '{') return take_letter(text, dialect, {});
  text.remove_prefix(1);
  return converted(text, dialect, true);
}

/// Up to the end, or in a group up to its closing brace.
std::string converted(std::string_view& text, const Dialect& dialect, bool group) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    if (group && c == '}') {
      text.remove_prefix(1);
      return out;
    }
    if (c == '^' || c == '_') {
      text.remove_prefix(1);
      dialect.add_script(out, c, argument(text, dialect));
    } else if (c == '{') {
      out += argument(text, dialect);
    } else {
      out += take_letter(text, dialect, out);
    }
  }
  return out;
}

}  // namespace

std::string enhanced_html(std::string_view text) { return converted(text, html, false); }
std::string enhanced_plain(std::string_view text) { return converted(text, plain, false); }
std::string enhanced_latex(std::string_view text) { return converted(text, latex, false); }

}  // namespace diffrates

#include "showing/enhanced_text.hpp"

#include "formats/tables.hpp"

namespace diffrates {
namespace {

/// Takes one letter, as many bytes as UTF-8 gives it, or an escaped one.
std::string take_letter(std::string_view& text) {
  if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
  std::size_t length = 1;
  while (length < text.size() && (text[length] & 0xC0) == 0x80) ++length;
  const std::string letter(text.substr(0, length));
  text.remove_prefix(length);
  return letter;
}

std::string converted(std::string_view& text, bool marks, bool group);

/// What a ^ or _ raises or lowers: a group in braces, or one letter.
std::string argument(std::string_view& text, bool marks) {
  if (text.empty()) return {};
  if (text.front() != '{') return html_text(take_letter(text));
  text.remove_prefix(1);
  return converted(text, marks, true);
}

/// Up to the end, or in a group up to its closing brace.
std::string converted(std::string_view& text, bool marks, bool group) {
  std::string out;
  while (!text.empty()) {
    const char c = text.front();
    if (group && c == '}') {
      text.remove_prefix(1);
      return out;
    }
    if (c == '^' || c == '_') {
      text.remove_prefix(1);
      const std::string tag = c == '^' ? "sup" : "sub", inner = argument(text, marks);
      out += marks ? "<" + tag + ">" + inner + "</" + tag + ">" : inner;
    } else if (c == '{') {
      out += argument(text, marks);
    } else {
      out += html_text(take_letter(text));
    }
  }
  return out;
}

}  // namespace

std::string enhanced_html(std::string_view text) { return converted(text, true, false); }
std::string enhanced_plain(std::string_view text) { return converted(text, false, false); }

}  // namespace diffrates

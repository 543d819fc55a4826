#include "showing/fragments.hpp"

#include <fmt/format.h>

#include <cctype>

#include "formats/files.hpp"

namespace diffrates {
namespace {

/// Anything but letters, digits, '.' and '_' as '-', once for several.
std::string slug(std::string_view words) {
  std::string text;
  for (const char c : words) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '_';
    if (kept || !text.ends_with('-')) text += kept ? c : '-';
  }
  return text;
}

std::string short_digest(const std::string& words) { return digest(words).substr(0, 8); }

}  // namespace

std::string Fragments::fresh(const std::string& wanted) {
  std::string free = wanted;
  for (int n = 2; !taken_.insert(free).second; ++n) free = fmt::format("{}.{}", wanted, n);
  return free;
}

std::string Fragments::of_result(const std::string& result) { return fresh(slug(result)); }

std::string Fragments::of_claim(const std::string& result, const std::string& id) {
  const std::string letters = slug(id);
  return fresh(fmt::format("{}.claim.{}{}", slug(result), letters.substr(0, 60),
                           letters == id && id.size() <= 60 ? "" : "." + short_digest(id)));
}

std::string Fragments::of_series(const std::string& result, const std::string& words) {
  const std::string begins = slug(words.substr(0, words.find(',')));
  return fresh(fmt::format("{}.{}.{}", slug(result), begins.substr(0, 60), short_digest(words)));
}

}  // namespace diffrates

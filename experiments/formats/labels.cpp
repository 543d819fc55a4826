#include "formats/labels.hpp"

#include <charconv>
#include <cmath>

namespace diffrates {
namespace {

struct Place {
  std::size_t first = std::string_view::npos, last = 0;  ///< of the value
};

Place value_at(std::string_view label, std::string_view key) {
  for (std::size_t start = label.find('('); start != std::string_view::npos && start + 1 < label.size();
       start = label.find(';', start + 1)) {
    const std::string_view rest = label.substr(start + 1);
    if (!rest.starts_with(key) || rest.size() <= key.size() || rest[key.size()] != '=') continue;
    const std::size_t first = start + 1 + key.size() + 1;
    return {first, label.find_first_of(";)", first)};
  }
  return {};
}

}  // namespace

double label_number(std::string_view label, std::string_view key) {
  const Place place = value_at(label, key);
  if (place.first == std::string_view::npos || place.last == std::string_view::npos) return NAN;
  double number = NAN;
  const char* last = label.data() + place.last;
  const auto [end, problem] = std::from_chars(label.data() + place.first, last, number);
  return problem == std::errc() && end == last ? number : NAN;
}

std::string label_without(std::string_view label, std::string_view key) {
  const Place place = value_at(label, key);
  if (place.first == std::string_view::npos || place.last == std::string_view::npos) return std::string(label);
  return std::string(label.substr(0, place.first)) + "*" + std::string(label.substr(place.last));
}

}  // namespace diffrates

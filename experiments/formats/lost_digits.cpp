#include "formats/lost_digits.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>

namespace diffrates {
namespace {

/// digits x 10^exponent without a zero at either end; two texts of one number are equal. A value is empty for zero.
struct Decimal {
  std::string digits;
  long exponent = 0;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};

Decimal decimal_of(std::string_view text) {
  Decimal decimal;
  const std::size_t mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    std::string_view power = text.substr(mark + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    std::from_chars(power.data(), power.data() + power.size(), decimal.exponent);
  }
  bool fraction = false;
  for (const char c : text.substr(0, mark)) {
    if (c == '.') fraction = true;
    if (c < '0' || c > '9') continue;
    if (fraction) --decimal.exponent;
    if (c != '0' || !decimal.digits.empty()) decimal.digits += c;
  }
  while (decimal.digits.ends_with('0')) decimal.digits.pop_back(), ++decimal.exponent;
  if (decimal.digits.empty()) decimal.exponent = 0;
  return decimal;
}

}  // namespace

std::string lost_digits(std::string_view written, double number) {
  if (!std::isfinite(number)) return {};
  const double size = std::abs(number);
  const Decimal there = decimal_of(written);
  if (size == 0)
    return there.digits.empty() ? "" : "which a double holds as 0; accepted: 0, or a number from 2.3e-308 in size";
  if (size < std::numeric_limits<double>::min())
    return there == decimal_of(fmt::format("{}", number))
               ? ""
               : fmt::format("of which a double keeps {}; accepted: 0, or a number from 2.3e-308 in size", number);
  constexpr double every_whole = 0x1p53;
  const bool whole_written = written.find_first_of(".eE") == std::string_view::npos;
  if (size == std::floor(size) && (size < every_whole || whole_written) &&
      there != decimal_of(fmt::format("{:.0f}", size)))
    return fmt::format(
        "which would be read as {:.0f}; accepted: a whole number up to 9007199254740991 in size, or one "
        "with at most 15 digits",
        number);
  return {};
}

}  // namespace diffrates

#include "formats/durations.hpp"

#include <fmt/format.h>

#include <cmath>

namespace diffrates {

std::string clock_words(double seconds) {
  const auto whole = static_cast<long>(std::lround(seconds));
  return whole >= 3600 ? fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60)
                       : fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string duration_words(double seconds) {
  if (seconds < 1) return fmt::format("{:.1g} s", seconds);
  if (seconds < 100) return fmt::format("{:.0f} s", seconds);
  return seconds < 6000 ? fmt::format("{:.0f} min", seconds / 60) : fmt::format("{:.1f} h", seconds / 3600);
}

}  // namespace diffrates

/// A number with its own numerical error, and what may be said of it.
#pragma once

#include <limits>
#include <string_view>

namespace diffrates {

/// `error` is absolute: a difference of two resolutions, or a standard error.
struct Estimate {
  double value = std::numeric_limits<double>::quiet_NaN();
  double error = std::numeric_limits<double>::quiet_NaN();
};

/// Ok: the value stands. Folded: the sampler's map is not one-to-one where it matters, so the change of variables does
/// not give the law. Unresolved: the error is not small against the value. Failed: nothing could be computed.
enum class Status { Ok, Folded, Unresolved, Failed };

constexpr std::string_view name(Status status) {
  constexpr std::string_view names[] = {"ok", "folded", "unresolved", "failed"};
  return names[static_cast<int>(status)];
}

}  // namespace diffrates

/// Canonical labels, "kind(key=value;key=value)", read back.
#pragma once

#include <string>
#include <string_view>

namespace diffrates {

/// The number at a key; NaN where the label has no such key, or something else there.
double label_number(std::string_view label, std::string_view key);

/// The label with the value at a key replaced by "*"; the label itself where it has no such key.
std::string label_without(std::string_view label, std::string_view key);

}  // namespace diffrates

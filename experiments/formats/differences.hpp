/// Where two trees of values differ.
#pragma once

#include <string>

#include "parameters/value.hpp"

namespace diffrates {

/// The first place that differs, as "/steps/3 is 256 there and 512 here"; empty when the trees are equal.
std::string first_difference(const Value& there, const Value& here, const std::string& pointer = {});

}  // namespace diffrates

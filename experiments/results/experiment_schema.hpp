/// The JSON Schema (2020-12) of configurations: every kind of experiment in the registry, from the keys it declares.
#pragma once

#include "parameters/value.hpp"

namespace diffrates {

Value schema_of_configurations();

}  // namespace diffrates

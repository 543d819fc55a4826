// Precompiled once: the headers every file of this folder reads, and those of its own that nearly everything is built
// on.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "configuration/place.hpp"
#include "laws/law.hpp"

// Precompiled once: the headers every file of this folder reads.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

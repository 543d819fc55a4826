// Precompiled once: the headers every file of the library reads.
#include <fmt/format.h>

#include <Eigen/Dense>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

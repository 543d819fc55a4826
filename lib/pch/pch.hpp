// Precompiled once: the headers most files of the library read, and those of its own that nearly everything is built
// on.
#include <fmt/format.h>

#include <Eigen/Core>
#include <algorithm>
#include <boost/random/normal_distribution.hpp>
#include <cmath>
#include <complex>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "numerics/points.hpp"
#include "parameters/kind.hpp"
#include "samplers/sampler.hpp"
#include "schedules/schedule.hpp"
#include "scores/score.hpp"
#include "targets/target.hpp"

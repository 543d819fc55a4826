#include "laws/cost.hpp"

namespace diffrates {
namespace {

constexpr double flop = 0.45e-9;   // seconds; Target::work counts an exponential as 20
constexpr double number = 1.5e-9;  // seconds to move one coordinate or tangent's coordinate through a step

}  // namespace

double seconds_with_tangents(const Target& target) {
  const double d = target.dimension();
  return flop * target.work() + number * d * (d + 1);
}

double seconds_at_point(const Target& target) {
  const double d = target.dimension();
  const double share = (4 * d + 20) / (4 * d * (d + 1) + 20);  // of an evaluation with d tangents
  return flop * share * target.work() + number * d;
}

}  // namespace diffrates

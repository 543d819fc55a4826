#include "targets/target.hpp"

#include <boost/math/special_functions/erf.hpp>

namespace diffrates {

double normal_tail_point(double tail) { return std::sqrt(2.0) * boost::math::erfc_inv(2 * tail); }

std::string assumption_words(const Assumptions& assumptions) {
  const bool density = assumptions.density, bounded = assumptions.bounded_support;
  std::string words = "inside the theorem's assumptions";
  if (!density && !bounded) words = "lacks a density and bounded support";
  if (!density && bounded) words = "lacks a density";
  if (density && !bounded) words = "lacks bounded support";
  if (!density) return words;
  const bool smooth = assumptions.smooth, concave = assumptions.log_concave;
  if (!smooth && !concave) return words + "; neither smooth nor log-concave";
  if (!smooth) return words + "; not smooth";
  return concave ? words : words + "; not log-concave";
}

}  // namespace diffrates

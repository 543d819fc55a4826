#include "targets/target.hpp"

#include <boost/math/special_functions/erf.hpp>

namespace diffrates {

double normal_tail_point(double tail) { return std::sqrt(2.0) * boost::math::erfc_inv(2 * tail); }

std::string lacking(const Assumptions& assumptions) {
  std::string words;
  const auto add = [&](bool has, std::string_view what) {
    if (!has) words += (words.empty() ? "" : ", ") + std::string(what);
  };
  add(assumptions.density, "density");
  add(assumptions.smooth, "smoothness");
  add(assumptions.log_concave, "log-concavity");
  add(assumptions.bounded_support, "bounded support");
  return words;
}

}  // namespace diffrates

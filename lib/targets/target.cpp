#include "targets/target.hpp"

#include <boost/math/special_functions/erf.hpp>

namespace diffrates {

double normal_tail_point(double tail) { return std::sqrt(2.0) * boost::math::erfc_inv(2 * tail); }

}  // namespace diffrates

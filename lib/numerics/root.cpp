#include "numerics/root.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>

namespace diffrates {

double root_between(const std::function<double(double)>& f, double low, double high, double f_low, double f_high) {
  if (std::isnan(f_low) || std::isnan(f_high)) return std::numeric_limits<double>::quiet_NaN();
  const double close = 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high));
  std::uintmax_t evaluations = 100;
  const auto [left, right] = boost::math::tools::toms748_solve(
      f, low, high, f_low, f_high, [close](double a, double b) { return std::abs(b - a) <= close; }, evaluations);
  return left + (right - left) / 2;
}

}  // namespace diffrates

#include "rates/above_floor.hpp"

#include <cmath>
#include <vector>

#include "rates/drift.hpp"

namespace diffrates {
namespace {

constexpr double least_seen =
    10;  // errors of a difference; nearer its error, its logarithm is biased by having been kept

}  // namespace

CurveData above_floor(const CurveData& data, double exponent, bool growth) {
  const std::vector<Eigen::Index> chosen = spaced(data.x, 2);  // from the last back
  const double order = std::max(0.01, std::abs(exponent));
  std::vector<double> x, y, sigma;
  for (std::size_t i = chosen.size() - 1; i > 0; --i) {
    const Eigen::Index a = chosen[i], b = chosen[i - 1];
    const double at_a = std::exp(data.y(a)), at_b = std::exp(data.y(b)), falls = growth ? at_b - at_a : at_a - at_b;
    const double error = std::hypot(at_a * data.sigma(a), at_b * data.sigma(b));
    if (!(falls > least_seen * error)) {
      if (growth && x.empty()) continue;
      break;
    }
    x.push_back(std::sqrt(data.x(a) * data.x(b)));
    y.push_back(std::log(falls / (2 * std::sinh(order * std::log(data.x(b) / data.x(a)) / 2))));
    sigma.push_back(error / falls);
  }
  const auto array = [](const std::vector<double>& values) {
    return Eigen::ArrayXd(Eigen::Map<const Eigen::ArrayXd>(values.data(), static_cast<Eigen::Index>(values.size())));
  };
  return {array(x), array(y), array(sigma)};
}

}  // namespace diffrates

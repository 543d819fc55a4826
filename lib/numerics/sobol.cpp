#include "numerics/sobol.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/random/sobol.hpp>
#include <cmath>

namespace diffrates {
namespace {

/// A bijection of 64-bit words whose output bits look independent (Stafford's mix 13, as in SplitMix64).
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

}  // namespace

Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic> sobol_points(Eigen::Index n, int dimension) {
  Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic> points(n, dimension);
  boost::random::sobol sequence(static_cast<std::size_t>(dimension));  // begins after the origin
  points.row(0).setZero();
  for (Eigen::Index i = 1; i < n; ++i)
    for (int j = 0; j < dimension; ++j) points(i, j) = static_cast<std::uint32_t>(sequence() >> 32);
  return points;
}

Eigen::ArrayXXd scramble(const Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic>& points, std::uint64_t key) {
  Eigen::ArrayXXd uniform(points.rows(), points.cols());
  for (Eigen::Index j = 0; j < points.cols(); ++j) {
    const std::uint64_t column_key = mix(key ^ mix(static_cast<std::uint64_t>(j)));
    for (Eigen::Index i = 0; i < points.rows(); ++i) {
      const std::uint32_t digits = points(i, j);
      std::uint64_t node = 1, scrambled = 0;  // node: a one, then the digits so far
      for (int b = 31; b >= 0; --b) {
        const std::uint64_t digit = (digits >> b) & 1;
        scrambled = scrambled << 1 | (digit ^ (mix(column_key ^ mix(node)) & 1));
        node = node << 1 | digit;
      }
      const std::uint64_t rest = mix(column_key ^ mix(node)) >> 43;
      uniform(i, j) = (static_cast<double>(scrambled << 21 | rest) + 0.5) * 0x1p-53;
    }
  }
  return uniform;
}

Eigen::ArrayXXd normal_quantiles(const Eigen::ArrayXXd& uniform) {
  return uniform.unaryExpr([](double u) { return -std::sqrt(2.0) * boost::math::erfc_inv(2 * u); });
}

}  // namespace diffrates

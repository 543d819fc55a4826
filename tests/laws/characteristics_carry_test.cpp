#include "laws/characteristics_carry.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>

#include "numerics/random.hpp"

namespace diffrates {
namespace {

void set(Points& points, Eigen::Index i, const Eigen::MatrixXd& jacobian) {
  for (int j = 0; j < points.tangents(); ++j) points.tangent(j).row(i) = jacobian.col(j).transpose().array();
}

/// Jacobians of any sign and size: drawn ones, close to the unit matrix, rows exchanged so that no pivot stands where
/// it is needed, nearly singular, and what is no number. `which` says which.
Eigen::MatrixXd jacobian(Stream& stream, int d, Eigen::Index which) {
  Eigen::ArrayXXd drawn(d, d);
  stream.normals(drawn);
  Eigen::MatrixXd found = drawn;
  switch (which % 8) {
    case 0:
    case 1:
      return found;
    case 2:
      return Eigen::MatrixXd::Identity(d, d) + 0.1 * found;
    case 3:  // an even permutation
      found = Eigen::MatrixXd::Identity(d, d);
      found.row(0).swap(found.row(1));
      found.row(2).swap(found.row(3));
      return found;
    case 4:  // an odd one
      found = 1e-5 * Eigen::MatrixXd::Identity(d, d);
      found.row(0).swap(found.row(d - 1));
      return found;
    case 5:  // the last row is nearly the first
      found.row(d - 1) = found.row(0) + 1e-9 * found.row(d - 1);
      return found;
    case 6:
      found(d - 2, d - 1) = NAN;
      return found;
    default:
      return 1e200 * (Eigen::MatrixXd::Identity(d, d) + 0.01 * found);
  }
}

/// Elimination without exchanges says no more than factorisation with them.
TEST(Determinants, ArePositiveWhereTheirLogarithmIsKnown) {
  for (const int d : {1, 2, 3, 4, 7, 20})
    for (const Eigen::Index n : {5, 400}) {
      SCOPED_TRACE(fmt::format("d = {}, {} points", d, n));
      Stream stream(static_cast<std::uint64_t>(d), "determinants");
      Points y(n, d, d);
      y.values().setZero();
      for (Eigen::Index i = 0; i < n; ++i) set(y, i, jacobian(stream, d, d < 4 ? 0 : i));
      const Eigen::ArrayXd logs = log_determinants(y);
      const std::vector<bool> positive = positive_determinants(y);
      Eigen::Index count = 0;
      for (Eigen::Index i = 0; i < n; ++i) {
        EXPECT_EQ(positive[static_cast<std::size_t>(i)], std::isfinite(logs[i])) << i;
        count += std::isfinite(logs[i]) ? 1 : 0;
      }
      EXPECT_GT(count, 0);
      EXPECT_LT(count, n);
    }
}

}  // namespace
}  // namespace diffrates

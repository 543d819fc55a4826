/// Samples of a function of the plane at Gauss-Legendre nodes on equal pieces of two axes: the nodes, sums over them,
/// and the polynomials through them.
#pragma once

#include <Eigen/Core>

#include "numerics/gauss.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// Along one axis.
struct QuadratureRule {
  Eigen::ArrayXd places, weights;
};

inline constexpr unsigned nodes_a_piece = 20;
inline constexpr int sampled_pieces = 64;  ///< of an axis

/// Gauss-Legendre nodes on equal pieces.
template <unsigned count>
QuadratureRule composite(Interval side, int pieces) {
  QuadratureRule rule{Eigen::ArrayXd(pieces * count), Eigen::ArrayXd(pieces * count)};
  Eigen::Index j = 0;
  for (int p = 0; p < pieces; ++p)
    gauss_legendre(static_cast<int>(count), side.low + side.width() * p / pieces,
                   side.low + side.width() * (p + 1) / pieces, [&](double place, double weight) {
                     rule.places[j] = place;
                     rule.weights[j++] = weight;
                   });
  return rule;
}

/// The factors of barycentric Lagrange interpolation from values at `piece`.
Eigen::ArrayXd barycentric_factors(const Eigen::ArrayXd& piece);

/// The matrix that takes values at `piece` to their polynomial's values at `places`.
Eigen::MatrixXd interpolation(const Eigen::ArrayXd& piece, const Eigen::ArrayXd& factors, const Eigen::ArrayXd& places);
Eigen::MatrixXd interpolation(const Eigen::ArrayXd& piece, const Eigen::ArrayXd& places);

/// exp(log f) times both weights.
Eigen::MatrixXd masses_of(const Eigen::MatrixXd& log_f, const QuadratureRule& first, const QuadratureRule& second);

}  // namespace diffrates

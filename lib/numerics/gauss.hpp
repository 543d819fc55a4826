/// Gauss quadrature of any order.
///   gauss_legendre(n): int_{-1}^{1} f = sum w_i f(x_i)      gauss_hermite(n): E f(Z) = sum w_i f(x_i), Z ~ N(0, 1)
/// exact for polynomials of degree 2n - 1.
///
/// Legendre: nodes are the zeros of P_n (Boost.Math), weights 2 / ((1 - x_i^2) P_n'(x_i)^2). Hermite: nodes are the
/// eigenvalues of the Jacobi matrix of the orthonormal polynomials (Golub, Welsch, "Calculation of Gauss quadrature
/// rules", 1969) and weights the Christoffel numbers 1 / sum_k p_k(x_i)^2, which keeps the relative accuracy of the
/// smallest ones. Domain: n = 1 .. 150. Error: a few units in the last place (weights: of 1/(1 - |x_i|) more). Cost:
/// O(n^2) once for each n, then a look-up.
#pragma once

#include <Eigen/Core>

namespace diffrates {

struct Nodes {
  Eigen::ArrayXd at;      ///< increasing
  Eigen::ArrayXd weight;  ///< positive
};

/// The reference stays valid; safe to call from several threads.
const Nodes& gauss_legendre(int n);
const Nodes& gauss_hermite(int n);

/// Calls visit(place, weight) for each node of the Legendre rule on [low, high], from left to right.
template <class Visit>
void gauss_legendre(int n, double low, double high, const Visit& visit) {
  const Nodes& nodes = gauss_legendre(n);
  const double centre = low + (high - low) / 2, half = (high - low) / 2;
  for (int i = 0; i < n; ++i) visit(centre + half * nodes.at[i], half * nodes.weight[i]);
}

}  // namespace diffrates

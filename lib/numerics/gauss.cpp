#include "numerics/gauss.hpp"

#include <array>
#include <boost/math/special_functions/legendre.hpp>
#include <mutex>
#include <vector>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

constexpr int largest = 150;

Nodes legendre_nodes(int n) {
  const std::vector<double> zeros = boost::math::legendre_p_zeros<double>(n);  // those >= 0, increasing
  const int half = static_cast<int>(zeros.size());
  Nodes nodes{Eigen::ArrayXd(n), Eigen::ArrayXd(n)};
  for (int i = 0; i < half; ++i) {
    nodes.at[n - half + i] = zeros[i];
    nodes.at[half - 1 - i] = -zeros[i];
  }
  for (int i = 0; i < n; ++i) {
    const double x = nodes.at[i], slope = boost::math::legendre_p_prime(n, x);
    nodes.weight[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return nodes;
}

/// sqrt(k) is the k-th off-diagonal entry of the Jacobi matrix, whose diagonal is zero.
Nodes hermite_nodes(int n) {
  const Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(n);
  Eigen::VectorXd off(n - 1);
  for (int k = 1; k < n; ++k) off[k - 1] = std::sqrt(static_cast<double>(k));
  Nodes nodes{tridiagonal_eigenvalues(diagonal, off).array(), Eigen::ArrayXd(n)};
  // An even weight: symmetric nodes, to the last bit.
  nodes.at = (0.5 * (nodes.at - nodes.at.reverse())).eval();
  for (int i = 0; i < n; ++i) {
    double before = 0, now = 1, sum = 1;
    for (int k = 1; k < n; ++k) {
      const double next = (nodes.at[i] * now - (k > 1 ? off[k - 2] * before : 0)) / off[k - 1];
      before = now;
      now = next;
      sum += now * now;
    }
    nodes.weight[i] = 1 / sum;
  }
  return nodes;
}

/// Rules once made.
class Rules {
 public:
  explicit Rules(Nodes (*make)(int)) : make_(make) {}
  const Nodes& of(int n) {
    std::call_once(once_[n], [&] { nodes_[n] = make_(n); });
    return nodes_[n];
  }

 private:
  Nodes (*make_)(int);
  std::array<std::once_flag, largest + 1> once_;
  std::array<Nodes, largest + 1> nodes_;
};

}  // namespace

const Nodes& gauss_legendre(int n) {
  static Rules rules(legendre_nodes);
  return rules.of(n);
}

const Nodes& gauss_hermite(int n) {
  static Rules rules(hermite_nodes);
  return rules.of(n);
}

}  // namespace diffrates

#include "numerics/gauss.hpp"

#include <map>
#include <mutex>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

/// beta(k): the k-th off-diagonal entry of the Jacobi matrix (the weights are even, so its diagonal is zero).
template <class OffDiagonal>
Nodes gauss_nodes(int n, double mass, const OffDiagonal& beta) {
  const Eigen::VectorXd diagonal = Eigen::VectorXd::Zero(n);
  Eigen::VectorXd off(n - 1);
  for (int k = 1; k < n; ++k) off[k - 1] = beta(k);
  Nodes nodes{tridiagonal_eigenvalues(diagonal, off).array(), Eigen::ArrayXd(n)};
  // Even weights: symmetric nodes, to the last bit.
  nodes.at = (0.5 * (nodes.at - nodes.at.reverse())).eval();
  for (int i = 0; i < n; ++i) {
    double before = 0, now = 1 / std::sqrt(mass), sum = now * now;
    for (int k = 1; k < n; ++k) {
      const double next = (nodes.at[i] * now - (k > 1 ? beta(k - 1) * before : 0)) / beta(k);
      before = now;
      now = next;
      sum += now * now;
    }
    nodes.weight[i] = 1 / sum;
  }
  return nodes;
}

template <class Make>
const Nodes& remembered(std::map<int, Nodes>& known, int n, const Make& make) {
  static std::mutex mutex;
  const std::lock_guard<std::mutex> lock(mutex);
  auto found = known.find(n);
  if (found == known.end()) found = known.emplace(n, make()).first;
  return found->second;
}

}  // namespace

const Nodes& gauss_legendre(int n) {
  static std::map<int, Nodes> known;
  return remembered(known, n, [&] { return gauss_nodes(n, 2, [](int k) { return k / std::sqrt(4.0 * k * k - 1); }); });
}

const Nodes& gauss_hermite(int n) {
  static std::map<int, Nodes> known;
  return remembered(known, n,
                    [&] { return gauss_nodes(n, 1, [](int k) { return std::sqrt(static_cast<double>(k)); }); });
}

}  // namespace diffrates

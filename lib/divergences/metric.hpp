/// The ways in which two laws are compared.
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

namespace diffrates {

/// All are divergences of the law of Y_1 against the law of X_1 (or, path_*, of the whole trajectories).
///   tv          1/2 int |p_X1 - p_Y1|
///   kl          KL(p_X1 || p_Y1)
///   kl_reverse  KL(p_Y1 || p_X1)
///   chi2        chi^2(p_Y1 || p_X1) = E_X1 (p_Y1/p_X1 - 1)^2
///   path_kl     KL of the law of (X_T, ..., X_1) from that of (Y_T, ..., Y_1)
///   path_tv     total variation between the two
///   w1          Wasserstein-1 distance of Y_1 from X_1: int |F_X1 - F_Y1| on a line
///   w2          Wasserstein-2 distance: the square root of min E |X_1 - Y_1|^2 over all couplings
/// Distances have the unit of the data; divergences have none.
enum class Metric { Tv, Kl, KlReverse, Chi2, PathKl, PathTv, W1, W2 };

constexpr bool is_distance(Metric metric) { return metric == Metric::W1 || metric == Metric::W2; }
constexpr bool is_path(Metric metric) { return metric == Metric::PathKl || metric == Metric::PathTv; }

/// A set of metrics, a literal type: law kinds are constants, initialised before any code runs.
class MetricSet {
 public:
  constexpr MetricSet(std::initializer_list<Metric> metrics) {
    for (const Metric metric : metrics) bits_ |= bit(metric);
  }
  constexpr bool contains(Metric metric) const { return (bits_ & bit(metric)) != 0; }

 private:
  static constexpr unsigned bit(Metric metric) { return 1u << static_cast<unsigned>(metric); }
  unsigned bits_ = 0;
};

struct MetricKind {
  Metric metric;
  std::string_view name;
  std::string_view meaning;
};
const std::vector<MetricKind>& metric_kinds();
std::string_view name(Metric metric);

}  // namespace diffrates

#include "divergences/metric.hpp"

namespace diffrates {

const std::vector<MetricKind>& metric_kinds() {
  static const std::vector<MetricKind> kinds{
      {Metric::Tv, "tv", "total variation between X_1 and Y_1"},
      {Metric::Kl, "kl", "KL(X_1 || Y_1)"},
      {Metric::KlReverse, "kl_reverse", "KL(Y_1 || X_1)"},
      {Metric::Chi2, "chi2", "chi^2(Y_1 || X_1) = E_X1 (p_Y1/p_X1 - 1)^2"},
      {Metric::PathKl, "path_kl", "KL((X_T, ..., X_1) || (Y_T, ..., Y_1)), the whole trajectories"},
      {Metric::PathTv, "path_tv", "total variation between the whole trajectories"},
      {Metric::W1, "w1", "Wasserstein-1 distance between X_1 and Y_1, d = 1"},
      {Metric::W2, "w2", "Wasserstein-2 distance between X_1 and Y_1: d = 1, products, Gaussians"}};
  return kinds;
}

std::string_view name(Metric metric) {
  for (const MetricKind& kind : metric_kinds())
    if (kind.metric == metric) return kind.name;
  return {};
}

}  // namespace diffrates

#include "laws/conditions.hpp"

#include <fmt/format.h>

namespace diffrates {

std::string data_refusal(std::string_view law, const Setting& setting) {
  if (!setting.data || setting.target.assumptions().smooth) return {};
  return fmt::format(
      "{}: X_0 has no smooth density, which a comparison with the data (against_data, or L_1 = 0) needs{}", law,
      setting.target.gaussian() ? "; w2 needs none" : "");
}

std::string distance_refusal(std::string_view law, const Setting& setting, Metric metric) {
  if (!is_distance(metric)) return {};
  if (setting.target.dimension() > 1)
    return fmt::format("{}: {} is known on a line{}, and the target has d = {}", law, name(metric),
                       metric == Metric::W2 ? ", of products and of Gaussians" : "", setting.target.dimension());
  const Moments moments = setting.target.moments();
  if (metric == Metric::W1 && !moments.mean.allFinite()) return fmt::format("{}: X_0 has no mean, and w1 none", law);
  if (metric == Metric::W2 && !moments.covariance.allFinite())
    return fmt::format("{}: X_0 has no variance, and w2 none", law);
  return {};
}

}  // namespace diffrates

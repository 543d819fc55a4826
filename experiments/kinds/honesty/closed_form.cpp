#include "kinds/honesty/closed_form.hpp"

#include <boost/math/special_functions/erf.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace diffrates {
namespace {

using Wide = boost::multiprecision::cpp_bin_float_50;

struct Step {
  Wide a, b, V;  ///< alpha_t, beta_t, variance of X_t
};

Wide variance_at(const Schedule& schedule, int t, double variance) {
  const Wide abar = exp(-Wide(schedule.at(t).L));
  return abar * variance + 1 - abar;
}

Step step_at(const Schedule& schedule, int t, double variance) {
  const Wide a = exp(Wide(schedule.at(t - 1).L) - Wide(schedule.at(t).L));
  return {a, 1 - a, variance_at(schedule, t, variance)};
}

/// Variance after the step.
std::optional<Wide> moved(std::string_view sampler, const Step& s, const Wide& v) {
  const auto square = [](const Wide& x) { return Wide(x * x); };
  if (sampler == "ddim") return Wide(v * square(1 - s.b / (2 * s.V)) / s.a);
  if (sampler == "ddpm") return Wide((v * square(1 - s.b / s.V) + s.b) / s.a);
  if (sampler == "accelerated_sde") return Wide(((v + s.b / 2) * square(1 - s.b / s.V) + s.b / 2) / s.a);
  return {};
}

/// r - 1 - log r, at least 0.
Wide excess(const Wide& r) { return r - 1 - log(r); }

/// Of N(0, x) and N(0, y) on a line: the densities cross where z^2 (1/small - 1/large) = log(large/small).
Wide total_variation(const Wide& x, const Wide& y) {
  if (x == y) return 0;
  const Wide small = x < y ? x : y, large = x < y ? y : x;
  const Wide z = sqrt(log(large / small) / (1 / small - 1 / large));
  const Wide root2 = sqrt(Wide(2));
  return boost::math::erf(Wide(z / (root2 * sqrt(small)))) - boost::math::erf(Wide(z / (root2 * sqrt(large))));
}

/// X ~ N(0, x I), Y ~ N(0, y I) in R^d.
std::optional<Wide> between(Metric metric, const Wide& x, const Wide& y, int d) {
  const Wide ratio = y / x;
  switch (metric) {
    case Metric::Tv:
      return d == 1 ? std::optional(total_variation(x, y)) : std::nullopt;
    case Metric::Kl:
      return Wide(d * excess(1 / ratio) / 2);
    case Metric::KlReverse:
      return Wide(d * excess(ratio) / 2);
    case Metric::Chi2:
      if (ratio >= 2) return {};
      return Wide(pow(ratio * (2 - ratio), Wide(-d) / 2) - 1);
    default:
      return {};
  }
}

}  // namespace

std::optional<double> closed_form(std::string_view sampler, Metric metric, const Schedule& schedule, Start start,
                                  double variance, int dimension) {
  const int T = schedule.steps();
  if (metric == Metric::PathKl) {
    if (sampler != "ddpm" || start != Start::Exact) return {};
    Wide sum = 0;
    for (int t = T; t >= 2; --t) {
      const Step s = step_at(schedule, t, variance);
      sum += excess(Wide(1 - s.b / s.V));
    }
    return static_cast<double>(Wide(dimension * sum / 2));
  }
  Wide v = start == Start::Exact ? variance_at(schedule, T, variance) : Wide(1);
  for (int t = T; t >= 2; --t) {
    const std::optional<Wide> next = moved(sampler, step_at(schedule, t, variance), v);
    if (!next || *next <= 0) return {};
    v = *next;
  }
  const std::optional<Wide> found = between(metric, variance_at(schedule, 1, variance), v, dimension);
  return found ? std::optional(static_cast<double>(*found)) : std::nullopt;
}

}  // namespace diffrates

#include "laws/ratio_moments.hpp"

#include <cmath>

namespace diffrates {

double fourth_moment(double r, int d) {
  if (!(r > 0.75)) return INFINITY;
  // A q narrower than p, r > 1, has a ratio bounded in the tails; its moments are no trouble.
  return std::exp(d * (2 * std::log(r) - 0.5 * std::log(4 * r - 3)));
}

double step_fourth_moment(const Schedule& schedule, const StepKernel& kernel, int t, int d) {
  const double a = schedule.alpha(t), b = schedule.beta(t), shrinks = 1 - b / schedule.at(t).noise;
  const double p = b / a * shrinks, q = kernel.after() + kernel.before() * shrinks * shrinks / a;
  return fourth_moment(p / q, d);
}

double start_fourth_moment(const Target& target, const NoiseLevel& top) {
  const Moments moments = target.moments();
  const double shift = top.abar * (moments.mean.squaredNorm() + moments.covariance.trace());
  if (!std::isfinite(shift)) return INFINITY;
  return fourth_moment(top.noise, target.dimension()) * std::exp(6 * shift);
}

double drawn_start_fourth_moment(const Target& target, const NoiseLevel& top, std::uint64_t seed) {
  Points x(4096, target.dimension());
  Stream stream(seed, "ratio of the start");
  stream.normals(x.values());
  Eigen::ArrayXd log_density;
  target.evaluate(top, x, nullptr, &log_density);
  return (3 * (log_standard_normal(x) - log_density)).exp().mean();
}

}  // namespace diffrates

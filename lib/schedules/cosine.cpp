/// cosine(l_min, l_max): abar(s) = f(s) / f(0), f(s) = cos^2(pi/2 (s + 0.008) / 1.008), at uniform times s.
/// Source: Nichol, Dhariwal, "Improved Denoising Diffusion Probabilistic Models", 2021, equation 17.
/// With theta = theta_0 + delta, abar^{1/2} = cos theta / cos theta_0 = 1 - (2 sin^2(delta/2) + tan(theta_0) sin(delta)):
/// no digits are lost for small L, and h = tan(delta/2) solves a quadratic.
#include <numbers>

#include "schedules/between.hpp"

namespace diffrates {
namespace {

struct Angle {
  static double slope() { return std::tan(std::numbers::pi / 2 * 0.008 / 1.008); }
  double to(double L) const {
    const double u = -std::expm1(-L / 2);
    return 2 * std::atan(u / (slope() + std::sqrt(slope() * slope() + u * (2 - u))));
  }
  double from(double delta) const {
    const double half = std::sin(delta / 2);
    return -2 * std::log1p(-(2 * half * half + slope() * std::sin(delta)));
  }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_cosine;
const Kind<ScheduleFamily> schedule_cosine{
    "cosine", "abar = cos^2(pi/2 (s + 0.008)/1.008) normalised at s = 0, time s uniform in t", {from_key, to_key},
    [](Parameters& p) { return make_between(p, Angle{}); }};

}  // namespace diffrates

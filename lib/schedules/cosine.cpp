/// cosine(l_min, l_max): abar(s) = f(s) / f(0), f(s) = cos^2(pi/2 (s + 0.008) / 1.008), at uniform times s.
/// Source: Nichol, Dhariwal, "Improved Denoising Diffusion Probabilistic Models", 2021, equation 17.
///
/// The angle theta = theta_0 + delta = pi/2 - rest is kept from both ends, so that neither loses digits:
/// near theta_0, sqrt(abar) = cos theta / cos theta_0 = 1 - (2 sin^2(delta/2) + tan(theta_0) sin(delta)), and
/// tan(delta/2) solves a quadratic; near pi/2, sqrt(abar) = sin(rest) / cos theta_0.
#include <numbers>

#include "schedules/between.hpp"

namespace diffrates {
namespace {

struct Angle {
  double delta;  ///< from theta_0
  double rest;   ///< to pi/2
};

Angle along(Angle a, Angle b, double w) { return {a.delta * (1 - w) + b.delta * w, a.rest * (1 - w) + b.rest * w}; }

struct FromBothEnds {
  static constexpr double theta_0 = std::numbers::pi / 2 * 0.008 / 1.008;

  Angle to(double L) const {
    const double u = -std::expm1(-L / 2), slope = std::tan(theta_0);
    return {2 * std::atan(u / (slope + std::sqrt(slope * slope + u * (2 - u)))),
            std::asin(std::exp(-L / 2) * std::cos(theta_0))};
  }
  double from(Angle angle) const {
    if (angle.rest < angle.delta) return -2 * std::log(std::sin(angle.rest) / std::cos(theta_0));
    const double half = std::sin(angle.delta / 2);
    return -2 * std::log1p(-(2 * half * half + std::tan(theta_0) * std::sin(angle.delta)));
  }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_cosine;
const Kind<ScheduleFamily> schedule_cosine{
    "cosine",
    "abar = cos^2(pi/2 (s + 0.008)/1.008) normalised at s = 0, time s uniform in t",
    {from_key, to_key},
    [](Parameters& p) { return make_between(p, FromBothEnds{}); },
    R"("l_min": 0.001, "l_max": 12)"};

}  // namespace diffrates

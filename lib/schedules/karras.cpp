/// karras(l_min, l_max, rho): (sqrt((1 - abar) / abar))^{1/rho} uniform in t. Source: Karras, Aittala, Aila, Laine,
/// "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, equation 5 (rho = 7).
#include "schedules/between.hpp"

namespace diffrates {
namespace {

const Key rho_key{"rho", "exponent; > 0, by default 7"};

struct RootOfSigma {
  double rho;
  double to(double L) const { return std::pow(std::expm1(L), 0.5 / rho); }
  double from(double root) const { return std::log1p(std::pow(root, 2 * rho)); }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_karras;
const Kind<ScheduleFamily> schedule_karras{
    "karras", "sigma = sqrt((1 - abar) / abar), sigma^{1/rho} uniform in t", {from_key, to_key, rho_key}, [](Parameters& p) {
      auto schedule = [&](double rho) { return make_between(p, RootOfSigma{rho}); };
      return schedule(p.number(rho_key, Bounds::positive(100), 7.0));
    }};

}  // namespace diffrates

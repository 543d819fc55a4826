/// karras(l_min, l_max, rho): (sqrt((1 - abar) / abar))^{1/rho} uniform in t. Source: Karras, Aittala, Aila, Laine,
/// "Elucidating the Design Space of Diffusion-Based Generative Models", 2022, equation 5 (rho = 7).
/// rho magnifies rounding 2 rho times, and below 1/2 the powers overflow: hence its bounds.
#include "schedules/between.hpp"

namespace diffrates {
namespace {

const Key rho_key{"rho", "exponent, 0.5 to 50; by default 7", Shape::number({0.5, 50}).otherwise({7.0})};

struct RootOfSigma {
  double rho;
  double to(double L) const { return std::pow(std::expm1(L), 0.5 / rho); }
  double from(double root) const { return std::log1p(std::pow(root, 2 * rho)); }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_karras;
const Kind<ScheduleFamily> schedule_karras{"karras",
                                           "sigma = sqrt((1 - abar) / abar), sigma^{1/rho} uniform in t",
                                           {from_key, to_key, rho_key},
                                           [](Parameters& p) -> std::unique_ptr<ScheduleFamily> {
                                             const Ends ends = read_ends(p);
                                             const double rho = p.number(rho_key);
                                             if (!p.good()) return nullptr;
                                             return std::make_unique<Between<RootOfSigma>>(ends.low, ends.high,
                                                                                           RootOfSigma{rho});
                                           },
                                           R"("l_min": 0.001, "l_max": 12, "rho": 7)"};

}  // namespace diffrates

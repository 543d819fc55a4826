/// linear(l_min, l_max): the variance-preserving SDE with beta linear in time, -log abar(s) = 0.1 s + 9.95 s^2, at
/// uniform times s. Source: Ho, Jain, Abbeel 2020; continuous form Song et al., "Score-Based Generative Modeling
/// through SDEs", 2021, appendix C (beta from 0.1 to 20).
#include "schedules/between.hpp"

namespace diffrates {
namespace {

struct Time {
  static constexpr double slowest = 0.1, fastest = 20;
  static constexpr double growth = fastest - slowest;
  double to(double L) const { return 2 * L / (slowest + std::sqrt(slowest * slowest + 2 * growth * L)); }
  double from(double s) const { return s * (slowest + growth * s / 2); }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_linear;
const Kind<ScheduleFamily> schedule_linear{"linear",
                                           "VP-SDE: -log abar = 0.1 s + 9.95 s^2, time s uniform in t",
                                           {from_key, to_key},
                                           [](Parameters& p) { return make_between(p, Time{}); },
                                           R"("l_min": 0.001, "l_max": 12)"};

}  // namespace diffrates

/// log_snr(l_min, l_max): lambda = 1/2 log(abar / (1 - abar)) uniform in t. Source: Lu et al., "DPM-Solver", 2022.
#include "schedules/between.hpp"

namespace diffrates {
namespace {

struct Lambda {
  double to(double L) const { return -0.5 * std::log(std::expm1(L)); }
  double from(double lambda) const { return std::log1p(std::exp(-2 * lambda)); }
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_log_snr;
const Kind<ScheduleFamily> schedule_log_snr{"log_snr",
                                            "lambda = 1/2 log(abar / (1 - abar)) uniform in t",
                                            {from_key, to_key},
                                            [](Parameters& p) { return make_between(p, Lambda{}); },
                                            R"("l_min": 0.001, "l_max": 12)"};

}  // namespace diffrates

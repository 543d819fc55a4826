/// smooth(l_min, l_max): log L + L uniform in t between t = 1 (L = l_min) and t = T (L = l_max), one equal step beyond for
/// t = T + 1; L_t = W(exp(u_t)), W the Lambert function. Li et al.'s schedule with its kink smoothed and end points that do
/// not depend on T: step sizes grow like the level while L is small and stay constant once it is large, without a break.
#include <fmt/format.h>

#include <boost/math/special_functions/lambert_w.hpp>

#include "schedules/schedule.hpp"

namespace diffrates {
namespace {

const Key l_min{"l_min", "-log abar at t = 1; > 0"};
const Key l_max{"l_max", "-log abar at t = T; above l_min, at most 600"};

class Smooth : public ScheduleFamily {
 public:
  Smooth(double low, double high) : low_(low), high_(high) {}

  Schedule with_steps(int T) const override {
    const double first = std::log(low_) + low_, last = std::log(high_) + high_;
    std::vector<double> L(T + 1);
    for (int t = 1; t <= T + 1; ++t)
      L[t - 1] = boost::math::lambert_w0(std::exp(first + (last - first) * (t - 1) / (T - 1)));
    return Schedule::of_levels(L);
  }

 private:
  double low_, high_;
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_smooth;
const Kind<ScheduleFamily> schedule_smooth{
    "smooth", "log L + L uniform in t, L = -log abar: no kink, end points independent of T, rates without logarithms",
    {l_min, l_max},
    [](Parameters& p) -> std::unique_ptr<ScheduleFamily> {
      const double low = p.number(l_min, Bounds::positive(600));
      const double high = p.number(l_max, Bounds::positive(600));
      if (p.good() && low >= high) p.problem("l_max", fmt::format("is {}; accepted: a number above l_min = {}", high, low));
      if (!p.good()) return nullptr;
      return std::make_unique<Smooth>(low, high);
    }};

}  // namespace diffrates

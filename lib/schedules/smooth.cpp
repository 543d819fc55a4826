/// smooth(l_min, l_max): log L + L uniform in t between t = 1 (L = l_min) and t = T (L = l_max), one equal step beyond
/// for t = T + 1; L_t = W(exp(u_t)), W the Lambert function. Li et al.'s schedule with its kink smoothed and end points
/// that do not depend on T: step sizes grow like the level while L is small and stay constant once it is large, without
/// a break.
#include <boost/math/special_functions/lambert_w.hpp>

#include "schedules/between.hpp"

namespace diffrates {
namespace {

const Key end_key{"l_max", "-log abar at t = T; above l_min, at most 600",
                  Shape::number(Bounds::positive(largest_level)).needed()};

/// The L > 0 with log L + L = u.
double lambert_of_exp(double u) {
  if (u < 500) return boost::math::lambert_w0(std::exp(u));
  double L = u - std::log(u);  // exp(u) may overflow: Newton, which has converged after three steps
  for (int i = 0; i < 3; ++i) L -= (L + std::log(L) - u) / (1 + 1 / L);
  return L;
}

class Smooth : public ScheduleFamily {
 public:
  explicit Smooth(Ends ends) : ends_(ends) {}

  Schedule with_steps(int T) const override { return Schedule::of_levels(levels(T)); }
  std::string problem(int T) const override { return problem_of_levels(levels(T)); }

 private:
  std::vector<double> levels(int T) const {
    const double first = std::log(ends_.low) + ends_.low, last = std::log(ends_.high) + ends_.high;
    std::vector<double> L(T + 1);
    for (int t = 2; t <= T + 1; ++t) L[t - 1] = lambert_of_exp(along(first, last, (t - 1.0) / (T - 1)));
    L.front() = ends_.low;
    L[T - 1] = ends_.high;
    return L;
  }

  Ends ends_;
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_smooth;
const Kind<ScheduleFamily> schedule_smooth{
    "smooth",
    "log L + L uniform in t, L = -log abar: no kink, end points independent of T, rates without logarithms",
    {from_key, end_key},
    [](Parameters& p) -> std::unique_ptr<ScheduleFamily> {
      const Ends ends = read_ends(p, from_key, end_key);
      if (!p.good()) return nullptr;
      return std::make_unique<Smooth>(ends);
    },
    R"("l_min": 0.001, "l_max": 12)"};

}  // namespace diffrates

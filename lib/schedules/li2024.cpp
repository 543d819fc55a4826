/// li2024(c0, c1): r = c1 log(T) / T; beta_1 = T^-c0; beta_{t+1} = r min(beta_1 (1 + r)^t, 1) for t = 1 .. T.
/// Source: Li, Huang, Efimov, Wei, Chi, Chen, "Accelerating Convergence of Score-Based Diffusion Models, Provably",
/// ICML 2024, the schedule under which the theorems are stated. Needs r < 1.
#include <fmt/format.h>

#include <algorithm>

#include "schedules/schedule.hpp"

namespace diffrates {
namespace {

const Key c0_key{"c0", "beta_1 = T^-c0; > 0", Shape::number(Bounds::positive(50)).needed()};
const Key c1_key{"c1", "r = c1 log(T) / T; > 0, with r < 1", Shape::number(Bounds::positive(1e4)).needed()};

class Li2024 : public ScheduleFamily {
 public:
  Li2024(double c0, double c1) : c0_(c0), c1_(c1) {}

  Schedule with_steps(int T) const override { return Schedule::of_betas(betas(T)); }

  std::string problem(int T) const override {
    if (rate(T) >= 1)
      return fmt::format(
          "T = {} gives r = c1 log(T)/T = {:.3g} with c0 = {}, c1 = {}, and r must be below 1; the smallest T "
          "that works is {}",
          T, static_cast<double>(rate(T)), c0_, c1_, smallest_above(T));
    if (std::pow(T, -c0_) < 1e-300)
      return fmt::format("T = {} with c0 = {} gives beta_1 = T^-c0 below 1e-300; accepted: a smaller c0", T, c0_);
    double L = 0;
    for (const double b : betas(T)) L -= std::log1p(-b);
    if (L > largest_level)
      return fmt::format(
          "T = {} with c0 = {}, c1 = {} reaches -log abar = {:.3g}; accepted: at most {}, with a smaller c1", T, c0_,
          c1_, L, largest_level);
    return {};
  }

 private:
  /// r, in extended precision: it is raised to powers up to T.
  long double rate(int T) const { return c1_ * std::log(static_cast<long double>(T)) / T; }

  std::vector<double> betas(int T) const {
    const long double r = rate(T), growth = std::log1p(r), first = -c0_ * std::log(static_cast<long double>(T));
    std::vector<double> beta(T + 1);
    beta[0] = static_cast<double>(std::exp(first));
    for (int t = 1; t <= T; ++t) beta[t] = static_cast<double>(r * std::exp(std::min(t * growth + first, 0.0L)));
    return beta;
  }

  /// The smallest T above this one, which has r >= 1, with r < 1: log(T)/T falls from T = 3 on.
  int smallest_above(int T) const {
    int low = T, high = T;
    while (rate(high) >= 1) high *= 2;
    while (high - low > 1) {
      const int middle = low + (high - low) / 2;
      (rate(middle) >= 1 ? low : high) = middle;
    }
    return high;
  }

  double c0_, c1_;
};

}  // namespace

extern const Kind<ScheduleFamily> schedule_li2024;
const Kind<ScheduleFamily> schedule_li2024{
    "li2024",
    "Li et al. 2024: beta_1 = T^-c0, then geometric growth until steps of size c1 log(T)/T",
    {c0_key, c1_key},
    [](Parameters& p) -> std::unique_ptr<ScheduleFamily> {
      const double c0 = p.number(c0_key);
      const double c1 = p.number(c1_key);
      if (!p.good()) return nullptr;
      return std::make_unique<Li2024>(c0, c1);
    },
    R"("c0": 1, "c1": 2)"};

}  // namespace diffrates

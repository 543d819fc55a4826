#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// Data prediction, extrapolated in lambda from the last two evaluations; the first step is of first order.
class DpmSolverPp2m : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    y.map([&](const Points& x) {
      Points data = predicted_data(score, d.from, x);
      Points ahead = data;
      if (last_h_ > 0) ahead.add(d.h / (2 * last_h_), data - last_);
      last_ = std::move(data);
      return d.to.sigma / d.from.sigma * x - d.to.signal * std::expm1(-d.h) * ahead;
    });
    last_h_ = d.h;
  }

 private:
  Points last_;        ///< x_0 seen at the last level
  double last_h_ = 0;  ///< the last stride; 0 before the first
};

}  // namespace

extern const SamplerKind sampler_dpm_solver_pp_2m;
constinit const SamplerKind sampler_dpm_solver_pp_2m{
    .name = "dpm_solver_pp_2m",
    .meaning = "sigma_{t-1}/sigma_t Y - signal_{t-1} (e^-h - 1) (x_0 + h/(2 h_last) (x_0 - x_0 of the last step))",
    .source = "Lu et al. 2022 (DPM-Solver++(2M), arXiv 2211.01095), Algorithm 2; github.com/LuChengTHU/dpm-solver",
    .memory = true,
    .order = 2,
    .make = make_sampler<DpmSolverPp2m>};

}  // namespace diffrates

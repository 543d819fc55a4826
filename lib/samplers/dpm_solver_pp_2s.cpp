#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// Data prediction, r1 = 1/2.
class DpmSolverPp2s : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    constexpr double r = 0.5;
    const Stride d(schedule_, t);
    const NoiseLevel middle = d.inside(r);
    y.map([&](const Points& x) {
      const Points data = predicted_data(score, d.from, x);
      const Points u = middle.sigma / d.from.sigma * x - middle.signal * std::expm1(-r * d.h) * data;
      const Points slope = predicted_data(score, middle, u) - data;
      return d.to.sigma / d.from.sigma * x - d.to.signal * std::expm1(-d.h) * (data + 1 / (2 * r) * slope);
    });
  }
};

}  // namespace

extern const SamplerKind sampler_dpm_solver_pp_2s;
constinit const SamplerKind sampler_dpm_solver_pp_2s{
    .name = "dpm_solver_pp_2s",
    .meaning = "sigma_{t-1}/sigma_t Y - signal_{t-1} (e^-h - 1) x_0, x_0 taken half-way in lambda",
    .source = "Lu et al. 2022 (DPM-Solver++(2S), arXiv 2211.01095), Algorithm 1; github.com/LuChengTHU/dpm-solver",
    .order = 2,
    .evaluations_per_step = 2,
    .make = make_sampler<DpmSolverPp2s>};

}  // namespace diffrates

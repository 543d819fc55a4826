#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// r1 = 1/2: one stage half-way in lambda.
class DpmSolver2 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    constexpr double r = 0.5;
    const Stride d(schedule_, t);
    const NoiseLevel middle = d.inside(r);
    y.map([&](const Points& x) {
      const Points eps = predicted_noise(score, d.from, x);
      const Points u = middle.signal / d.from.signal * x - middle.sigma * std::expm1(r * d.h) * eps;
      const Points slope = predicted_noise(score, middle, u) - eps;
      return d.to.signal / d.from.signal * x - d.to.sigma * std::expm1(d.h) * (eps + 1 / (2 * r) * slope);
    });
  }
};

}  // namespace

extern const SamplerKind sampler_dpm_solver_2;
constinit const SamplerKind sampler_dpm_solver_2{
    .name = "dpm_solver_2",
    .meaning = "ddim_exact with eps taken half-way in lambda",
    .source = "Lu et al. 2022 (DPM-Solver, arXiv 2206.00927), Algorithm 1; github.com/LuChengTHU/dpm-solver",
    .order = 2,
    .evaluations_per_step = 2,
    .make = make_sampler<DpmSolver2>};

}  // namespace diffrates

#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// r1 = 1/3, r2 = 2/3.
class DpmSolver3 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    constexpr double r1 = 1.0 / 3, r2 = 2.0 / 3;
    const Stride d(schedule_, t);
    const NoiseLevel first = d.inside(r1), second = d.inside(r2);
    y.map([&](const Points& x) {
      const Points eps = predicted_noise(score, d.from, x);
      const Points u1 = first.signal / d.from.signal * x - first.sigma * std::expm1(r1 * d.h) * eps;
      const Points slope1 = predicted_noise(score, first, u1) - eps;
      const Points u2 = second.signal / d.from.signal * x - second.sigma * std::expm1(r2 * d.h) * eps -
                        r2 / r1 * second.sigma * (r2 * d.h) * phi(2, r2 * d.h) * slope1;
      const Points slope2 = predicted_noise(score, second, u2) - eps;
      return d.to.signal / d.from.signal * x - d.to.sigma * std::expm1(d.h) * eps -
             1 / r2 * d.to.sigma * d.h * phi(2, d.h) * slope2;
    });
  }
};

}  // namespace

extern const SamplerKind sampler_dpm_solver_3;
constinit const SamplerKind sampler_dpm_solver_3{
    .name = "dpm_solver_3",
    .meaning = "ddim_exact with eps taken at one and two thirds of the way in lambda",
    .source = "Lu et al. 2022 (DPM-Solver, arXiv 2206.00927), Algorithm 2; github.com/LuChengTHU/dpm-solver",
    .order = 3,
    .evaluations_per_step = 3,
    .make = make_sampler<DpmSolver3>};

}  // namespace diffrates

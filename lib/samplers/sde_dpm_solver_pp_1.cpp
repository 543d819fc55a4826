#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

class SdeDpmSolverPp1 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    const double fresh = -std::expm1(-2 * d.h);
    y.map([&](const Points& x) {
      return d.to.sigma / d.from.sigma * std::exp(-d.h) * x + d.to.signal * fresh * predicted_data(score, d.from, x);
    });
    y.add_noise(d.to.noise * fresh);
  }
};

}  // namespace

extern const SamplerKind sampler_sde_dpm_solver_pp_1;
constinit const SamplerKind sampler_sde_dpm_solver_pp_1{
    .name = "sde_dpm_solver_pp_1",
    .meaning =
        "sigma_{t-1}/sigma_t e^-h Y + signal_{t-1} (1 - e^-2h) x_0 + sigma_{t-1} sqrt(1 - e^-2h) Z: ancestral, the "
        "variance of the posterior given X_0",
    .source =
        "Lu et al. 2022 (SDE-DPM-Solver++(1), arXiv 2211.01095), section 6; github.com/huggingface/diffusers, "
        "sde-dpmsolver++",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<SdeDpmSolverPp1>,
    .path_kl_order = 1};

}  // namespace diffrates

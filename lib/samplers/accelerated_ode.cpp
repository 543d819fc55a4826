#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

/// Y^- = Phi_t(Y), one level up; Y_{t-1} = Psi_t(Y, Y^-).
class AcceleratedOde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    const double a_up = schedule_.alpha(t + 1), b_up = schedule_.beta(t + 1);
    y.map([&](const Points& x) {
      const Points s = score(t, x);
      const Points up = std::sqrt(a_up) * (x - b_up / 2 * s);
      return (x + b / 2 * s + b * b / (4 * b_up) * (s - std::sqrt(a_up) * score(t + 1, up))) / std::sqrt(a);
    });
  }
};

}  // namespace

extern const SamplerKind sampler_accelerated_ode;
constinit const SamplerKind sampler_accelerated_ode{
    .name = "accelerated_ode",
    .meaning = "ddim plus b^2/(4 b') (s_t(Y) - sqrt(a') s_{t+1}(Y^-)), Y^- one level up",
    .source = "Li et al. 2024 (arXiv 2403.03852), accelerated ODE-based sampler, Theorem 1",
    .order = 2,
    .evaluations_per_step = 2,
    .make = make_sampler<AcceleratedOde>};

}  // namespace diffrates

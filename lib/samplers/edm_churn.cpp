#include <numbers>

#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// S_churn = 10, S_tmin = 0, S_tmax = infinity, S_noise = 1: noise up to (1 + gamma) sigma/signal, gamma =
/// min(S_churn/(T-1), sqrt 2 - 1), then a Heun step down to level t - 1. Raising the noise is exact in law, so the
/// order is that of Heun.
class EdmChurn : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const NoiseLevel &from = schedule_.at(t), &to = schedule_.at(t - 1);
    const double gamma = std::min(10.0 / (schedule_.steps() - 1), std::numbers::sqrt2 - 1);
    const double raised = (1 + gamma) * noise_ratio(from), stride = noise_ratio(to) - raised;
    const NoiseLevel up = of_noise_ratio(raised);
    y.add_noise(from.noise * gamma * (2 + gamma));
    y.map([&](const Points& x) {
      const Points start = 1 / from.signal * x;
      const Points slope = predicted_noise(score, up, up.signal * start);
      const Points ahead = predicted_noise(score, to, to.signal * (start + stride * slope));
      return to.signal * (start + stride / 2 * (slope + ahead));
    });
  }
};

}  // namespace

extern const SamplerKind sampler_edm_churn;
constinit const SamplerKind sampler_edm_churn{
    .name = "edm_churn",
    .meaning = "noise raised by a factor 1 + 10/(T-1), then a Heun step in x/signal against sigma/signal",
    .source = "Karras et al. 2022 (EDM, arXiv 2206.00364), Algorithm 2; github.com/crowsonkb/k-diffusion, sample_heun",
    .stochastic = true,
    .order = 2,
    .evaluations_per_step = 2,
    .make = make_sampler<EdmChurn>};

}  // namespace diffrates

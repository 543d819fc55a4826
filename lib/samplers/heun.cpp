#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// In x/signal against sigma/signal: an Euler step, then the average of the slopes at both ends.
class Heun : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const NoiseLevel &from = schedule_.at(t), &to = schedule_.at(t - 1);
    const double stride = noise_ratio(to) - noise_ratio(from);
    y.map([&](const Points& x) {
      const Points slope = predicted_noise(score, from, x);
      const Points start = 1 / from.signal * x;
      const Points ahead = predicted_noise(score, to, to.signal * (start + stride * slope));
      return to.signal * (start + stride / 2 * (slope + ahead));
    });
  }
};

}  // namespace

extern const SamplerKind sampler_heun;
constinit const SamplerKind sampler_heun{
    .name = "heun",
    .meaning = "trapezoidal rule on d(x/signal)/d(sigma/signal) = eps, after an Euler step",
    .source = "Karras et al. 2022 (EDM, arXiv 2206.00364), Algorithm 1; github.com/crowsonkb/k-diffusion, sample_heun",
    .order = 2,
    .evaluations_per_step = 2,
    .make = make_sampler<Heun>};

}  // namespace diffrates

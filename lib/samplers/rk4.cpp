#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// The classical method on x/signal against sigma/signal.
class Rk4 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const NoiseLevel &from = schedule_.at(t), &to = schedule_.at(t - 1);
    const double start = noise_ratio(from), stride = noise_ratio(to) - start;
    const NoiseLevel middle = of_noise_ratio(start + stride / 2);
    y.map([&](const Points& at) {
      const Points x = 1 / from.signal * at;
      const Points k1 = predicted_noise(score, from, at);
      const Points k2 = predicted_noise(score, middle, middle.signal * (x + stride / 2 * k1));
      const Points k3 = predicted_noise(score, middle, middle.signal * (x + stride / 2 * k2));
      const Points k4 = predicted_noise(score, to, to.signal * (x + stride * k3));
      return to.signal * (x + stride / 6 * (k1 + 2 * k2 + 2 * k3 + k4));
    });
  }
};

}  // namespace

extern const SamplerKind sampler_rk4;
constinit const SamplerKind sampler_rk4{
    .name = "rk4",
    .meaning = "classical Runge-Kutta of four stages on d(x/signal)/d(sigma/signal) = eps",
    .source = "Kutta 1901; the probability-flow ODE: Song et al. 2021 (arXiv 2011.13456)",
    .order = 4,
    .evaluations_per_step = 4,
    .make = make_sampler<Rk4>};

}  // namespace diffrates

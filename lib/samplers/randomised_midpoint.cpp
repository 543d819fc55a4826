#include <numbers>

#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

/// The reverse SDE dX = (X/2 + s) dl + dW over h = L_t - L_{t-1}: linear drift and noise exactly up to a random
/// fraction U of the way, there the whole score drift h e^{(1-U) h/2} s, an unbiased estimate of int_0^h e^{(h-v)/2}
/// s_v dv over U, then linear drift and noise over the rest. The midpoint itself takes no score drift, so that one
/// evaluation is enough and the step is made of moves on the line. U takes the two Gauss points of (0, 1), which share
/// its first three moments.
class RandomisedMidpoint : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double h = schedule_.at(t).L - schedule_.at(t - 1).L;
    y.mix({0.5, 0.5}, [&](std::size_t k, Law& branch) {
      const double u = 0.5 + (k == 0 ? -0.5 : 0.5) * std::numbers::inv_sqrt3;
      const NoiseLevel middle = NoiseLevel::of(schedule_.at(t).L - u * h);
      branch.add_noise(-std::expm1(-u * h));
      branch.map([&](const Points& x) {
        const Points at = std::exp(u * h / 2) * x;
        return std::exp((1 - u) * h / 2) * (at + h * score(middle, at));
      });
      branch.add_noise(std::expm1((1 - u) * h));
    });
  }
};

}  // namespace

extern const SamplerKind sampler_randomised_midpoint;
constinit const SamplerKind sampler_randomised_midpoint{
    .name = "randomised_midpoint",
    .meaning =
        "linear drift and noise to a random midpoint, the whole score drift there, linear drift and noise over the "
        "rest",
    .source =
        "a one-evaluation form of Shen, Lee 2019 (arXiv 1909.05503) as taken to DDPM by Zhang et al. 2025 (DDRaM, "
        "arXiv 2511.04844)",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<RandomisedMidpoint>};

}  // namespace diffrates

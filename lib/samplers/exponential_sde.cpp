#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

class ExponentialSde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    // 1 - sqrt(a) = b / (1 + sqrt(a))
    y.map([&](const Points& x) { return (x + 2 * b / (1 + std::sqrt(a)) * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / a);
  }
};

}  // namespace

extern const SamplerKind sampler_exponential_sde;
constinit const SamplerKind sampler_exponential_sde{
    .name = "exponential_sde",
    .meaning =
        "(Y + 2 (1 - sqrt a) s_t(Y) + sqrt(b) Z) / sqrt(a): the reverse SDE with its linear drift exact, s frozen",
    .source =
        "Chen, Chewi, Li, Li, Salim, Zhang 2023 (Sampling is as easy as learning the score, arXiv 2209.11215), "
        "exponential integrator",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<ExponentialSde>,
    .path_kl_order = 1};

}  // namespace diffrates

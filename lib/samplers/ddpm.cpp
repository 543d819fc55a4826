#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

class Ddpm : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.map([&](const Points& x) { return (x + b * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / a);
  }
};

}  // namespace

extern const SamplerKind sampler_ddpm;
constinit const SamplerKind sampler_ddpm{
    .name = "ddpm",
    .meaning = "(Y + b s_t(Y) + sqrt(b) Z) / sqrt(a): the vanilla stochastic sampler",
    .source = "Li et al. 2024 (arXiv 2403.03852), DDPM-type sampler; Ho, Jain, Abbeel 2020",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<Ddpm>,
    .path_kl_order = 1};

}  // namespace diffrates

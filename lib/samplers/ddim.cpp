#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

class Ddim : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.map([&](const Points& x) { return (x + b / 2 * score(t, x)) / std::sqrt(a); });
  }
};

}  // namespace

extern const SamplerKind sampler_ddim;
constinit const SamplerKind sampler_ddim{
    .name = "ddim",
    .meaning = "(Y + b/2 s_t(Y)) / sqrt(a): the vanilla deterministic sampler",
    .source = "Li et al. 2024 (arXiv 2403.03852), DDIM-type sampler; Song, Meng, Ermon 2021",
    .order = 1,
    .make = make_sampler<Ddim>};

}  // namespace diffrates

#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

/// accelerated_sde with the second noise outside 1/sqrt(a).
class ReadmeSde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.add_noise(b / 2);
    y.map([&](const Points& x) { return (x + b * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / 2);
  }
};

}  // namespace

extern const SamplerKind sampler_readme_sde;
constinit const SamplerKind sampler_readme_sde{
    .name = "readme_sde",
    .meaning =
        "Y^+ = Y + sqrt(b/2) Z; (Y^+ + b s_t(Y^+)) / sqrt(a) + sqrt(b/2) Z: the second noise is not divided by sqrt(a)",
    .source =
        "github.com/TimofeyEfimov/AcceleratedDiffusionSamplers (the public code of Li et al. 2024), README, "
        "accelerated SDE sampler",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<ReadmeSde>,
    .path_kl_order = 1};

}  // namespace diffrates

#include "samplers/sampler.hpp"

namespace diffrates {
namespace {

/// Half the noise before the score is asked, half after.
class AcceleratedSde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.add_noise(b / 2);
    y.map([&](const Points& x) { return (x + b * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / (2 * a));
  }
};

}  // namespace

extern const SamplerKind sampler_accelerated_sde;
constinit const SamplerKind sampler_accelerated_sde{
    .name = "accelerated_sde",
    .meaning = "Y^+ = Y + sqrt(b/2) Z; (Y^+ + b s_t(Y^+) + sqrt(b/2) Z') / sqrt(a)",
    .source = "Li et al. 2024 (arXiv 2403.03852), accelerated SDE-based sampler, Theorem 2",
    .stochastic = true,
    .order = 1,
    .make = make_sampler<AcceleratedSde>,
    .path_kl_order = 2};

}  // namespace diffrates

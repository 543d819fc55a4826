/// Samplers that are wrong on purpose, to see that the suite tells.
#pragma once

#include "samplers/sampler.hpp"

namespace diffrates::testing {

/// ddpm with its noise variance off by a factor.
template <int PerMille>
class NoisyDdpm : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.map([&](const Points& x) { return (x + b * score(t, x)) / std::sqrt(a); });
    y.add_noise(PerMille / 1000.0 * b / a);
  }
};

/// accelerated_sde with b/3 for b/2 in both noises.
class ThirdSde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.add_noise(b / 3);
    y.map([&](const Points& x) { return (x + b * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / (3 * a));
  }
};

/// Not wrong, but no kernel in closed form: noise between two maps.
class NoiseBetweenMaps : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double a = schedule_.alpha(t), b = schedule_.beta(t);
    y.map([&](const Points& x) { return x + b / 2 * score(t, x); });
    y.add_noise(b / 2);
    y.map([&](const Points& x) { return (x + b / 2 * score(t, x)) / std::sqrt(a); });
    y.add_noise(b / (2 * a));
  }
};

template <class S>
SamplerKind stochastic_kind(std::string_view name) {
  return {.name = name, .meaning = "for tests", .source = "none", .stochastic = true, .make = make_sampler<S>};
}
inline const SamplerKind ddpm_noise_1_percent_off = stochastic_kind<NoisyDdpm<1010>>("ddpm_noise_1_percent_off");
inline const SamplerKind ddpm_noise_10_percent_off = stochastic_kind<NoisyDdpm<1100>>("ddpm_noise_10_percent_off");
inline const SamplerKind sde_third_for_half = stochastic_kind<ThirdSde>("sde_third_for_half");
inline const SamplerKind noise_between_maps = stochastic_kind<NoiseBetweenMaps>("noise_between_maps");

}  // namespace diffrates::testing

#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

class DdimExact : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    y.map([&](const Points& x) {
      return d.to.signal / d.from.signal * x - d.to.sigma * std::expm1(d.h) * predicted_noise(score, d.from, x);
    });
  }
};

}  // namespace

extern const SamplerKind sampler_ddim_exact;
constinit const SamplerKind sampler_ddim_exact{
    .name = "ddim_exact",
    .meaning = "signal_{t-1}/signal_t Y - sigma_{t-1} (e^h - 1) eps_t: the linear part of the ODE exactly, eps frozen",
    .source = "Song, Meng, Ermon 2021 (DDIM, arXiv 2010.02502); Lu et al. 2022 (DPM-Solver-1, arXiv 2206.00927)",
    .order = 1,
    .make = make_sampler<DdimExact>};

}  // namespace diffrates

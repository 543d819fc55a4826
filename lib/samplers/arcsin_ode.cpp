#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// ddim_exact plus the integral of the line through the last two eps, linear in abar; the first step is ddim_exact
/// alone.
class ArcsinOde : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    y.map([&](const Points& x) {
      Points eps = predicted_noise(score, d.from, x);
      Points moved = d.to.signal / d.from.signal * x - d.to.sigma * std::expm1(d.h) * eps;
      if (t < schedule_.steps()) {
        // G(b) = abar_t sqrt((1 - b) / b) + asin sqrt(b), whose derivative vanishes at b = abar_t.
        const auto G = [&](const NoiseLevel& b) {
          return d.from.abar * b.sigma / b.signal + std::atan2(b.signal, b.sigma);
        };
        const double gap = d.from.abar * -std::expm1(d.from.L - schedule_.at(t + 1).L);
        moved.add(d.to.signal / gap * (G(d.to) - G(d.from)), last_ - eps);
      }
      last_ = std::move(eps);
      return moved;
    });
  }

 private:
  Points last_;  ///< eps at the last level
};

}  // namespace

extern const SamplerKind sampler_arcsin_ode;
constinit const SamplerKind sampler_arcsin_ode{.name = "arcsin_ode",
                                               .meaning =
                                                   "ddim_exact plus signal_{t-1}/(abar_t - abar_{t+1}) [G(abar_{t-1}) "
                                                   "- G(abar_t)] (eps_{t+1} - eps_t), G with an arcsine",
                                               .source =
                                                   "github.com/TimofeyEfimov/AcceleratedDiffusionSamplers (the public "
                                                   "code of Li et al. 2024), README and generalized_steps_accelerated",
                                               .memory = true,
                                               .order = 2,
                                               .make = make_sampler<ArcsinOde>};

}  // namespace diffrates

#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// Adams-Bashforth on d(x/signal) = eps d rho, rho = sigma/signal, eps linear in log rho through the last two
/// evaluations; the first step is of first order.
class Deis2 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    y.map([&](const Points& x) {
      Points eps = predicted_noise(score, d.from, x);
      const double rho = noise_ratio(d.from), next = noise_ratio(d.to);
      Points moved = 1 / d.from.signal * x + (next - rho) * eps;
      if (last_h_ > 0) {
        // int_rho^next (log r - log rho) dr / (log rho - log rho_last)
        const double weight = rho * (1 - std::exp(-d.h) * (1 + d.h)) / -last_h_;
        moved.add(weight, eps - last_);
      }
      last_ = std::move(eps);
      return d.to.signal * std::move(moved);
    });
    last_h_ = d.h;
  }

 private:
  Points last_;        ///< eps at the last level
  double last_h_ = 0;  ///< the last stride; 0 before the first
};

}  // namespace

extern const SamplerKind sampler_deis_2;
constinit const SamplerKind sampler_deis_2{
    .name = "deis_2",
    .meaning =
        "signal_{t-1} (Y/signal_t + c_1 eps_t + c_2 eps_{t+1}), c the integrals of the line through both in "
        "log(sigma/signal)",
    .source = "Zhang, Chen 2023 (DEIS, tAB-DEIS of order 1 in log rho, arXiv 2204.13902)",
    .memory = true,
    .order = 2,
    .make = make_sampler<Deis2>};

}  // namespace diffrates

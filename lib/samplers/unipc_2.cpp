#include "samplers/sampler.hpp"
#include "samplers/stride.hpp"

namespace diffrates {
namespace {

/// Data prediction, B(h) = e^-h - 1 (bh2). Each step predicts from the last two evaluations, evaluates at the
/// prediction and corrects; that evaluation serves the next step. The first step is UniPC-1, the last one predicts
/// only, as published.
class UniPc2 : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const Stride d(schedule_, t);
    const bool first = t == schedule_.steps();
    y.map([&](const Points& x) {
      if (first) data_ = predicted_data(score, d.from, x);
      const double reach = d.to.signal * -std::expm1(-d.h), r = -last_h_ / d.h;
      const Points base = d.to.sigma / d.from.sigma * x + reach * data_;
      Points slope;  // (x_0 of the last step - x_0) / r
      if (!first) slope = (last_ - data_) / r;
      Points predicted = base;
      if (!first) predicted.add(reach / 2, slope);
      if (t == 2) return predicted;
      Points ahead = predicted_data(score, d.to, predicted);
      // Weights that are exact for x_0 quadratic in lambda: rho_1 + rho_2 = b_1, r rho_1 + rho_2 = b_2.
      const double b1 = first ? 0.5 : phi(2, -d.h) / phi(1, -d.h), b2 = 2 * phi(3, -d.h) / phi(1, -d.h);
      const double rho1 = first ? 0 : (b1 - b2) / (1 - r), rho2 = b1 - rho1;
      Points corrected = base;
      if (!first) corrected.add(reach * rho1, slope);
      corrected.add(reach * rho2, ahead - data_);
      last_ = std::move(data_);
      data_ = std::move(ahead);
      return corrected;
    });
    last_h_ = d.h;
  }

 private:
  Points data_, last_;  ///< x_0 seen at this level's prediction, and at the level before
  double last_h_ = 0;   ///< the last stride
};

}  // namespace

extern const SamplerKind sampler_unipc_2;
constinit const SamplerKind sampler_unipc_2{
    .name = "unipc_2",
    .meaning =
        "a two-step predictor and a corrector on x_0 in lambda, one evaluation a step; the corrector makes it third "
        "order",
    .source =
        "Zhao, Bai, Rao, Zhou, Lu 2023 (UniPC, arXiv 2302.04867), Algorithms 5 and 6, B_2(h); github.com/wl-zhao/UniPC",
    .memory = true,
    .order = 3,
    .make = make_sampler<UniPc2>};

}  // namespace diffrates

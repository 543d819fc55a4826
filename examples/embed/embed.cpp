/// A target and a sampler of one's own, and their total variation from the installed library: docs/embedding.md.
#include <cmath>
#include <cstdio>
#include <diffrates/laws/law.hpp>
#include <diffrates/targets/line.hpp>
#include <numbers>

using namespace diffrates;

/// Two bumps, N(-1, v) and N(1, v), half each. With m = signal and V = abar v + noise, p_t(x) is proportional to
/// exp(-(x^2 + m^2)/(2V)) cosh(m x/V), and the score is (m tanh(m x/V) - x)/V.
class TwoBumps : public Target {
 public:
  explicit TwoBumps(double variance) : v_(variance) {}
  int dimension() const override { return 1; }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const double m = at.signal, V = variance(at), log_height = -0.5 * std::log(8 * std::numbers::pi * V);
    evaluate_each(x, score, log_density, [&](double place) -> Local {
      const double distance = std::abs(place) - m, tilt = std::tanh(m * place / V);
      return {log_height - distance * distance / (2 * V) + std::log1p(std::exp(-2 * m * std::abs(place) / V)),
              (m * tilt - place) / V, (m * m / V * (1 - tilt * tilt) - 1) / V};
    });
  }
  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach = at.signal + std::sqrt(variance(at)) * normal_tail_point(tail);
    return {-reach, reach};
  }
  Moments moments() const override { return line_moments(0, 1 + v_); }
  void draw(Stream& stream, Points& x) const override {
    for (double& place : x.coordinate(0)) place = (stream.below(2) == 0 ? -1 : 1) + std::sqrt(v_) * stream.normal();
  }
  Assumptions assumptions() const override { return {}; }

 private:
  double variance(const NoiseLevel& at) const { return at.abar * v_ + at.noise; }
  double v_;
};

/// The midpoint rule on dX/dL = -(X + s(L, X))/2, L = -log abar.
class Midpoint : public Sampler {
 public:
  using Sampler::Sampler;
  void step(int t, const Score& score, Law& y) override {
    const double from = schedule_.at(t).L, h = from - schedule_.at(t - 1).L;
    const NoiseLevel middle = NoiseLevel::of(from - h / 2);
    y.map([&](const Points& x) {
      const Points half = x + h / 4 * (x + score(t, x));
      return x + h / 2 * (half + score(middle, half));
    });
  }
};

int main() {
  const TwoBumps target(0.05);
  const SamplerKind midpoint{.name = "midpoint", .order = 2, .evaluations_per_step = 2, .make = make_sampler<Midpoint>};
  std::printf("%8s %6s %24s %10s  %s\n", "sampler", "T", "TV", "error", "status");
  for (const SamplerKind* sampler : {find_sampler("ddim"), &midpoint})
    for (const int T : {16, 32, 64, 128, 256}) {
      std::vector<double> L;  // L_1 .. L_{T+1}, from 0.001 to 12
      for (int i = 0; i <= T; ++i) L.push_back(0.001 * std::pow(12000, static_cast<double>(i) / T));
      const Schedule schedule = Schedule::of_levels(L);
      const Score score(target, schedule);
      const Measurement tv =
          find_law("characteristics")->measure({score, *sampler, Start::Exact}, {Metric::Tv}).front();
      std::printf("%8s %6d %24.17g %10.2g  %s\n", sampler->name.data(), T, tv.estimate.value, tv.estimate.error,
                  name(tv.status).data());
    }
}

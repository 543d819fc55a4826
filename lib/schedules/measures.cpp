#include "schedules/measures.hpp"

namespace diffrates {
namespace {

// No level is -0: 1 - abar would be too.
constexpr NoiseMeasure measures[] = {
    {"L", "numbers increasing with t, 0 (first only) to 600", [](double L) { return L + 0.0; }},
    {"abar", "numbers decreasing with t, from 1 (first only) down to e^-600",
     [](double abar) { return 0.0 - std::log(abar); }},
    {"lambda", "finite numbers decreasing with t, -300 or more",
     [](double lambda) { return std::isfinite(lambda) ? NoiseLevel::of_lambda(lambda).L : NAN; }},
    {"noise_ratio", "numbers increasing with t, 0 (first only) or more, at most e^300",
     [](double ratio) { return ratio >= 0 ? NoiseLevel::of_noise_ratio(ratio).L : NAN; }}};

}  // namespace

const NoiseMeasure* find_measure(std::string_view name) {
  for (const NoiseMeasure& measure : measures)
    if (measure.name == name) return &measure;
  return nullptr;
}

std::vector<double> interpolated_levels(const std::vector<double>& levels, int T) {
  std::vector<double> L(T + 1);
  for (int t = 1; t <= T + 1; ++t) {
    const double place = double(t - 1) * double(levels.size() - 1) / T;
    const auto k = static_cast<std::size_t>(place);
    const double part = place - static_cast<double>(k);
    if (part == 0) {
      L[t - 1] = levels[k];
      continue;
    }
    const double low = NoiseLevel::of(levels[k]).lambda(), high = NoiseLevel::of(levels[k + 1]).lambda();
    L[t - 1] = NoiseLevel::of_lambda(low + (high - low) * part).L;
  }
  return L;
}

}  // namespace diffrates

/// How much mass a map stretches by more than a factor: a histogram with 32 bins an octave, up to 2^16.
///
/// A grid resolves exp(i k m) at a point only up to |k| = reach / slope, reach being its own frequency less the
/// density's. Of the mass w stretched more than it is made for, coefficients beyond that are off by up to 2 w; noise of
/// variance v damps them by exp(-v k^2/2), so that by Parseval and Cauchy-Schwarz int |change of the density| is at
/// most 2 w min(1, exp(-v (reach/slope)^2/2) sqrt(area/(4 pi v))). Cost: a logarithm a point that is stretched.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace diffrates {

class SlopeMass {
 public:
  void add(double slope, double mass) {
    if (!(slope > 1)) return;
    const auto bin = static_cast<std::size_t>(std::min(per_octave * std::log2(slope), most - 1.0));
    mass_[bin] += mass;
  }
  /// The largest slope met, no less than 1, to a bin.
  double steepest() const {
    for (std::size_t bin = mass_.size(); bin > 0; --bin)
      if (mass_[bin - 1] > 0) return edge(bin);
    return 1;
  }
  /// Half the bound above, for the mass stretched by more than `resolved`.
  double misplaced(double resolved, double reach, double noise, double area) const {
    const double modes = noise > 0 ? std::sqrt(area / (4 * std::numbers::pi * noise)) : 1;
    double sum = 0;
    for (std::size_t bin = 0; bin < mass_.size(); ++bin) {
      const double slope = edge(bin + 1), k = reach / slope;
      if (mass_[bin] > 0 && slope > resolved) sum += mass_[bin] * std::min(1.0, modes * std::exp(-noise * k * k / 2));
    }
    return sum;
  }

 private:
  static constexpr double per_octave = 32, most = 512;
  static double edge(std::size_t bin) { return std::exp2(static_cast<double>(bin) / per_octave); }
  std::array<double, 512> mass_{};
};

}  // namespace diffrates

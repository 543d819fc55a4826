#include "targets/plane_features.hpp"

#include <fmt/format.h>

#include <cmath>

#include "targets/piecewise.hpp"

namespace diffrates {
namespace {

constexpr int spread = 1 << 19;
constexpr double beneath = 45;  // the largest sample: a density that would need 1e19 times its area to matter

/// The places to look at: evenly spread, then rings around those that are known.
template <class Visit>
void visit_places(const Interval (&sides)[2], const std::vector<std::array<double, 2>>& known, Visit visit) {
  constexpr double plastic = 1.32471795724474602596;
  for (int i = 0; i < spread; ++i)
    visit(sides[0].low + sides[0].width() * std::fmod(0.5 + i / plastic, 1),
          sides[1].low + sides[1].width() * std::fmod(0.5 + i / (plastic * plastic), 1));
  const auto visit_inside = [&](double y0, double y1) {
    if (y0 > sides[0].low && y0 < sides[0].high && y1 > sides[1].low && y1 < sides[1].high) visit(y0, y1);
  };
  for (const auto& [y0, y1] : known) {
    visit_inside(y0, y1);
    for (int k = -32; k <= 4; ++k)
      for (const double side : {-1.0, 1.0}) {
        visit_inside(y0 + side * std::pow(10, k / 4.0), y1);
        visit_inside(y0, y1 + side * std::pow(10, k / 4.0));
      }
  }
}

}  // namespace

void look_for_features(const std::function<double(double, double)>& log_f, const Interval (&sides)[2],
                       const std::vector<std::array<double, 2>>& known, const PlaneSamples& samples) {
  visit_places(sides, known, [&](double y0, double y1) {
    const double value = log_f(y0, y1);
    if (!(value > samples.largest - beneath) && !std::isnan(value)) return;
    const Interval around = samples.around(y0, y1);
    if (std::isfinite(value) && value <= around.high + 0.5 + 0.1 * around.width()) return;
    if (std::isfinite(value) && std::abs(value - samples.interpolated(y0, y1)) < 1e-3) return;
    if (!std::isfinite(value)) throw NotResolved(fmt::format("is {} at ({:.6g}, {:.6g})", value, y0, y1));
    throw NotResolved(
        fmt::format("lies {:.3g} above its surroundings at ({:.6g}, {:.6g}), a feature too narrow for {} x {} "
                    "pieces; a smaller rectangle, or a gaussian_mixture, may hold it",
                    value - around.high, y0, y1, samples.pieces, samples.pieces));
  });
}

}  // namespace diffrates

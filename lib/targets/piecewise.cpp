#include "targets/piecewise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace diffrates {
namespace {

constexpr int n = Piecewise::terms;
constexpr double resolution = 2e-12;
constexpr double probe_resolution = 1e-8;
constexpr double most_below = 745;  ///< where an exponential of f has underflowed against its largest
constexpr int first_panels = 64;
constexpr int most_halvings = 38;
constexpr std::size_t most_panels = 20'000;

double node(int i) { return std::cos(std::numbers::pi * (i + 0.5) / n); }

Piecewise::Panel sample(const std::function<double(double)>& f, double low, double high) {
  Piecewise::Panel panel{low, high, {}, INFINITY, -INFINITY, false};
  std::array<double, n> values{};
  for (int i = 0; i < n; ++i) {
    const double x = low + (high - low) * 0.5 * (1 + node(i));
    values[i] = f(x);
    if (!std::isfinite(values[i]))
      throw NotResolved(fmt::format("is {} at {:.6g}", std::isnan(values[i]) ? NAN : values[i], x));
    panel.least = std::min(panel.least, values[i]);
    panel.most = std::max(panel.most, values[i]);
  }
  for (int k = 0; k < n; ++k) {
    double sum = 0;
    for (int i = 0; i < n; ++i) sum += values[i] * std::cos(std::numbers::pi * k * (i + 0.5) / n);
    panel.coefficients[k] = sum * (k == 0 ? 1.0 : 2.0) / n;
  }
  const double tail = std::max(
      {std::abs(panel.coefficients[n - 1]), std::abs(panel.coefficients[n - 2]), std::abs(panel.coefficients[n - 3])});
  // A place is known to its rounding only, and so is a value where f is steep: log(1 - x) near 1.
  const double slope = (panel.most - panel.least) / (high - low);
  const double rounding = 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high)) * slope;
  panel.resolved = tail <= resolution + 1e-15 * std::max(std::abs(panel.least), std::abs(panel.most)) + rounding;
  return panel;
}

/// Where places in the interval are rounded to few digits of its width, says so.
std::string offset_words(double low, double high) {
  const double rounding =
      std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high)) / (high - low);
  if (!(rounding > 1e-13)) return {};
  return fmt::format(
      " (it lies too far off: x is rounded to {:.1e} of an interval {:.2g} wide, which the target affine "
      "with a shift avoids)",
      rounding, high - low);
}

/// Whether the panel says something else than a probe in it, where either is more than nothing.
bool misses(const Piecewise::Panel& panel, std::span<const Probe> probes, double nothing) {
  const auto first = std::lower_bound(probes.begin(), probes.end(), panel.low,
                                      [](const Probe& probe, double place) { return probe.place < place; });
  for (auto probe = first; probe != probes.end() && probe->place < panel.high; ++probe) {
    const double said = panel(probe->place);
    const double allowed = probe_resolution + 1e-12 * std::max(std::abs(panel.least), std::abs(panel.most));
    if (std::max(said, probe->value) > nothing && std::abs(said - probe->value) > allowed) return true;
  }
  return false;
}

}  // namespace

Piecewise::Piecewise(const std::function<double(double)>& f, double low, double high, std::span<const Probe> probes) {
  double nothing = -INFINITY;
  for (const Probe& probe : probes) nothing = std::max(nothing, probe.value - most_below);
  struct Piece {
    double low, high;
    int halvings;
  };
  std::vector<Piece> waiting;
  for (int i = first_panels; i-- > 0;)
    waiting.push_back({low + (high - low) * i / first_panels,
                       i + 1 == first_panels ? high : low + (high - low) * (i + 1) / first_panels, 0});
  while (!waiting.empty()) {
    const Piece piece = waiting.back();
    waiting.pop_back();
    Panel panel = sample(f, piece.low, piece.high);
    if (panel.resolved && misses(panel, probes, nothing)) panel.resolved = false;
    const double middle = piece.low + (piece.high - piece.low) / 2;
    if (panel.resolved || piece.halvings == most_halvings || !(piece.low < middle && middle < piece.high)) {
      panels_.push_back(panel);
    } else {
      waiting.push_back({middle, piece.high, piece.halvings + 1});
      waiting.push_back({piece.low, middle, piece.halvings + 1});
    }
    if (panels_.size() + waiting.size() > most_panels)
      throw NotResolved(fmt::format("is too rough to be resolved: {} panels do not do, near {:.6g}{}", most_panels,
                                    piece.low, offset_words(low, high)));
  }
}

std::size_t Piecewise::panel_of(double x) const {
  const auto after =
      std::upper_bound(panels_.begin(), panels_.end(), x, [](double value, const Panel& p) { return value < p.low; });
  return after == panels_.begin() ? 0 : static_cast<std::size_t>(after - panels_.begin()) - 1;
}

double Piecewise::most() const {
  double result = -INFINITY;
  for (const Panel& panel : panels_) result = std::max(result, panel.most);
  return result;
}

}  // namespace diffrates

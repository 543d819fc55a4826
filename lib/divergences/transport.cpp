#include "divergences/transport.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "divergences/transport_chain.hpp"
#include "numerics/halving.hpp"
#include "numerics/root.hpp"

namespace diffrates {
namespace {

using Spot = TransportChain::Spot;
using Densities = TransportChain::Densities;

constexpr int most_halvings = 2'000, most_of_a_piece = 200;  // where the integrand is rounding alone, seconds
constexpr double accuracy = 1e-12;                           // of a piece, relative to the whole
constexpr double least_decay = 0.02;                         // of an integrand, against that of the masses
constexpr double most_missed = 1e-12;                        // of X's mass; beyond, how far it has to go decides
constexpr double rounding = 1e-15;                           // of a mass
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Where D changes sign in a panel, and its ends.
std::vector<double> stretches(const TransportChain& chain, std::size_t panel) {
  std::vector<double> ends{-1};
  const auto d = [&](double t) { return chain.difference({panel, t}); };
  double last = -1, value = d(-1);
  const auto visit = [&](double t) {
    const double here = d(t);
    if ((here < 0) != (value < 0) && value != 0) ends.push_back(root_between(d, last, t, value, here));
    last = t;
    value = here;
  };
  for (int i = 0; i < transport_order; ++i) visit(halving_rule().nodes()[i]);
  visit(1);
  ends.push_back(1);
  return ends;
}

/// One distance on one chain: W_1, or W_2^2.
class Distance {
  /// The integrand along a panel.
  auto on(std::size_t panel) {
    return [this, panel](double t) { return integrand({panel, t}); };
  }

 public:
  Distance(Metric metric, const TransportChain& chain) : metric_(metric), chain_(chain) {
    std::vector<Piece> pieces;
    double total = 0;
    for (std::size_t panel = 0; panel < chain.size(); ++panel) {
      const std::vector<double> ends = metric == Metric::W1 ? stretches(chain, panel) : std::vector<double>{-1, 1};
      for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
        const Piece piece{panel, ends[i], ends[i + 1], gauss_integral(on(panel), ends[i], ends[i + 1])};
        total += std::abs(piece.first);
        pieces.push_back(piece);
      }
    }
    int left = most_halvings;
    for (const Piece& piece : pieces) {
      if (piece.first == 0) continue;
      Halvings halvings{std::min(left, most_of_a_piece)};
      const int had = halvings.left;
      value +=
          std::abs(halved_integral(on(piece.panel), piece.a, piece.b, piece.first, accuracy * total, open, halvings));
      left -= had - halvings.left;
    }
  }

  double value = 0;
  double open = 0;     ///< of the quadrature
  double ran_off = 0;  ///< the largest |delta| where X's mass ended before

 private:
  struct Piece {
    std::size_t panel;
    double a, b, first;
  };

  double integrand(const Spot& spot) {
    const Densities here = chain_.at(spot);
    const double d = chain_.difference(spot);
    if (metric_ == Metric::W1) return d * here.rise;
    bool off = false;
    const double delta = d == 0 ? 0 : chain_.reach(spot, -d, off);
    if (off) ran_off += here.y > 0 ? here.y * delta * delta : 0;
    return here.y * delta * delta;
  }
  Metric metric_;
  const TransportChain& chain_;
};

/// What errors of D do: int |error of D| dy, or int (error of D)^2 / p_Y dy, the square of W_2's. `part` of the noise
/// enters; errors are added up from the nearer end.
double of_noise(Metric metric, const std::vector<TransportPanel>& panels, const TransportChain& chain, double excess) {
  double total = 0;
  for (const bool from_left : {true, false}) {
    double noise = 0, mass = 0;
    for (std::size_t k = 0; k < panels.size(); ++k) {
      const std::size_t i = from_left ? k : panels.size() - 1 - k;
      if ((chain.before(i) < 0.5) != from_left) break;
      const TransportPanel& panel = panels[i];
      noise += panel.hidden;
      for (int j = 0; j < transport_order; ++j) {
        const int n = from_left ? j : transport_order - 1 - j;
        noise += panel.noise[n];
        mass += panel.mass[n];
        const double error = noise + std::min(1.0, 4 * mass) * excess;
        const double rise = panel.smooth ? panel.rise[n] : chain.width(i) / 2, weight = halving_rule().weights()[n];
        if (metric == Metric::W1) total += weight * error * std::abs(rise);
        if (metric == Metric::W2 && panel.mass[n] > 0)
          total += weight * weight * error / panel.mass[n] * error * rise * rise;
      }
    }
  }
  return total;
}

/// What a rise that misses the distance of two places does to W_1 or W_2: mass |D| is carried over it.
double of_mismatch(Metric metric, const TransportChain& chain) {
  double total = 0;
  for (std::size_t panel = 0; panel < chain.size(); ++panel) {
    const double carried = std::abs(chain.difference({panel, 0}));
    total += chain.mismatch(panel) * (metric == Metric::W1 ? carried : std::sqrt(carried));
  }
  return total;
}

/// What lies beyond an outer panel, whose end is t: by the decay of the integrands, with |x - y| at most x + y inside;
/// infinite where they do not decay.
double beyond(Metric metric, const TransportChain& chain, const Spot& end) {
  const Densities out = chain.at(end), in = chain.at({end.panel, -end.t});
  const double rate = std::log((in.x + in.y) / (out.x + out.y)) / 2;
  if (!(rate > 0)) return infinite;
  const double shift = std::abs(out.gap) * out.rise / rate;  // D dy/dt, D from what lies beyond
  const double carried = std::log(in.rise / out.rise) / 2;
  // A shift is D over the larger of the densities, where one has long fallen below the other.
  const double outer = std::max(out.x, out.y), fall = std::log(std::max(in.x, in.y) / outer) / 2;
  const double decay = metric == Metric::W1 ? rate + carried : 2 * (rate + carried) - fall;
  if (!(decay > least_decay * rate)) return infinite;
  return (metric == Metric::W1 ? shift : shift * shift / outer) / decay;
}

/// What a mass of X beyond the panels costs: it is taken to come from within twice their span.
double farther(Metric metric, const TransportChain& chain) {
  double span = 0;
  for (std::size_t panel = 0; panel < chain.size(); ++panel) span += chain.width(panel);
  return metric == Metric::W1 ? 2 * span : 4 * span * span;
}

}  // namespace

Estimate line_distance(Metric metric, const std::vector<TransportPanel>& panels, double missed) {
  if (panels.empty()) return {};
  const TransportChain chain(panels, transport_order), shorter(panels, transport_order - 3);
  const Distance found(metric, chain), other(metric, shorter);
  const double noise = of_noise(metric, panels, chain, std::abs(chain.excess())),
               tails = beyond(metric, chain, {0, -1}) + beyond(metric, chain, {chain.size() - 1, 1});
  // Where coefficients fall slowly, those that are missing may weigh more than the three left out.
  double error = 4 * std::abs(found.value - other.value) + found.open + tails + found.ran_off;
  error += missed > most_missed ? infinite
                                : std::max(0.0, std::max(missed, -chain.excess()) - rounding) * farther(metric, chain);
  if (metric == Metric::W1) return {found.value, error + noise + of_mismatch(metric, chain)};
  const double value = std::sqrt(found.value);
  if (!std::isfinite(error)) return {value, infinite};
  return {value,
          (error > 0 ? error / std::max(value, std::sqrt(error)) : 0) + std::sqrt(noise) + of_mismatch(metric, chain)};
}

}  // namespace diffrates

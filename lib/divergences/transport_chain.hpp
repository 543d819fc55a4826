/// The panels of transport.hpp as functions of t, and the ways along them: masses, places, and how far a mass reaches.
#pragma once

#include <array>
#include <cmath>

#include "divergences/transport.hpp"

namespace diffrates {

class TransportChain {
 public:
  /// Interpolants keep their first `kept` coefficients.
  TransportChain(const std::vector<TransportPanel>& panels, int kept);

  struct Spot {
    std::size_t panel;
    double t;
  };
  /// At a spot, a unit of t.
  struct Densities {
    double y, x;  ///< masses
    double rise;  ///< dy/dt
    double gap;   ///< x - y, as small as it is
  };

  std::size_t size() const { return parts_.size(); }
  Densities at(const Spot& spot) const;
  /// F_X - F_Y, from the nearer end.
  double difference(const Spot& spot) const;
  /// How far to the right of `spot` (to the left: negative) X's mass `mass` (of that sign) ends, in y. `ran_off`: it
  /// did not end before the last panel did.
  double reach(const Spot& spot, double mass, bool& ran_off) const;
  /// The sum of X's masses minus Y's.
  double excess() const { return excess_; }
  /// Y's mass before the panel.
  double before(std::size_t panel) const { return parts_[panel].y_before; }
  /// By how much the panel's rise, integrated, misses the distance of the places at its ends.
  double mismatch(std::size_t panel) const { return std::abs(rise_between(panel, -1, 1) - width(panel)); }
  double width(std::size_t panel) const { return parts_[panel].right - parts_[panel].left; }

 private:
  using Coefficients = std::array<double, transport_order>;
  struct Part {
    Coefficients log_mass, log_ratio, log_rise;
    double x = 0;  ///< X's mass in all
    double gap_before = 0, gap_after = 0, y_before = 0;
    double left = 0, right = 0;  ///< y at the ends
  };
  /// int of a density over [a, b] of one panel.
  template <class Density>
  double integral(std::size_t panel, double a, double b, const Density& density) const;
  double x_between(std::size_t panel, double a, double b) const;
  double rise_between(std::size_t panel, double a, double b) const;
  /// The t in [a, b] (or [b, a]) with X's mass `mass` between a and it.
  double solve(std::size_t panel, double a, double b, double mass) const;

  std::vector<Part> parts_;
  double excess_ = 0;
};

}  // namespace diffrates

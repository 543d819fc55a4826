/// A function on [low, high] as Chebyshev series on panels, halved until each is resolved: kinks and jumps end in a few
/// panels of width 2^-44 of the whole. What lies between the nodes of a panel is seen by probes that the caller brings:
/// a panel that says something else than they do is halved, however well its series has converged.
#pragma once

#include <functional>
#include <span>
#include <stdexcept>
#include <vector>

namespace diffrates {

/// The function is NaN or infinite somewhere, or too rough for the panels allowed.
class NotResolved : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The function at a place.
struct Probe {
  double place, value;
};

class Piecewise {
 public:
  static constexpr int terms = 20;
  struct Panel {
    double low, high;
    double coefficients[terms];
    double least, most;  ///< of the values at the nodes
    bool resolved;       ///< the series has converged to 2e-12, or to the rounding of values and of x
    /// At one place, or at an array of them side by side.
    template <class Places>
    Places operator()(const Places& x) const {
      const Places y = (2 * x - low - high) / (high - low);
      Places b1 = 0 * y, b2 = b1;  // Clenshaw
      for (int k = terms - 1; k >= 1; --k) {
        const Places b = coefficients[k] + 2 * y * b1 - b2;
        b2 = b1;
        b1 = b;
      }
      return coefficients[0] + y * b1 - b2;
    }
    double width() const { return high - low; }
  };

  /// Samples f (at interior points only); throws NotResolved. Probes from left to right.
  Piecewise(const std::function<double(double)>& f, double low, double high, std::span<const Probe> probes = {});

  double low() const { return panels_.front().low; }
  double high() const { return panels_.back().high; }
  const std::vector<Panel>& panels() const { return panels_; }
  /// The panel that holds x, the nearest one outside.
  std::size_t panel_of(double x) const;
  double operator()(double x) const { return panels_[panel_of(x)](x); }
  /// Largest value at any node.
  double most() const;

 private:
  std::vector<Panel> panels_;  ///< from left to right
};

}  // namespace diffrates

/// One factor of a product: the law of its log likelihood ratio l = log p_X1/p_Y1, as weighted nodes.
///
/// The divergences of the factor itself come from the law on a line that follows the sampler. Its affinity
///   psi(u) = E_Y e^{s l}, s = 1/2 + iu,   enters TV of the product (divergences/affinity.hpp) through D = 1 - psi.
///   With
/// E_Y 1 = 1 and E_Y (e^l - 1) = 0 one may write D = E_Y [1 - e^{s l} + s (e^l - 1)], whose terms are of second order:
///   Re = e^{l/2} (2 sinh^2(l/4) + 2 sin^2(u l/2)),   Im = e^{l/2} (2 u sinh(l/2) - sin(u l)).
/// Where |l| > 2 nothing cancels in Re = (e^l + 1)/2 - e^{l/2} cos(u l), and e^{l/2} may be nothing where its factor is
/// everything. Where Y is narrower than X, nodes that see all of Y miss some of X, E_nodes (e^l - 1) = -m: then D is
/// that sum plus s m, because what the nodes miss of psi, int sqrt(p q), is at most sqrt(m times Y's mass there), and Y
/// has none. Deterministic samplers: panels of characteristics, split (by interpolation, nothing is carried again)
/// until u l turns by at most about one node's share at the largest u asked for. Stochastic: the grid's points, made
/// denser by interpolation alike.
#pragma once

#include <complex>

#include "divergences/line.hpp"
#include "laws/characteristics_line.hpp"

namespace diffrates {

class FactorLaw {
 public:
  /// Follows the sampler on one factor. `deviations`: psi will be asked for u up to this many inverse standard
  /// deviations.
  FactorLaw(const Question& factor, const std::vector<Metric>& metrics, double deviations);

  const Measurement& measured(Metric metric) const;
  double folded_y() const { return folded_y_; }
  double folded_x() const { return folded_x_; }
  /// Where the nodes stop telling psi.
  double largest_u() const { return largest_u_; }
  /// Terms of one log psi.
  Eigen::Index nodes() const { return near_.weight.size() + far_.weight.size(); }
  /// log psi(u); needs metrics to hold tv.
  std::complex<double> log_affinity(double u) const;

 private:
  void split_panels(const CarriedLine& line, double deviations);
  void take_grid(const LineDensities& densities, double deviations);
  /// Of far nodes.
  void add_masses(double y, double x);
  void prepare();

  /// Log ratios with weights, int sqrt(p q) of their surroundings.
  struct Nodes {
    void add(double w, double l);
    void add(const Eigen::ArrayXd& w, const Eigen::ArrayXd& l);
    void prepare();
    Eigen::ArrayXd weight, log_ratio;
    std::vector<double> weights, log_ratios;  ///< as they come
  };

  std::vector<Measurement> measured_;
  double folded_y_ = 0, folded_x_ = 0, variance_ = 0, largest_u_ = 0;
  Nodes near_, far_;
  Eigen::ArrayXd square_, sine_;          ///< of near nodes, what does not depend on u: sinh^2(l/4) and sinh(l/2)
  double far_mean_ = 0, far_excess_ = 0;  ///< of far nodes, (p + q)/2 and p - q
  double missed_ = 0;                     ///< m: of X's mass, where the nodes do not see it
};

}  // namespace diffrates

/// A density on an interval given by any log density that can be evaluated: X_0 with density exp(log f) / int exp(log
/// f).
///
/// Of a support that is infinite, or nearly all empty, the window outside which f is below e^-700 of its largest value
/// is taken (targets/line_window.hpp, which also says what can be missed). log f is kept as Chebyshev series on panels
/// (targets/piecewise.hpp), and held to values of f at places that are no nodes; mass, mean and variance come from two
/// more integrations, of the series and of f itself, whose pieces share no end. At a noise level whose blur is
/// sigma/signal,
///   p(x) = int f(y) N(x; signal y, noise) dy
/// is summed with 16 Gauss-Legendre nodes on pieces no wider than the blur, tabulated for half octaves of it when
/// asked; wide blurs use Gauss rules of the measure (targets/line_measure.hpp), and blurs below 2^-14 of the support
/// make their pieces on the spot. Where f is below e^-700 of its largest value it counts as zero. Accuracy: relative
/// 1e-10 of p from noise 1e-6 on, up to 30 blurs beyond the support (more where the support is narrower than a blur).
/// Further out, and where a tail was cut off and what was cut off may be as large as what is left, log p is not known:
/// it is -inf there, and of a tail that was cut off the score, too, is told no further (NaN). Cost per point: 300 to
/// 450 exponentials at narrow blur, 16 at wide; memory about 20 MB.
#pragma once

#include <functional>

#include "targets/line_measure.hpp"
#include "targets/piecewise.hpp"
#include "targets/target.hpp"

namespace diffrates {

class DensityLine : public Target {
 public:
  /// Samples log_f inside the support during construction only; its ends may be infinite. `known`: places that matter,
  /// breakpoints first. Throws NotResolved where it is not finite or too rough, or its exponential cannot be
  /// integrated, or two integrations with no node in common do not agree.
  DensityLine(const std::function<double(double)>& log_f, Interval support, const std::vector<double>& known = {});

  int dimension() const override { return 1; }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override;
  Interval bulk(const NoiseLevel& at, double tail) const override;
  Moments moments() const override;
  void draw(Stream& stream, Points& x) const override;
  Assumptions assumptions() const override;
  double uncertainty() const override { return uncertainty_; }
  double work() const override { return 450 * Target::work(); }
  double usual_work() const override { return work() / 6; }  // most levels of blur are wide

 private:
  struct Nodes {
    std::vector<double> places, log_weights;
  };
  /// Appends nodes for pieces of [low, high] no wider than `width`; log weights include the normalisation.
  void append(double low, double high, double width, Nodes& nodes) const;
  /// One piece of a panel, halved until log f varies little on it.
  void append_piece(const Piecewise::Panel& panel, double low, double high, double width, Nodes& nodes) const;
  template <int count>
  void append_rule(const Piecewise::Panel& panel, double low, double high, Nodes& nodes) const;
  double places_rounding(const Eigen::ArrayXd& places) const;
  NodeSum table(double width) const;
  void tabulate();
  bool concave() const;
  bool concave_across_panels() const;  ///< where narrow features have panels of their own
  void check_integrals(const std::function<double(double)>& log_f, const NodeSum& own) const;
  DensityLine(const std::function<double(double)>& log_f, Interval support, Interval window,
              const std::vector<double>& known);
  /// Nodes within ten blurs of a place, or as far as it takes to meet some mass.
  void append_around(double centre, double scale, Nodes& nodes) const;
  void evaluate_windowed(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const;

  bool bounded_;  ///< the support is
  bool cut_;      ///< the support goes on beyond the window
  Piecewise log_f_;
  double largest_ = 0;   ///< of log f
  double log_mass_ = 0;  ///< log of int exp(log f - largest)
  double mean_ = 0, variance_ = 0;
  double uncertainty_ = 0;
  LineMeasure levels_;
  Eigen::ArrayXd places_, cumulative_;  ///< of a table fine enough to draw from
};

}  // namespace diffrates

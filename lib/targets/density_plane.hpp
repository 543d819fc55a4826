/// A density on a rectangle given by any log density that can be evaluated, by tensor quadrature.
///
/// At a noise level with blur b = sigma/signal, p(x) = int f(y) N(x; signal y, noise I) dy is summed over the product
/// of two composite Gauss-Legendre rules with 20 nodes on pieces no wider than 4 b (targets/plane_grid.hpp). log f is
/// its polynomial of degree 19 on each of 64 x 64 pieces. Which grid serves depends on the blur:
/// - tabulated grids from 128 pieces a side on, each with 1/sqrt(2) times the pieces of the one before, down to the
///   coarsest that agrees with its predecessor to 1e-11;
/// - below 1/512 of the longer side, a grid of its own around each x;
/// - coarser ones whose weights reproduce f's integrals with polynomials on each piece, where f is too rough for them;
/// - above twice the longer side, 24 x 24 nodes whose weights reproduce f's integrals with polynomials.
///
/// What lies between the nodes is looked for (targets/plane_features.hpp), also around places that are known to matter:
/// breakpoints, pairs of numbers in the formula.
///
/// Domain: log f is finite inside the rectangle and resolved by its pieces, so without kinks along curves; NotResolved
/// says when it is not. Where p underflows (log f lies 640 below its largest at all places within reach) the coarsest
/// grid serves by exponents: the answer is finite, not accurate.
/// Accuracy: relative 1e-10 of p and, in units of the noise, of score and Hessian, for noise from 1e-6 to 1 and x up to
/// 12 standard deviations of the noise beyond the rectangle.
/// Cost per point: 0.6 us at wide blur, 4 to 11 us tabulated, 0.1 ms below the finest; construction 0.5 s; memory about
/// 120 MB.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <optional>

#include "targets/piece_squares.hpp"
#include "targets/plane_grid.hpp"
#include "targets/plane_pieces.hpp"
#include "targets/target.hpp"

namespace diffrates {

class DensityPlane : public Target {
 public:
  /// Samples log_f inside the rectangle during construction only. `bounded`: the support is the rectangle, and not more
  /// of which the rectangle holds all but nothing.
  DensityPlane(const std::function<double(double, double)>& log_f, Interval first, Interval second,
               const std::vector<std::array<double, 2>>& known = {}, bool bounded = true);

  int dimension() const override { return 2; }
  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override;
  Interval bulk(const NoiseLevel& at, double tail) const override;
  Moments moments() const override { return moments_; }
  void draw(Stream& stream, Points& x) const override;
  Assumptions assumptions() const override {
    return {.density = true, .smooth = false, .log_concave = concave_, .bounded_support = bounded_};
  }
  double work() const override { return 150'000; }
  double usual_work() const override { return usual_work_; }

 private:
  struct Table {
    double blur;  ///< the narrowest it serves
    PlaneGrid grid;
  };
  /// Places along an axis, and what takes log f there from its samples.
  struct Axis {
    QuadratureRule rule;
    std::vector<std::pair<Eigen::Index, Eigen::MatrixXd>>
        pieces;  ///< first sample of a piece, interpolation from its samples
  };
  void check_interpolation(const std::function<double(double, double)>& log_f) const;
  void check_features(const std::function<double(double, double)>& log_f,
                      const std::vector<std::array<double, 2>>& known) const;
  PlaneGrid moment_grid(int most_pieces_a_side, const PlaneGrid& fine) const;
  double measured_work() const;
  void tabulate();
  void compress();
  void prepare_draws();
  Eigen::Index piece_of(int axis, double place) const;
  Axis axis_of(int axis, QuadratureRule rule) const;
  Eigen::MatrixXd log_f_on(const Axis& first, const Axis& second) const;
  double interpolated(double y0, double y1) const;
  PlaneGrid refined(double blur, double y0, double y1) const;
  PlaneLocal at(const NoiseLevel& level, const PlaneGrid* table, double x0, double x1) const;

  Interval sides_[2];
  Eigen::ArrayXd places_[2];           ///< of the samples
  Eigen::ArrayXd factors_[2];          ///< that interpolate between those of a piece
  Eigen::MatrixXd log_f_;              ///< there, normalised: a row for each place of the second axis
  std::vector<Table> tables_;          ///< from coarse to fine
  Eigen::ArrayXXd coarse_log_masses_;  ///< of the coarsest composite grid
  std::optional<PlaneGrid> coarse_;
  Moments moments_;
  Eigen::ArrayXd cumulative_, piece_most_;        ///< over the pieces, column by column: masses, a bound on log f
  std::map<Eigen::Index, PieceSquares> squares_;  ///< of pieces where one bound would be too high
  bool concave_ = false, bounded_;
  double usual_work_ = 25'000;  ///< tabulated
};

}  // namespace diffrates

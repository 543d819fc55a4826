/// A measure in the plane as masses on a tensor grid, blurred by N(0, noise I): sum_ij m_ij N(x; signal y_ij, noise I).
///
/// The Gaussian factorises, so a point costs one exponential a grid line within reach and the product of the masses
/// there with three vectors. A line whose largest term cannot exceed e^-55 of the term of the node nearest to the point
/// is out of reach. Masses may be negative (interpolatory rules); lines are told apart by absolute values.
#pragma once

#include <Eigen/Core>

namespace diffrates {

/// Value and derivatives of log p at one point.
struct PlaneLocal {
  double log_density;
  double score[2];
  double hessian[3];  ///< 00, 01, 11
};

class PlaneGrid {
 public:
  /// Places increasing along each axis; masses e^log_scale times `masses`, a row for each place of the second axis.
  PlaneGrid(Eigen::ArrayXd first, Eigen::ArrayXd second, Eigen::MatrixXd masses, double log_scale = 0);

  const Eigen::ArrayXd& places(int axis) const { return places_[axis]; }
  auto masses() const { return masses_.topRows(places_[1].size()); }

  /// False, and nothing set, where the sum underflows.
  bool evaluate(double signal, double noise, double x0, double x1, PlaneLocal& local) const;
  /// The same by exponents, which do not underflow: one exponential a node with positive mass. `log_masses` shaped like
  /// masses().
  PlaneLocal evaluate_exponents(const Eigen::ArrayXXd& log_masses, double signal, double noise, double x0,
                                double x1) const;

 private:
  struct Lines {
    Eigen::Index first, count;
  };
  Lines within_reach(int axis, const Eigen::ArrayXd& halves, double other_least, double least) const;

  Eigen::ArrayXd places_[2], log_most_[2];  ///< largest mass on a line, without e^log_scale
  Eigen::MatrixXd masses_;                  ///< and rows of zeros up to a multiple of eight
  double log_scale_;
};

}  // namespace diffrates

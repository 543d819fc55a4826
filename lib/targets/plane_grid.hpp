/// A measure in the plane as masses on a tensor grid, blurred by N(0, noise I): sum_ij m_ij N(x; signal y_ij, noise I).
///
/// The Gaussian factorises, so a point costs one exponential a grid line within reach and the product of the masses
/// there with three vectors. A line whose largest term cannot exceed e^-55 of the term of the node nearest to the point
/// is out of reach, and so are the ends of a column whose terms cannot exceed that: of a narrow ridge little is summed.
/// Masses may be negative (interpolatory rules); lines are told apart by absolute values.
#pragma once

#include <Eigen/Core>
#include <vector>

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

  /// Nodes that a sum at this point runs over.
  double terms(double signal, double noise, double x0, double x1) const;
  /// False, and nothing set, where the sum underflows.
  bool evaluate(double signal, double noise, double x0, double x1, PlaneLocal& local) const;
  /// The same by exponents, which do not underflow: one exponential a node with positive mass. `log_masses` shaped like
  /// masses().
  PlaneLocal evaluate_exponents(const Eigen::ArrayXXd& log_masses, double signal, double noise, double x0,
                                double x1) const;

 private:
  struct Lines {
    Eigen::Index first, count;
    Eigen::Index end() const { return first + count; }
  };
  /// The lines around a point that count, and the exponents they begin with.
  struct Reach {
    Eigen::Index near0, near1;
    Eigen::ArrayXd offset0, offset1, half0, half1;
    Lines at0, at1;
    double least = 0;  ///< logarithm of a term that counts
  };
  std::vector<Lines> filled(double depth) const;
  double term_to_compare(const Reach& reach, double nearest_term) const;
  Reach reach(double signal, double noise, double x0, double x1) const;
  /// Rows of `count` columns from `column` on that are within reach and hold a mass, in whole lanes from `row` on.
  Lines rows(const Reach& reach, Eigen::Index column, Eigen::Index count, Eigen::Index row) const;
  Lines within_reach(int axis, const Eigen::ArrayXd& halves, double other_least, double least) const;

  Eigen::ArrayXd places_[2], log_most_[2];  ///< largest mass on a line, without e^log_scale
  std::vector<Eigen::Index> top_;           ///< of each column, the row of its largest mass
  /// Of each column, the rows between the first and the last mass that is no more than e^-depth below the largest of
  /// it: for each depth, the last being all that is not empty.
  std::vector<std::vector<Lines>> filled_;
  Eigen::MatrixXd masses_;  ///< and rows of zeros up to a multiple of eight
  double log_scale_;
};

}  // namespace diffrates

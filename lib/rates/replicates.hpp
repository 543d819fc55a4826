/// The random part of a series' errors, as replicates of each value tell it, and the rest of them as bounds.
///
/// A number fitted to y_1 .. y_n with derivatives w_i moves by sum_i w_i d_ik in replicate k, d_ik the relative
/// deviation of replicate k at x_i from the mean at x_i. Values made of the same random numbers (equal streams) move
/// together, and what they share cancels as it does in the number itself: the scatter of the sums over k is the
/// variance, no covariance matrix being needed. Values of different streams are independent, and their variances add
/// up:
///   v = sum over streams of v_s,   v_s = sum_k (sum_{i in s} w_i d_ik)^2 / (R (R - 1)),
/// with (R - 1) v^2 / sum v_s^2 degrees of freedom (Welch and Satterthwaite): R - 1 where all share one stream.
/// What the stated error holds beyond the replicates' scatter (rounding, quadrature, mass not seen) may have any sign
/// at each x: sum_i |w_i| b_i is added.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace diffrates {

struct RatePoint;

class Replicates {
 public:
  Replicates() = default;
  /// `sigma`: the relative errors stated. Of nothing unless every point has replicates, all equally many and of a
  /// positive mean.
  Replicates(const std::vector<RatePoint>& points, const Eigen::ArrayXd& sigma);

  bool empty() const { return deviations_.size() == 0; }
  /// Of points first .. first + n - 1.
  Replicates segment(Eigen::Index first, Eigen::Index n) const;
  /// How far errors move a number: Student, two-sided 99.9 percent, and the bounds.
  double reach(const Eigen::ArrayXd& influence) const;

 private:
  Eigen::ArrayXXd deviations_;  ///< relative, of replicate k at point i: (i, k)
  Eigen::ArrayXd bound_;
  std::vector<std::uint64_t> streams_;
};

}  // namespace diffrates

/// Replicates: 16 independent parts of a sample, whose scatter is the random part of a number's error.
///
/// With e_k the number that replicate k gives, mean e their mean, the standard error stated is
///   sqrt(sum_k (e_k - e)^2 / (16 * 15)),
/// and what a combination of several numbers owes to chance is the same of its combination of the e_k, provided that
/// replicate k of each is made of the same random numbers, or all are independent. What a law states beyond it
/// (rounding, quadrature, a tail not seen) is a bound.
///
/// A law that averages over scramblings has these values as they are. One that averages over many independent paths
/// knows its standard error better than 16 groups of them tell; there e_k - e is the deviation of group k, scaled so
/// that the formula above gives the error stated.
#pragma once

#include <Eigen/Core>
#include <vector>

#include "numerics/estimate.hpp"

namespace diffrates {

inline constexpr int replicates = 16;

/// Independent values of equal weight, dealt out in turn: value i to replicate i mod 16. So a longer sample of the same
/// random numbers has the same replicates, with more in each.
class Dealt {
 public:
  void add(double value) {
    sums_[count_ % replicates] += value;
    counts_[count_ % replicates] += 1;
    ++count_;
  }
  /// The e_k of an estimate whose random part is these values' average: their mean is `stated.value`, and their
  /// standard error `stated.error` (0 where all groups have the same mean).
  std::vector<double> scaled_to(const Estimate& stated) const;

 private:
  Eigen::Array<double, replicates, 1> sums_ = Eigen::Array<double, replicates, 1>::Zero(), counts_ = sums_;
  Eigen::Index count_ = 0;
};

}  // namespace diffrates

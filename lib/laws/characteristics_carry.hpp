/// Characteristics: points carried with their Jacobians through a deterministic sampler.
///
/// log p_Y1(y_1) = log p_YT(y_T) - log |det dy_1/dy_T|, so that the log likelihood ratio at Y_1 is
///   l = log p_X1(y_1) + log |det dy_1/dy_T| - log p_YT(y_T).
/// Valid where the flow is one-to-one: a point is marked folded, for good, once the determinant of its Jacobian is not
/// positive after some step (or is lost to overflow). Domain: deterministic samplers, with memory or without; any d.
/// Cost: the sampler's evaluations with d tangents a point; for d > 1 also the sign of one d x d determinant a point
/// and step, d^3/3 multiplications.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "laws/law.hpp"

namespace diffrates {

/// How far rounded values are off: `absolute` for places up to `size`, in proportion beyond; and at least what a
/// rounding `at_start` of the start becomes where the map stretches.
struct ValueNoise {
  double absolute = 0, size = 1, at_start = 0;
  double at(double place, double stretch) const {
    return std::max(absolute * std::max(1.0, std::abs(place) / size), at_start * stretch);
  }
};

struct Carried {
  Points y;                  ///< Y_1; its tangents are the columns of dy_1/dy_T
  Eigen::ArrayXd log_start;  ///< log p_YT at the start
  Eigen::ArrayXd log_ratio;  ///< l = log p_X1/p_Y1 at Y_1
  Eigen::ArrayXd rounding;   ///< rounding error of l, estimated
  Eigen::ArrayXd places;     ///< d = 1: rounding error of all places on the way, carried back to the start
  std::vector<bool> folded;
  std::vector<bool> untold = {};  ///< log p_X1 is -inf: too small to be known; l then is least_told
  Eigen::ArrayXd open = {};       ///< panels of values alone: what their interpolant leaves open of l
  Eigen::ArrayXd off = {};        ///< and by how much y_1 between the nodes is off it, a number a panel,
  Eigen::ArrayXd left = {};       ///< rounding included
};

/// e^l is nothing, in whatever metric it can stand for -inf.
inline constexpr double least_told = -740;

/// log p_YT: N(0, I) or p_XT.
Eigen::ArrayXd log_start_density(const Question& question, const Points& start);

/// Carries batches of points through all steps, each by a sampler of its own.
class Carrier {
 public:
  /// Keeps a reference. Where points have no tangents of their own (Question::values_only) and d > 1, what their values
  /// round to is measured: one batch of 24 points. On a line those go with the first panels.
  explicit Carrier(const Question& question);

  const Question& question() const { return question_; }
  bool values_only() const { return question_.values_only(); }
  bool interpolates() const { return values_only() && question_.target().dimension() == 1; }
  /// Nothing before it has been measured.
  const std::optional<ValueNoise>& noise() const { return noise_; }
  void learn(const ValueNoise& noise) const { noise_ = noise; }
  /// Values only; tangents are added, or made of differences (characteristics_values.hpp).
  Carried operator()(const Points& start) const;

 private:
  const Question& question_;
  mutable std::optional<ValueNoise> noise_;
};

/// What Y_1 says, once its points and their Jacobians are known.
Carried conclude(const Question& question, const Points& start, Points y, std::vector<bool> folded);

/// log |det| of every point's Jacobian; not finite where it is not positive.
Eigen::ArrayXd log_determinants(const Points& y);

/// Whether every point's determinant is positive, as log_determinants has it.
std::vector<bool> positive_determinants(const Points& y);

/// The squares of the entries of every point's Jacobian, added: how far the map tears the start apart.
Eigen::ArrayXd stretch(const Points& y);

/// Why a sampler has no characteristics; empty if it has.
std::string characteristics_refusal(const Setting& setting, std::string_view law);

}  // namespace diffrates

/// The key `direction`: the unit vector v along which a score error points.
#pragma once

#include "scores/score_error.hpp"

namespace diffrates {

inline const Key direction_key{"direction",
                               "a number (d = 1) or a list of d numbers, normalised; by default (1, ..., 1)",
                               Shape::numbers(Bounds::any(), 10'000, true)};

/// A vector given as numbers, or by default along (1, ..., 1); see read_direction.
class Direction {
 public:
  explicit Direction(std::vector<double> numbers) : numbers_(std::move(numbers)) {}
  Eigen::VectorXd in(int dimension) const;
  std::string problem(std::string_view key, int dimension) const;

 private:
  std::vector<double> numbers_;
};

/// Reads the optional key `direction`; a vector of length zero is a problem. It enters the label only where it is
/// written.
Direction read_direction(Parameters& p);

/// Writes numbers for a label: 2, or [1 0.5].
std::string label_of(const std::vector<double>& numbers);

}  // namespace diffrates

/// Proposals for draws in one piece of a density in the plane on which log f varies much: 16 x 16 squares, each below a
/// bound of its own. Exact up to the bounds: the largest of the samples that enclose a square, and a tenth of their
/// range. Cost: two uniform numbers and a search among 256; construction 50 us.
#pragma once

#include <Eigen/Core>

#include "numerics/random.hpp"

namespace diffrates {

/// A place in a piece, in shares of its sides, and a bound on log f there.
struct Proposal {
  double first, second, bound;
};

class PieceSquares {
 public:
  /// Samples of log f, a column for each place of the first axis, at places in shares of the piece's sides.
  PieceSquares(const Eigen::MatrixXd& log_f, const Eigen::ArrayXd& first, const Eigen::ArrayXd& second);
  /// With density proportional to exp(bound): a draw of f when accepted with probability exp(log f - bound).
  Proposal propose(Stream& stream) const;

 private:
  Eigen::ArrayXd bounds_, cumulative_;  ///< row by row of the first axis
};

}  // namespace diffrates

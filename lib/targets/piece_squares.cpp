#include "targets/piece_squares.hpp"

#include <algorithm>
#include <cmath>

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr Index squares = 16;  // a side

/// The samples from the last at or before a square's low end to the first at or after its high end.
struct Enclosing {
  Index first, count;
};
Enclosing enclosing(const Eigen::ArrayXd& places, Index square) {
  const double low = static_cast<double>(square) / squares, high = static_cast<double>(square + 1) / squares;
  Index from = 0, to = places.size() - 1;
  while (from + 1 < places.size() && places[from + 1] <= low) ++from;
  while (to > 0 && places[to - 1] >= high) --to;
  return {from, to - from + 1};
}

}  // namespace

PieceSquares::PieceSquares(const Eigen::MatrixXd& log_f, const Eigen::ArrayXd& first, const Eigen::ArrayXd& second)
    : bounds_(squares * squares), cumulative_(squares * squares) {
  for (Index i = 0; i < squares; ++i)
    for (Index j = 0; j < squares; ++j) {
      const Enclosing columns = enclosing(first, i), rows = enclosing(second, j);
      const auto around = log_f.block(rows.first, columns.first, rows.count, columns.count);
      bounds_[i * squares + j] = around.maxCoeff() + 0.01 + 0.1 * (around.maxCoeff() - around.minCoeff());
    }
  const double largest = bounds_.maxCoeff();
  double sum = 0;
  for (Index k = 0; k < bounds_.size(); ++k) cumulative_[k] = sum += std::exp(bounds_[k] - largest);
}

Proposal PieceSquares::propose(Stream& stream) const {
  const double* begin = cumulative_.data();
  const Index count = cumulative_.size();
  const double u = stream.uniform() * cumulative_[count - 1];
  const Index k = std::min<Index>(std::upper_bound(begin, begin + count, u) - begin, count - 1);
  const double first = stream.uniform(), second = stream.uniform();
  return {(static_cast<double>(k / squares) + first) / squares, (static_cast<double>(k % squares) + second) / squares,
          bounds_[k]};
}

}  // namespace diffrates

// Drawing from a density on a rectangle: a piece by its mass, then a place in it by rejection.
#include <algorithm>

#include "targets/density_plane.hpp"

namespace diffrates {
namespace {

constexpr unsigned nodes = nodes_a_piece;
constexpr double most_tries = 64;      ///< of a draw in a piece, by one bound
constexpr double least_drawn = 1e-16;  ///< a mass that no draw meets

}  // namespace

void DensityPlane::prepare_draws() {
  const QuadratureRule rule[2] = {composite<nodes>(sides_[0], sampled_pieces),
                                  composite<nodes>(sides_[1], sampled_pieces)};
  const Eigen::MatrixXd masses = masses_of(log_f_, rule[0], rule[1]);
  cumulative_.resize(sampled_pieces * sampled_pieces);
  piece_most_.resize(sampled_pieces * sampled_pieces);
  const auto share = [this](int axis, Eigen::Index node) {
    const double side = sides_[axis].width() / sampled_pieces;
    const double low = sides_[axis].low + side * static_cast<double>(node / nodes);
    return Eigen::ArrayXd((places_[axis].segment(node, nodes) - low) / side);
  };
  const double area = sides_[0].width() * sides_[1].width() / (sampled_pieces * sampled_pieces);
  double sum = 0;
  for (Eigen::Index k = 0; k < cumulative_.size(); ++k) {
    const Eigen::Index node0 = k / sampled_pieces * nodes, node1 = k % sampled_pieces * nodes;
    cumulative_[k] = sum += masses.block(node1, node0, nodes, nodes).sum();
    const auto values = log_f_.block(node1, node0, nodes, nodes);
    // Nodes are at most 1/13 of a piece from any place in it.
    piece_most_[k] = values.maxCoeff() + 0.01 + 0.1 * (values.maxCoeff() - values.minCoeff());
    const double mass = masses.block(node1, node0, nodes, nodes).sum();
    if (mass > least_drawn && area * std::exp(piece_most_[k]) > most_tries * mass)
      squares_.emplace(k, PieceSquares(values, share(0, node0), share(1, node1)));
  }
}

void DensityPlane::draw(Stream& stream, Points& x) const {
  const double* begin = cumulative_.data();
  const Eigen::Index count = cumulative_.size();
  for (Points::Index i = 0; i < x.size(); ++i) {
    // A piece by its mass, then a place in it by rejection.
    const double u = stream.uniform() * cumulative_[count - 1];
    const Eigen::Index k = std::min<Eigen::Index>(std::upper_bound(begin, begin + count, u) - begin, count - 1);
    const double piece[2] = {static_cast<double>(k / sampled_pieces), static_cast<double>(k % sampled_pieces)};
    const auto squares = squares_.find(k);
    double place[2], bound = piece_most_[k];
    do {
      double share[2];
      if (squares == squares_.end()) {
        for (double& part : share) part = stream.uniform();
      } else {
        const Proposal proposal = squares->second.propose(stream);
        share[0] = proposal.first, share[1] = proposal.second, bound = proposal.bound;
      }
      for (const int axis : {0, 1})
        place[axis] = sides_[axis].low + sides_[axis].width() * (piece[axis] + share[axis]) / sampled_pieces;
    } while (stream.uniform() > std::exp(interpolated(place[0], place[1]) - bound));
    x.coordinate(0)[i] = place[0];
    x.coordinate(1)[i] = place[1];
  }
}

}  // namespace diffrates

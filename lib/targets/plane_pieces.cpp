#include "targets/plane_pieces.hpp"

namespace diffrates {

Eigen::ArrayXd barycentric_factors(const Eigen::ArrayXd& piece) {
  const Eigen::Index n = piece.size();
  Eigen::ArrayXd factors = Eigen::ArrayXd::Ones(n);
  const double unit = 4 / (piece[n - 1] - piece[0]);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index k = 0; k < n; ++k)
      if (k != i) factors[i] /= unit * (piece[i] - piece[k]);
  return factors;
}

Eigen::MatrixXd interpolation(const Eigen::ArrayXd& piece, const Eigen::ArrayXd& factors,
                              const Eigen::ArrayXd& places) {
  Eigen::MatrixXd matrix(places.size(), piece.size());
  for (Eigen::Index r = 0; r < places.size(); ++r) {
    const Eigen::ArrayXd distance = places[r] - piece;
    Eigen::Index nearest = 0;
    if (distance.abs().minCoeff(&nearest) == 0) {
      matrix.row(r).setZero();
      matrix(r, nearest) = 1;
      continue;
    }
    const Eigen::ArrayXd terms = factors / distance;
    matrix.row(r) = (terms / terms.sum()).matrix().transpose();
  }
  return matrix;
}

Eigen::MatrixXd interpolation(const Eigen::ArrayXd& piece, const Eigen::ArrayXd& places) {
  return interpolation(piece, barycentric_factors(piece), places);
}

Eigen::MatrixXd masses_of(const Eigen::MatrixXd& log_f, const QuadratureRule& first, const QuadratureRule& second) {
  Eigen::MatrixXd masses = log_f.array().exp();
  masses.array().colwise() *= second.weights;
  masses.array().rowwise() *= first.weights.transpose();
  return masses;
}

}  // namespace diffrates

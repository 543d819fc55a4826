#include "laws/joint_noise.hpp"

#include <Eigen/QR>
#include <algorithm>

namespace diffrates {
namespace {

std::vector<Points*> together(Points& y, const std::vector<Points*>& others) {
  std::vector<Points*> all{&y};
  all.insert(all.end(), others.begin(), others.end());
  return all;
}

/// The same places with `tangents` tangents, not set.
Points with_tangents(const Points& x, int tangents) {
  Points result(x.size(), x.dimension(), tangents);
  result.values() = x.values();
  return result;
}

}  // namespace

Eigen::MatrixXd triangular_factor(const Eigen::MatrixXd& factor) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> turned(factor.transpose());
  const Eigen::Index columns = std::min(factor.rows(), factor.cols());
  const Eigen::MatrixXd upper = turned.matrixQR().topRows(columns).triangularView<Eigen::Upper>();
  return upper.transpose();
}

void add_joint_noise(Points& y, const std::vector<Points*>& others, double variance) {
  const std::vector<Points*> all = together(y, others);
  const int d = y.dimension(), k = y.tangents();
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(std::ssize(all) * d, k + d);
  for (std::size_t v = 0; v < all.size(); ++v)
    for (int j = 0; j < k; ++j)
      factor.col(j).segment(static_cast<Eigen::Index>(v) * d, d) = all[v]->tangent(j).row(0).transpose().matrix();
  factor.topRightCorner(d, d).diagonal().setConstant(std::sqrt(variance));
  factor = triangular_factor(factor);
  for (std::size_t v = 0; v < all.size(); ++v) {
    *all[v] = with_tangents(*all[v], static_cast<int>(factor.cols()));
    for (int j = 0; j < all[v]->tangents(); ++j)
      all[v]->tangent(j).row(0) = factor.col(j).segment(static_cast<Eigen::Index>(v) * d, d).transpose().array();
  }
}

void add_independent_noise(Points& y, const std::vector<Points*>& others, double variance) {
  const std::vector<Points*> all = together(y, others);
  const int k = y.tangents(), fewer = std::min(static_cast<int>(all.size()), k + 1);
  std::vector<Points> turned;
  for (const Points* one : all) turned.push_back(with_tangents(*one, fewer));
  Eigen::MatrixXd factor = Eigen::MatrixXd::Zero(std::ssize(all), k + 1);
  for (int i = 0; i < y.dimension(); ++i) {
    for (std::size_t v = 0; v < all.size(); ++v)
      for (int j = 0; j < k; ++j) factor(static_cast<Eigen::Index>(v), j) = all[v]->tangent(j)(0, i);
    factor(0, k) = std::sqrt(variance);
    const Eigen::MatrixXd lower = triangular_factor(factor);
    for (std::size_t v = 0; v < all.size(); ++v)
      for (int j = 0; j < fewer; ++j) turned[v].tangent(j)(0, i) = lower(static_cast<Eigen::Index>(v), j);
  }
  for (std::size_t v = 0; v < all.size(); ++v) *all[v] = std::move(turned[v]);
}

}  // namespace diffrates

#include "laws/local_shape.hpp"

#include <limits>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

constexpr double tail_from = 1;  // |l|

using Rows = std::vector<Eigen::Index>;

/// The points `rows` of `from`, values alone.
Points selected(const Points& from, const Rows& rows, int tangents) {
  Points result(static_cast<Eigen::Index>(rows.size()), from.dimension(), tangents);
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.values().row(static_cast<Eigen::Index>(i)) = from.values().row(rows[i]);
  return result;
}

/// Tangent vectors of point i as columns.
Eigen::MatrixXd columns(const Points& points, Eigen::Index i) {
  Eigen::MatrixXd result(points.dimension(), points.tangents());
  for (int j = 0; j < points.tangents(); ++j) result.col(j) = points.tangent(j).row(i).matrix().transpose();
  return result;
}

/// Hess log p times the tangents of x, at a level.
Points bent(const Target& target, const NoiseLevel& at, const Points& x) {
  Points score;
  target.evaluate(at, x, &score, nullptr);
  return score;
}

double shape(const Eigen::MatrixXd& jpj, const Eigen::MatrixXd& s, double l) {
  const Eigen::VectorXd values = generalized_eigenvalues((jpj + jpj.transpose()) / 2, (s + s.transpose()) / 2);
  if (values.size() == 0) return -std::numeric_limits<double>::infinity();
  return l > 0 ? 1 - values.minCoeff() : values.maxCoeff() - 1;
}

}  // namespace

Eigen::ArrayXd local_shapes(const Question& question, const Points& start, const Carried& carried) {
  const int d = start.dimension();
  Eigen::ArrayXd result = Eigen::ArrayXd::Constant(start.size(), -std::numeric_limits<double>::infinity());
  Rows rows;
  for (Eigen::Index i = 0; i < start.size(); ++i)
    if (std::abs(carried.log_ratio[i]) > tail_from && !carried.folded[static_cast<std::size_t>(i)]) rows.push_back(i);
  if (rows.empty()) return result;
  Points y = selected(carried.y, rows, d), first = selected(start, rows, d);
  for (int j = 0; j < d; ++j)
    for (std::size_t i = 0; i < rows.size(); ++i)
      y.tangent(j).row(static_cast<Eigen::Index>(i)) = carried.y.tangent(j).row(rows[i]);
  first.start_tangents();
  const Points last_bent = bent(question.target(), question.reference(), y);
  const bool exact = question.start == Start::Exact;
  const Schedule& schedule = question.schedule();
  const Points first_bent = exact ? bent(question.target(), schedule.at(schedule.steps()), first) : Points();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const Eigen::MatrixXd jpj = -columns(y, row).transpose() * columns(last_bent, row);
    const Eigen::MatrixXd s = exact ? (-columns(first_bent, row)).eval() : Eigen::MatrixXd::Identity(d, d);
    result[rows[i]] = jpj.allFinite() && s.allFinite() ? shape(jpj, s, carried.log_ratio[rows[i]]) : result[rows[i]];
  }
  return result;
}

}  // namespace diffrates

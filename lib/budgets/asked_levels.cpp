#include "budgets/asked_levels.hpp"

#include <math.h>  // pchip.hpp calls isnan without a namespace

#include <Eigen/Cholesky>
#include <algorithm>
#include <boost/math/interpolators/pchip.hpp>
#include <stdexcept>

namespace diffrates {
namespace {

constexpr double least_share = 1e-3;  // of the mean: a step that makes next to nothing is still a step
constexpr int most_newton = 200;

/// Levels at equal parts of the sum of the steps' lengths, which are theirs in the new schedule's index: t = 2 .. T,
/// and one more to L_{T+1} as long as the last in proportion. Monotone and smooth in lambda.
std::vector<double> levels_of(const Schedule& schedule, Eigen::ArrayXd lengths, int count) {
  const int T = schedule.steps();
  if (schedule.at(1).L <= 0) throw std::invalid_argument("a schedule that begins without noise cannot be drawn anew");
  lengths = lengths.max(least_share * lengths.mean());
  std::vector<double> place{0}, depth{-schedule.at(1).lambda()};
  for (int t = 2; t <= T + 1; ++t) {
    const double beyond = (schedule.at(T + 1).L - schedule.at(T).L) / (schedule.at(T).L - schedule.at(T - 1).L);
    place.push_back(place.back() + (t <= T ? lengths[t - 2] : lengths[T - 2] * beyond));
    depth.push_back(-schedule.at(t).lambda());
  }
  const double end = place.back();
  const boost::math::interpolators::pchip<std::vector<double>> at(std::move(place), std::move(depth));
  std::vector<double> levels;
  for (int i = 0; i < count; ++i) levels.push_back(NoiseLevel::of_lambda(-at(end * i / (count - 1))).L);
  levels.front() = schedule.at(1).L;
  levels.back() = schedule.at(T + 1).L;
  return levels;
}

/// The w that minimises w'Aw/2 + sum cost w^(-1/k), by Newton's method with steps cut until the sum falls; A is
/// positive semidefinite, so that it is convex.
Eigen::VectorXd least(const Eigen::MatrixXd& A, const Eigen::VectorXd& cost, double k) {
  const auto value = [&](const Eigen::VectorXd& w) {
    return w.minCoeff() > 0 ? 0.5 * w.dot(A * w) + cost.dot(w.array().pow(-1 / k).matrix()) : INFINITY;
  };
  Eigen::VectorXd w = Eigen::VectorXd::Ones(cost.size());
  for (int i = 0; i < most_newton; ++i) {
    const Eigen::VectorXd slope = A * w - (cost.array() / k * w.array().pow(-1 / k - 1)).matrix();
    const Eigen::VectorXd curvature = cost.array() / k * (1 / k + 1) * w.array().pow(-1 / k - 2);
    const Eigen::MatrixXd hessian = A + Eigen::MatrixXd(curvature.asDiagonal());
    const Eigen::VectorXd step = -hessian.llt().solve(slope);
    double part = 1;
    while (part > 1e-12 && !(value(w + part * step) < value(w))) part /= 2;
    if (part <= 1e-12 || -step.dot(slope) < 1e-14 * value(w)) break;
    w += part * step;
  }
  return w;
}

}  // namespace

std::vector<double> equalised_levels(const std::vector<StepShare>& steps, const Schedule& schedule, double order,
                                     int count) {
  Eigen::ArrayXd lengths(schedule.steps() - 1);
  for (const StepShare& step : steps)
    if (step.t <= schedule.steps()) lengths[step.t - 2] = std::pow(std::max(step.arrives.value, 0.0), 1 / (order + 1));
  return levels_of(schedule, std::move(lengths), count);
}

std::vector<double> least_divergence_levels(const StepGroups& groups, const Schedule& schedule, int count) {
  const double k = groups.order;
  const Eigen::Index n = groups.products.rows();
  const int T = schedule.steps();
  const auto group_of = [&](int t) { return (t - 2) * n / (T - 1); };
  // In units of today's steps: w = 1 is the schedule that was measured.
  Eigen::VectorXd unit = Eigen::VectorXd::Zero(n), steps = Eigen::VectorXd::Zero(n);
  for (int t = 2; t <= T; ++t) {
    unit[group_of(t)] += std::log(schedule.at(t).L - schedule.at(t - 1).L);
    steps[group_of(t)] += 1;
  }
  unit = (k * (unit.array() / steps.array())).exp();
  Eigen::MatrixXd A = unit.asDiagonal() * groups.products * unit.asDiagonal();
  A *= steps.sum() / A.sum();  // any factor: this one makes 1 a fair start
  const Eigen::ArrayXd longer = least(A, steps, k).array().pow(1 / k);
  // Between the groups' middles the logarithm of the steps' change is linear.
  Eigen::ArrayXd lengths(T - 1);
  for (int t = 2; t <= T; ++t) {
    const double middle = (t - 1.5) * static_cast<double>(n) / (T - 1) - 0.5;
    const auto a = static_cast<Eigen::Index>(std::clamp(std::floor(middle), 0.0, static_cast<double>(n - 1)));
    const Eigen::Index b = std::min(a + 1, n - 1);
    const double part = std::clamp(middle - static_cast<double>(a), 0.0, 1.0);
    lengths[t - 2] = std::exp(-(1 - part) * std::log(longer[a]) - part * std::log(longer[b]));
  }
  return levels_of(schedule, std::move(lengths), count);
}

}  // namespace diffrates

#include "laws/path_balance.hpp"

#include <cmath>

namespace diffrates {

LevelDensity::LevelDensity(const Target& target, const NoiseLevel& at, const PanelNodes& nodes_) : nodes(nodes_) {
  Points slope;
  target.evaluate(at, Points(nodes.at), &slope, &log_density);
  score = slope.coordinate(0);
}

LevelSums LevelDensity::sums() const {
  const Eigen::ArrayXd mass = nodes.weight * log_density.exp();
  return {mass.sum(), -(mass * log_density).sum(), (mass * score.square()).sum()};
}

LevelSums LevelDensity::sums(const Schedule& schedule, int t, const Points& mean) const {
  LevelSums result = sums();
  const Eigen::ArrayXd posterior = (nodes.at + schedule.beta(t) * score) / std::sqrt(schedule.alpha(t));
  result.drift = (nodes.weight * log_density.exp() * (mean.coordinate(0) - posterior).square()).sum();
  return result;
}

double balanced_step_kl(const Schedule& schedule, int t, double v, const LevelSums& now, const LevelSums& before) {
  const double a = schedule.alpha(t), b = schedule.beta(t);
  const double square = (b / a) * (1 - b * now.information) + now.drift;
  return now.entropy - before.entropy + 0.5 * (std::log(v / b) - 1 + square / v);
}

}  // namespace diffrates

#include "laws/kernel.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <numbers>

#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

const double log_2pi = std::log(2 * std::numbers::pi);

/// |u - v|^2 of every pair.
Eigen::ArrayXd squared_distance(const Points& u, const Points& v) { return (u.values() - v.values()).square().rowwise().sum(); }

Points origin(int dimension) {
  Points x(1, dimension);
  x.values().setZero();
  return x;
}

/// The moves of one step of a sampler that nobody has chosen a schedule for yet.
StepMoves probe(const Setting& setting) {
  const Schedule schedule = Schedule::of_levels({0.25, 0.5, 0.75, 1});
  const Score score(setting.target, schedule);
  StepMoves moves(origin(setting.target.dimension()));
  setting.sampler.make(schedule)->step(2, score, moves);
  return moves;
}

}  // namespace

void StepMoves::map(const Map& move) {
  if (after > 0) one_kernel = false;
  points = move(points);
  mapped_ = true;
}

void StepMoves::add_noise(double variance) { (mapped_ ? after : before) += variance; }

std::string kernel_refusal(std::string_view law, const Setting& setting) {
  const SamplerKind& kind = setting.sampler;
  if (kind.memory)
    return fmt::format("{}: {} remembers its last evaluation, so that one step has no transition kernel of its own", law, kind.name);
  if (!kind.stochastic)
    return fmt::format("{}: {} is deterministic, its transition kernel has no density; use tv or kl (characteristics)", law, kind.name);
  if (kind.mixes) return fmt::format("{}: {} mixes several moves at random, so that its transition kernel is not one map between noises", law, kind.name);
  const StepMoves moves = probe(setting);
  if (!moves.one_kernel)
    return fmt::format("{}: {} adds noise between two maps, so that its transition kernel has no closed form", law, kind.name);
  if (!(moves.after > 0)) return fmt::format("{}: {} ends its step without noise, its transition kernel has no closed form", law, kind.name);
  return {};
}

bool kernel_smooths(const Setting& setting) { return probe(setting).before > 0; }

StepKernel::StepKernel(Sampler& sampler, const Score& score, int t) : sampler_(sampler), score_(score), t_(t) {
  StepMoves moves(origin(score.target().dimension()));
  sampler_.step(t_, score_, moves);
  before_ = moves.before;
  after_ = moves.after;
}

Points StepKernel::mean(Points x) const {
  StepMoves moves(std::move(x));
  sampler_.step(t_, score_, moves);
  return std::move(moves.points);
}

Eigen::ArrayXd StepKernel::log_density(const Points& x, const Points& mean, const Points& u, int order) const {
  if (before_ > 0) {
    switch (x.dimension()) {
      case 1: return smoothed_log_density<1>(x, mean, u, order);
      case 2: return smoothed_log_density<2>(x, mean, u, order);
      case 3: return smoothed_log_density<3>(x, mean, u, order);
      default: throw std::invalid_argument("kernel: the first noise is integrated for d <= 3");
    }
  }
  return -0.5 * (x.dimension() * (log_2pi + std::log(after_)) + squared_distance(u, mean) / after_);
}

template <int D>
Eigen::ArrayXd StepKernel::smoothed_log_density(const Points& x, const Points& mean, const Points& u, int order) const {
  using Matrix = Eigen::Matrix<double, D, D>;
  using Vector = Eigen::Matrix<double, D, 1>;
  const auto n = x.size();
  const double ratio = std::sqrt(before_ / after_), spread = std::sqrt(before_);
  const Nodes& nodes = gauss_hermite(order);
  int count = 1;
  for (int i = 0; i < D; ++i) count *= order;

  // z = centre + frame zeta: frame frame^T = A^-1.
  std::vector<Vector> centre(n);
  std::vector<Matrix> frame(n);
  Eigen::ArrayXd log_volume(n);
  for (Points::Index i = 0; i < n; ++i) {
    Matrix J;
    Vector offset;
    for (int c = 0; c < D; ++c) {
      offset[c] = u.coordinate(c)[i] - mean.coordinate(c)[i];
      for (int r = 0; r < D; ++r) J(r, c) = mean.tangent(c)(i, r);
    }
    const Matrix A = Matrix::Identity() + ratio * ratio * (J.transpose() * J);
    const Eigen::LLT<Matrix> factor(A);
    centre[i] = factor.solve(J.transpose() * offset) * (ratio / std::sqrt(after_));
    frame[i] = factor.matrixU().solve(Matrix::Identity());
    log_volume[i] = frame[i].diagonal().array().log().sum();
  }

  Eigen::ArrayXXd exponent(n, count);
  Points moved(n, D);
  Eigen::ArrayXd correction(n);
  for (int k = 0; k < count; ++k) {
    Vector zeta;
    double log_weight = 0;
    for (int i = 0, rest = k; i < D; ++i, rest /= order) {
      zeta[i] = nodes.at[rest % order];
      log_weight += std::log(nodes.weight[rest % order]) + 0.5 * zeta[i] * zeta[i];
    }
    for (Points::Index i = 0; i < n; ++i) {
      const Vector z = centre[i] + frame[i] * zeta;
      for (int c = 0; c < D; ++c) moved.coordinate(c)[i] = x.coordinate(c)[i] + spread * z[c];
      correction[i] = log_weight - 0.5 * z.squaredNorm();
    }
    exponent.col(k) = correction - squared_distance(u, this->mean(moved)) * (0.5 / after_);
  }
  const Eigen::ArrayXd largest = exponent.rowwise().maxCoeff();
  exponent.colwise() -= largest;
  return largest + exponent.exp().rowwise().sum().log() + log_volume - 0.5 * D * (log_2pi + std::log(after_));
}

Eigen::ArrayXd log_backward_density(const Schedule& schedule, int t, const Points& x, const Points& u,
                                    const Eigen::ArrayXd& log_density_u, const Eigen::ArrayXd& log_density_x) {
  const double a = schedule.alpha(t), b = schedule.beta(t);
  return log_density_u - log_density_x - 0.5 * x.dimension() * (log_2pi + std::log(b)) -
         (x.values() - std::sqrt(a) * u.values()).square().rowwise().sum() * (0.5 / b);
}

Eigen::ArrayXd log_standard_normal(const Points& x) {
  return -0.5 * (x.dimension() * log_2pi + x.values().square().rowwise().sum());
}

}  // namespace diffrates

#include "laws/kernel.hpp"

#include <fmt/format.h>

#include <Eigen/Cholesky>
#include <numbers>

#include "numerics/dense.hpp"
#include "numerics/gauss.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

const double log_2pi = std::log(2 * std::numbers::pi);
constexpr int most_dimension = 10'000;  // a step carries d tangents: d^2 numbers a path

}  // namespace

std::string kernel_refusal(std::string_view law, const Setting& setting) {
  const SamplerKind& kind = setting.sampler;
  if (kind.memory)
    return fmt::format("{}: {} remembers its last evaluation, so that one step has no transition kernel of its own",
                       law, kind.name);
  if (!kind.stochastic)
    return fmt::format("{}: {} is deterministic, its transition kernel has no density; use tv or kl (characteristics)",
                       law, kind.name);
  if (setting.target.dimension() > most_dimension)
    return fmt::format("{}: the target has dimension {}; at most {}", law, setting.target.dimension(), most_dimension);
  const Moves moves = moves_of(kind, setting.target);
  if (moves.mixes)
    return fmt::format(
        "{}: {} mixes several moves at random, so that its transition kernel is not one map between noises", law,
        kind.name);
  if (!moves.one_map)
    return fmt::format("{}: {} adds noise between two maps, so that its transition kernel has no closed form", law,
                       kind.name);
  if (!(moves.after > 0))
    return fmt::format("{}: {} ends its step without noise, so that its transition kernel has no closed form", law,
                       kind.name);
  return {};
}

bool kernel_smooths(const Setting& setting) { return moves_of(setting.sampler, setting.target).before > 0; }

StepKernel::StepKernel(Sampler& sampler, const Score& score, int t) : sampler_(sampler), score_(score), t_(t) {
  const Moves moves = moves_of_step(sampler_, score_, t_);
  before_ = moves.before;
  after_ = moves.after;
}

Points StepKernel::mean(Points x) const {
  StepMap step(std::move(x));
  sampler_.step(t_, score_, step);
  return std::move(step.points);
}

Eigen::ArrayXd StepKernel::log_density(const Points& x, const Points& mean, const Points& u, int order) const {
  if (before_ == 0) return log_normal(u, mean, after_);
  const int d = x.dimension();
  const Nodes& nodes = gauss_hermite(order);
  int count = 1;
  for (int i = 0; i < d; ++i) count *= order;
  return std::log(count) + log_mean_exp(log_terms(x, mean, u, count, [&](int k, Points& zeta) {
           double log_weight = 0;
           for (int i = 0, rest = k; i < d; ++i, rest /= order) {
             zeta.coordinate(i).setConstant(nodes.at[rest % order]);
             log_weight += std::log(nodes.weight[rest % order]);
           }
           return log_weight;
         }));
}

Eigen::ArrayXXd StepKernel::log_density_draws(const Points& x, const Points& mean, const Points& u, Stream& stream,
                                              int pairs) const {
  Points drawn(x.size(), x.dimension());
  const Eigen::ArrayXXd terms = log_terms(x, mean, u, 2 * pairs, [&](int k, Points& zeta) {
    if (k % 2 == 0)
      stream.normals(drawn.values());
    else
      drawn *= -1;
    zeta.values() = drawn.values();
    return 0.0;
  });
  Eigen::ArrayXXd estimates(x.size(), pairs);
  for (int i = 0; i < pairs; ++i) estimates.col(i) = log_mean_exp(terms.middleCols(2 * i, 2));
  return estimates;
}

Eigen::ArrayXXd StepKernel::log_terms(const Points& x, const Points& mean, const Points& u, int count,
                                      const std::function<double(int, Points&)>& zeta) const {
  switch (x.dimension()) {
    case 1:
      return log_terms<1>(x, mean, u, count, zeta);
    case 2:
      return log_terms<2>(x, mean, u, count, zeta);
    case 3:
      return log_terms<3>(x, mean, u, count, zeta);
    default:
      return log_terms<Eigen::Dynamic>(x, mean, u, count, zeta);
  }
}

template <int D>
Eigen::ArrayXXd StepKernel::log_terms(const Points& x, const Points& mean, const Points& u, int count,
                                      const std::function<double(int, Points&)>& zeta) const {
  using Matrix = Eigen::Matrix<double, D, D>;
  using Vector = Eigen::Matrix<double, D, 1>;
  const auto n = x.size();
  const int d = x.dimension();
  const double ratio = std::sqrt(before_ / after_), spread = std::sqrt(before_);

  // z = centre + frame zeta, frame frame^T = A^-1.
  std::vector<Vector> centre(n);
  std::vector<Matrix> frame(n);
  Eigen::ArrayXd log_volume(n);
  Matrix J(d, d);
  Vector offset(d), z(d);
  for (Points::Index i = 0; i < n; ++i) {
    for (int c = 0; c < d; ++c) {
      offset[c] = u.coordinate(c)[i] - mean.coordinate(c)[i];
      for (int r = 0; r < d; ++r) J(r, c) = mean.tangent(c)(i, r);
    }
    // Sizes known here are unrolled, others go through the functions compiled once.
    if constexpr (D == Eigen::Dynamic) {
      const Matrix A = Matrix::Identity(d, d) + ratio * ratio * transposed_times(J, J);
      frame[i] = solve_lower(cholesky(A), Matrix::Identity(d, d)).transpose();
      const Vector pull = J.transpose().lazyProduct(offset), turned = frame[i].transpose().lazyProduct(pull);
      centre[i] = frame[i].lazyProduct(turned) * (ratio / std::sqrt(after_));
    } else {
      const Matrix A = Matrix::Identity(d, d) + ratio * ratio * (J.transpose() * J);
      const Eigen::LLT<Matrix> factor(A);
      centre[i] = factor.solve(J.transpose() * offset) * (ratio / std::sqrt(after_));
      frame[i] = factor.matrixU().solve(Matrix::Identity(d, d));
    }
    log_volume[i] = frame[i].diagonal().array().log().sum();
  }

  Eigen::ArrayXXd terms(n, count);
  Points coordinates(n, d), moved(n, d);
  Eigen::ArrayXd squared_z(n);
  for (int k = 0; k < count; ++k) {
    const double log_weight = zeta(k, coordinates);
    for (Points::Index i = 0; i < n; ++i) {
      z = centre[i];
      for (int c = 0; c < d; ++c) z += frame[i].col(c) * coordinates.coordinate(c)[i];
      for (int c = 0; c < d; ++c) moved.coordinate(c)[i] = x.coordinate(c)[i] + spread * z[c];
      squared_z[i] = z.squaredNorm();
    }
    terms.col(k) = log_weight + log_volume + 0.5 * (coordinates.values().square().rowwise().sum() - squared_z) +
                   log_normal(u, this->mean(moved), after_);
  }
  return terms;
}

Eigen::ArrayXd log_mean_exp(const Eigen::ArrayXXd& rows) {
  const Eigen::ArrayXd largest = rows.rowwise().maxCoeff();
  return largest + (rows.colwise() - largest).exp().rowwise().mean().log();
}

Eigen::ArrayXd log_normal(const Points& x, const Points& mean, double variance) {
  return -0.5 * (x.dimension() * (log_2pi + std::log(variance)) +
                 (x.values() - mean.values()).square().rowwise().sum() / variance);
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

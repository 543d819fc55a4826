/// The transition kernel of one step of a sampler, read off its moves.
///
/// A step whose moves are noise N(0, before) (or none), a map m, noise N(0, after) has the density
///     q(u | x) = E_z N(u; m(x + sqrt(before) z), after I),  z ~ N(0, I).
/// before = 0 (ddpm): one Gaussian. before > 0 (accelerated_sde): z is integrated where the integrand lives. With m
/// replaced by its tangent at x, z given (x, u) is normal with precision A = I + k^2 J^T J and mean A^-1 k J^T (u -
/// m(x)) / sqrt(after), k = sqrt(before / after); what is left to integrate is the exponential of the remainder of m,
/// of size before^(3/2). So few Gauss-Hermite nodes give all digits, in the tails too (d <= 3), and a few draws from
/// that normal, in pairs that are mirror images, give an unbiased estimate of q with a small relative variance (any d).
///
/// Sources: the completion of the square is this project's; the updates are those of the sampler.
#pragma once

#include "laws/law.hpp"

namespace diffrates {

/// One step's map at given points; its noise is left out.
class StepMap : public Law {
 public:
  explicit StepMap(Points at) : points(std::move(at)) {}
  void map(const Map& move) override { points = move(points); }
  void add_noise(double) override {}

  Points points;  ///< m(at), tangents mapped by its Jacobian
};

/// Why the sampler's step is not such a kernel, as "path: ddim is deterministic, ..."; empty if it is.
std::string kernel_refusal(std::string_view law, const Setting& setting);

/// The kernel has noise before its map (accelerated_sde). Needs kernel_refusal empty.
bool kernel_smooths(const Setting& setting);

/// Most dimensions in which the first noise is integrated by a tensor rule.
constexpr int most_smoothed_dimension = 3;

/// The kernel of step t. Keeps references to the sampler and the score; each thread makes its own.
class StepKernel {
 public:
  StepKernel(Sampler& sampler, const Score& score, int t);

  double before() const { return before_; }
  double after() const { return after_; }
  /// m, with tangents mapped by its Jacobian.
  Points mean(Points x) const;
  /// log q(u | x) at n pairs in R^d. `mean` is mean(x); where before() > 0 it carries d tangents that started as unit
  /// vectors, d <= most_smoothed_dimension, and `order` nodes a dimension are used.
  Eigen::ArrayXd log_density(const Points& x, const Points& mean, const Points& u, int order) const;

  /// Unbiased estimates of q(u | x), before() > 0: column i holds the logarithms of what the i-th pair of mirrored
  /// draws gives.
  Eigen::ArrayXXd log_density_draws(const Points& x, const Points& mean, const Points& u, Stream& stream,
                                    int pairs) const;

 private:
  /// Column k: log of weight(k) q(u, z_k | x)/r(z_k). r is the normal density of z given (x, u) above, z_k its point
  /// with the standard normal coordinates zeta(k), weight(k) what zeta returns the logarithm of.
  Eigen::ArrayXXd log_terms(const Points& x, const Points& mean, const Points& u, int count,
                            const std::function<double(int, Points&)>& zeta) const;
  template <int D>
  Eigen::ArrayXXd log_terms(const Points& x, const Points& mean, const Points& u, int count,
                            const std::function<double(int, Points&)>& zeta) const;

  Sampler& sampler_;
  const Score& score_;
  int t_;
  double before_ = 0, after_ = 0;
};

/// log p(x_{t-1} = u | x_t = x) of the forward chain, from log p_{t-1}(u) and log p_t(x):
/// p_{t-1}(u) N(x; sqrt(alpha_t) u, beta_t I) / p_t(x).
Eigen::ArrayXd log_backward_density(const Schedule& schedule, int t, const Points& x, const Points& u,
                                    const Eigen::ArrayXd& log_density_u, const Eigen::ArrayXd& log_density_x);

/// log of the mean of e^row, of every row.
Eigen::ArrayXd log_mean_exp(const Eigen::ArrayXXd& rows);

/// log N(x; mean, variance I) at every point.
Eigen::ArrayXd log_normal(const Points& x, const Points& mean, double variance);

/// log N(x; 0, I) at every point.
Eigen::ArrayXd log_standard_normal(const Points& x);

}  // namespace diffrates

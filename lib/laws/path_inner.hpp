/// KL(p(.|x) || q(.|x)) of one step's kernels at points x of the line, by two rules that share nothing.
///
///     KL(p || q) = int p (e^l - 1 - l) du,  l = log q/p,
/// p(u|x) = p_{t-1}(u) N(x; sqrt(a) u, b)/p_t(x), q(u|x) the sampler's kernel. Both rules also integrate p and q alone,
/// whose masses are 1: a narrow part of p that falls between the nodes of q leaves KL finite and stable (p = 0 makes it
/// exactly 1) but is missing from the mass of p.
///
/// - by_normal_nodes: Gauss-Hermite nodes about q's own mean and width, u = m(x) + sqrt(v) zeta, v = after + before
///   m'(x)^2, so that the mass of q, which the term e^l integrates, is never cut. Spectrally accurate where p and q are
///   nearly one normal, which small steps make them. Cost: 8 to 60 kernel evaluations an x.
/// - by_panels: Gauss-Legendre on panels from both sides: cut at the panels that resolve p_{t-1}, and no wider than 1.5
///   of the smaller standard deviation of N(u; x/sqrt(a), b/a) and of q. A first noise is integrated the same way,
///   along y = x + sqrt(before) z: cut at the panels of p_t, no wider than 1.5 sqrt(before), nor than lets m(y) move by
///   1.5 sqrt(after). At most 256 panels each. Any step. Cost: 100 to 500 kernel evaluations an x; with a first noise
///   as many squared exponentials.
///
/// Domain: d = 1. Source: this project.
#pragma once

#include <vector>

#include "laws/kernel.hpp"

namespace diffrates {

/// One step, and the panels that resolve p_{t-1} and p_t.
struct LineStep {
  const Question& question;
  int t;
  const StepKernel& kernel;
  const std::vector<Interval>&before, &now;
};

/// One entry an x.
struct InnerIntegrals {
  Eigen::ArrayXd kl;
  Eigen::ArrayXd missing;  ///< |1 - int p| + |1 - int q|
};

/// `mean` is kernel.mean(x); both carry one tangent, started as a unit vector at x. `nodes` for u, `smoothing` for the
/// kernel's first noise.
InnerIntegrals by_normal_nodes(const LineStep& step, const Points& x, const Points& mean,
                               const Eigen::ArrayXd& log_density_x, int nodes, int smoothing);

/// `order` nodes a panel.
InnerIntegrals by_panels(const LineStep& step, const Points& x, const Points& mean, const Eigen::ArrayXd& log_density_x,
                         int order);

/// p, q and p (e^l - 1 - l), l = log q/p, from the larger of p and q, so that nothing overflows.
struct KlDensity {
  KlDensity(const Eigen::ArrayXd& log_p, const Eigen::ArrayXd& log_q);
  Eigen::ArrayXd p, q, kl;
};

}  // namespace diffrates

#include "laws/path_quadrature.hpp"

#include <tbb/parallel_for.h>

#include <numbers>

#include "divergences/integrands.hpp"
#include "laws/cost.hpp"
#include "laws/kernel.hpp"
#include "laws/path_panels.hpp"
#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

/// Nodes: a panel (outer), for u (inner), for the kernel's first noise.
struct Resolution {
  int panel, inner, smoothing;
};
constexpr Resolution resolutions[] = {{8, 8, 4},    {11, 11, 6},  {14, 15, 8}, {18, 20, 11},
                                      {24, 28, 15}, {32, 40, 20}, {44, 56, 28}};
constexpr double goal = 1e-9;

/// p (e^l - 1 - l) with l = log q/p, from the larger of p and q, so that nothing overflows.
Eigen::ArrayXd kl_density(const Eigen::ArrayXd& log_p, const Eigen::ArrayXd& log_q) {
  const Eigen::ArrayXd l = log_q - log_p;
  const Eigen::ArrayXd from_p = log_p.exp() * l.min(0.0).unaryExpr(&exp_minus_linear);
  const Eigen::ArrayXd from_q = log_q.exp() * (-l).min(0.0).unaryExpr(&weighted_log);
  return (l < 0).select(from_p, from_q);
}

/// int p_t(x) KL(p(.|x) || q(.|x)) dx.
double step_kl(const Question& question, int t, const Resolution& resolution) {
  const Schedule& schedule = question.schedule();
  const Target& target = question.target();
  const PanelNodes outer = panel_nodes(
      resolving_panels(line_density(target, schedule.at(t)), line_range(target, schedule.at(t))), resolution.panel);
  const auto n = outer.at.size();
  Points x(n, 1, 1);
  x.coordinate(0) = outer.at;
  x.start_tangents();
  Eigen::ArrayXd log_density_x, log_density_u;
  target.evaluate(schedule.at(t), x, nullptr, &log_density_x);

  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  const StepKernel kernel(*sampler, question.score, t);
  const Points mean = kernel.mean(x);
  const Eigen::ArrayXd variance = kernel.after() + kernel.before() * mean.tangent(0).col(0).square();
  const Nodes& inner = gauss_hermite(resolution.inner);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(n);
  Points u(n, 1);
  for (int j = 0; j < resolution.inner; ++j) {
    u.coordinate(0) = mean.coordinate(0) + variance.sqrt() * inner.at[j];
    target.evaluate(schedule.at(t - 1), u, nullptr, &log_density_u);
    const Eigen::ArrayXd log_p = log_backward_density(schedule, t, x, u, log_density_u, log_density_x);
    const Eigen::ArrayXd log_q = kernel.log_density(x, mean, u, resolution.smoothing);
    // du = sqrt(2 pi v) e^(zeta^2/2) P(d zeta).
    const Eigen::ArrayXd log_volume = 0.5 * (2 * std::numbers::pi * variance).log() + 0.5 * inner.at[j] * inner.at[j];
    sum += inner.weight[j] * kl_density(log_p + log_volume, log_q + log_volume);
  }
  return (outer.weight * log_density_x.exp() * sum).sum();
}

/// KL(p_XT || N(0, 1)); the panels resolve the even mixture of both, so that the mass of neither is cut.
double start_kl(const Question& question, const Resolution& resolution) {
  const NoiseLevel& top = question.schedule().at(question.schedule().steps());
  const LineDensity density = line_density(question.target(), top);
  const LineDensity both = [&](const Points& x, Eigen::ArrayXd& log_density, Eigen::ArrayXd& slope) {
    density(x, log_density, slope);
    const Eigen::ArrayXd log_normal = log_standard_normal(x);
    const Eigen::ArrayXd largest = log_density.max(log_normal);
    const Eigen::ArrayXd p = (log_density - largest).exp(), q = (log_normal - largest).exp();
    slope = (p * slope - q * x.coordinate(0)) / (p + q);
    log_density = largest + (0.5 * (p + q)).log();
  };
  const Interval own = line_range(question.target(), top);
  const double reach = normal_tail_point(1e-26);
  const PanelNodes nodes =
      panel_nodes(resolving_panels(both, {std::min(own.low, -reach), std::max(own.high, reach)}), resolution.panel);
  const Points x(nodes.at);
  Eigen::ArrayXd log_p, slope;
  density(x, log_p, slope);
  return (nodes.weight * kl_density(log_p, log_standard_normal(x))).sum();
}

/// One term at rising resolutions.
struct Term {
  double value = NAN, difference = INFINITY;
  std::size_t next = 0;
};

/// Refines terms in parallel until their last differences sum to `goal` of the total.
template <class Compute>
Estimate refined_sum(std::size_t count, const Compute& compute) {
  std::vector<Term> terms(count);
  Estimate total;
  for (std::size_t round = 0; round < std::size(resolutions); ++round) {
    const double share = 0.5 * goal * total.value / static_cast<double>(count);
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
      Term& term = terms[k];
      if (round > 1 && term.difference <= std::max(share, 0.5 * goal * term.value)) return;
      const double finer = compute(k, resolutions[term.next++]);
      term.difference = std::abs(finer - term.value);
      term.value = finer;
    });
    total = {0, 0};
    for (const Term& term : terms) {
      total.value += term.value;
      total.error += term.difference;
    }
    if (round > 0 && total.error <= goal * total.value) break;
  }
  return total;
}

}  // namespace

Estimate start_kl_by_quadrature(const Question& question) {
  return refined_sum(1, [&](std::size_t, const Resolution& resolution) { return start_kl(question, resolution); });
}

Estimate path_kl_by_quadrature(const Question& question) {
  const auto steps = static_cast<std::size_t>(question.schedule().steps());
  const std::size_t first = question.start == Start::Exact ? 1 : 0;  // term 0 is the start, term k the step t = k + 1
  return refined_sum(steps - first, [&](std::size_t k, const Resolution& resolution) {
    return k + first == 0 ? start_kl(question, resolution)
                          : step_kl(question, static_cast<int>(k + first) + 1, resolution);
  });
}

double quadrature_cost(const Setting& setting, int steps) {
  // Evaluations of a step at two resolutions: 150 outer nodes, 8 and 11 inner ones with a density each, and a score for
  // each, or for each of 4 and 6 nodes of the first noise, with what smoothing costs.
  const double outer = 150, evaluations = kernel_smooths(setting) ? 3 * (8 * 4 + 11 * 6) : 2 * (8 + 11);
  return 1e-3 + steps * outer * evaluations * (10e-9 + seconds_at_point(setting));
}

}  // namespace diffrates

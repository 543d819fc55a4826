#include "laws/path_inner.hpp"

#include <algorithm>
#include <numbers>

#include "divergences/integrands.hpp"
#include "laws/path_panels.hpp"
#include "numerics/gauss.hpp"

namespace diffrates {
namespace {

constexpr double reach = 11;      // standard deviations: what lies beyond weighs 1e-27
constexpr double spacing = 1.5;   // widest panel, in standard deviations
constexpr int most_panels = 256;  // of one x

/// Adds what a rule sees at one node of every x: weights times densities.
struct Sums {
  explicit Sums(Eigen::Index n) : kl(Eigen::ArrayXd::Zero(n)), p(kl), q(kl) {}
  Eigen::ArrayXd kl, p, q;

  void add(double weight, const KlDensity& density) {
    kl += weight * density.kl;
    p += weight * density.p;
    q += weight * density.q;
  }
  InnerIntegrals result() const { return {kl, (1 - p).abs() + (1 - q).abs()}; }
};

/// Increasing edges: of equal panels no wider than `widest`, and of the given panels.
std::vector<double> cut(Interval range, double widest, const std::vector<Interval>& panels) {
  const int count = static_cast<int>(std::clamp(std::ceil(range.width() / widest), 1.0, double(most_panels)));
  std::vector<double> edges;
  for (int k = 0; k <= count; ++k) edges.push_back(range.low + k * range.width() / count);
  const auto inside = [&](double edge) {
    if (edge > range.low && edge < range.high) edges.push_back(edge);
  };
  for (const Interval& panel : panels) {
    inside(panel.low);
    inside(panel.high);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

std::vector<Interval> between(const std::vector<double>& edges) {
  std::vector<Interval> panels;
  for (std::size_t k = 0; k + 1 < edges.size(); ++k) panels.push_back({edges[k], edges[k + 1]});
  return panels;
}

/// The kernel's means m(y) with their weights, q(u|x) = sum w N(u; m, after): one where no noise comes first.
struct Means {
  Eigen::ArrayXd at, log_weight;
};

Means spread_means(const LineStep& step, double x, int order) {
  const double deviation = std::sqrt(step.kernel.before());
  std::vector<double> edges = cut({x - reach * deviation, x + reach * deviation}, spacing * deviation, step.now);
  const Eigen::ArrayXd ends = Eigen::Map<const Eigen::ArrayXd>(edges.data(), static_cast<Eigen::Index>(edges.size()));
  const Points there = step.kernel.mean(Points(ends));
  // Where m turns fast, panels are divided until it moves by little against the noise after it.
  const double little = spacing * std::sqrt(step.kernel.after());
  std::vector<double> finer;
  for (Eigen::Index k = 0; k + 1 < ends.size(); ++k) {
    const double moves = std::abs(there.coordinate(0)[k + 1] - there.coordinate(0)[k]);
    const int pieces = static_cast<int>(std::clamp(std::ceil(moves / little), 1.0, double(most_panels)));
    for (int i = 0; i < pieces; ++i) finer.push_back(ends[k] + i * (ends[k + 1] - ends[k]) / pieces);
  }
  finer.push_back(edges.back());
  const PanelNodes nodes = panel_nodes(between(finer), order);
  return {step.kernel.mean(Points(nodes.at)).coordinate(0),
          nodes.weight.log() - 0.5 * std::log(2 * std::numbers::pi * step.kernel.before()) -
              (nodes.at - x).square() / (2 * step.kernel.before())};
}

Eigen::ArrayXd log_mixture(const Means& means, double variance, const Eigen::ArrayXd& u) {
  Eigen::ArrayXd result(u.size());
  for (Eigen::Index i = 0; i < u.size(); ++i) {
    const Eigen::ArrayXd terms = means.log_weight - (u[i] - means.at).square() / (2 * variance);
    const double largest = terms.maxCoeff();
    result[i] = largest + std::log((terms - largest).exp().sum());
  }
  return result - 0.5 * std::log(2 * std::numbers::pi * variance);
}

/// Everything p(.|x) and q(.|x) need.
Interval window(const LineStep& step, double x, const Means& means) {
  const double a = step.question.schedule().alpha(step.t), b = step.question.schedule().beta(step.t);
  const double p = reach * std::sqrt(b / a), q = reach * std::sqrt(step.kernel.after()), centre = x / std::sqrt(a);
  return {std::min(centre - p, means.at.minCoeff() - q), std::max(centre + p, means.at.maxCoeff() + q)};
}

}  // namespace

KlDensity::KlDensity(const Eigen::ArrayXd& log_p, const Eigen::ArrayXd& log_q) : p(log_p.exp()), q(log_q.exp()) {
  const Eigen::ArrayXd l = log_q - log_p;
  const Eigen::ArrayXd from_p = p * l.min(0.0).unaryExpr(&exp_minus_linear);
  const Eigen::ArrayXd from_q = q * (-l).min(0.0).unaryExpr(&weighted_log);
  kl = (l < 0).select(from_p, from_q);
}

InnerIntegrals by_normal_nodes(const LineStep& step, const Points& x, const Points& mean,
                               const Eigen::ArrayXd& log_density_x, int nodes, int smoothing) {
  const Schedule& schedule = step.question.schedule();
  const Eigen::ArrayXd variance = step.kernel.after() + step.kernel.before() * mean.tangent(0).col(0).square();
  const Nodes& inner = gauss_hermite(nodes);
  Sums sums(x.size());
  Points u(x.size(), 1);
  Eigen::ArrayXd log_density_u;
  for (int j = 0; j < nodes; ++j) {
    u.coordinate(0) = mean.coordinate(0) + variance.sqrt() * inner.at[j];
    step.question.target().evaluate(schedule.at(step.t - 1), u, nullptr, &log_density_u);
    const Eigen::ArrayXd log_p = log_backward_density(schedule, step.t, x, u, log_density_u, log_density_x);
    const Eigen::ArrayXd log_q = step.kernel.log_density(x, mean, u, smoothing);
    // du = sqrt(2 pi v) e^(zeta^2/2) P(d zeta).
    const Eigen::ArrayXd log_volume = 0.5 * (2 * std::numbers::pi * variance).log() + 0.5 * inner.at[j] * inner.at[j];
    sums.add(inner.weight[j], KlDensity(log_p + log_volume, log_q + log_volume));
  }
  return sums.result();
}

InnerIntegrals by_panels(const LineStep& step, const Points& x, const Points& mean, const Eigen::ArrayXd& log_density_x,
                         int order) {
  const Schedule& schedule = step.question.schedule();
  const double a = schedule.alpha(step.t), b = schedule.beta(step.t);
  const double widest = spacing * std::sqrt(std::min(b / a, step.kernel.after()));
  const bool smoothed = step.kernel.before() > 0;
  Sums sums(x.size());
  Eigen::ArrayXd log_density_u;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const double at = x.coordinate(0)[i];
    const Means means = smoothed ? spread_means(step, at, order)
                                 : Means{Eigen::ArrayXd::Constant(1, mean.coordinate(0)[i]), Eigen::ArrayXd::Zero(1)};
    const PanelNodes nodes = panel_nodes(between(cut(window(step, at, means), widest, step.before)), order);
    const Points u(nodes.at);
    step.question.target().evaluate(schedule.at(step.t - 1), u, nullptr, &log_density_u);
    const Points here(Eigen::ArrayXd::Constant(u.size(), at));
    const Eigen::ArrayXd log_p = log_backward_density(schedule, step.t, here, u, log_density_u,
                                                      Eigen::ArrayXd::Constant(u.size(), log_density_x[i]));
    const KlDensity density(log_p, log_mixture(means, step.kernel.after(), nodes.at));
    sums.kl[i] = (nodes.weight * density.kl).sum();
    sums.p[i] = (nodes.weight * density.p).sum();
    sums.q[i] = (nodes.weight * density.q).sum();
  }
  return sums.result();
}

}  // namespace diffrates

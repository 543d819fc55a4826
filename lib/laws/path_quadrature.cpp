#include "laws/path_quadrature.hpp"

#include <tbb/parallel_for.h>

#include "laws/cost.hpp"
#include "laws/path_balance.hpp"
#include "laws/path_inner.hpp"

namespace diffrates {
namespace {

/// Nodes: a panel (outer), for u (inner), for the kernel's first noise; a panel of either where both sides give panels.
struct Resolution {
  int panel, inner, smoothing, both_sides;
};
constexpr Resolution resolutions[] = {{8, 8, 4, 8},     {11, 11, 6, 10},  {14, 15, 8, 12}, {18, 20, 11, 14},
                                      {24, 28, 15, 16}, {32, 40, 20, 18}, {44, 56, 28, 20}};
constexpr double goal = 1e-9;

constexpr double rounding = 1e-12;       // of a mass
constexpr double much = 0.01;            // of a mass: nodes of one side do not see the other at all
constexpr double little = 1e-5;          // of a mass
constexpr double balance_loses = 1e-10;  // a difference of numbers of order 1, on panels good to this

/// One term of the chain rule at one resolution, and what mass that its nodes did not see may change: `missing` between
/// the nodes of the inner rule, which other nodes find; `outside` its panels, which no resolution does.
struct Part {
  double value = 0, missing = 0, outside = 0;
  LevelSums level{};
};

/// KL of a step from a point mass, the narrowest p_t: d = 1, r = 1 - b/(1 - abar).
double point_kl(const Schedule& schedule, int t) {
  const double e = -schedule.beta(t) / schedule.at(t).noise;
  return 0.5 * (e - std::log1p(e));
}

/// int p_t(x) KL(p(.|x) || q(.|x)) dx.
Part step_kl(const Question& question, const Eigen::ArrayXd& drawn, int t, const Resolution& resolution,
             bool both_sides) {
  const Schedule& schedule = question.schedule();
  const Target& target = question.target();
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  const StepKernel kernel(*sampler, question.score, t);
  const std::vector<Interval> now = line_panels(target, schedule.at(t), drawn);
  std::vector<Interval> before;
  if (both_sides) before = line_panels(target, schedule.at(t - 1), drawn);

  const PanelNodes outer = panel_nodes(now, resolution.panel);
  Points x(outer.at.size(), 1, 1);
  x.coordinate(0) = outer.at;
  x.start_tangents();
  const Points mean = kernel.mean(x);
  const LevelDensity level(target, schedule.at(t), outer);
  const LineStep step{question, t, kernel, before, now};
  const InnerIntegrals inner =
      both_sides ? by_panels(step, x, mean, level.log_density, resolution.both_sides)
                 : by_normal_nodes(step, x, mean, level.log_density, resolution.inner, resolution.smoothing);
  const Eigen::ArrayXd mass = outer.weight * level.log_density.exp();
  Part part{.value = (mass * inner.kl).sum(), .level = level.sums(schedule, t, mean)};
  const double most = point_kl(schedule, t);
  // x - sqrt(a) u carries the rounding of x, and is divided by sqrt(b): far from the origin masses show it.
  const double lost =
      rounding + std::numeric_limits<double>::epsilon() * outer.at.abs().maxCoeff() / std::sqrt(schedule.beta(t));
  part.missing = std::max(0.0, (mass * inner.missing).sum() - lost) * (1 + 2 * most);
  part.outside = std::abs(1 - part.level.mass) * (most + part.value);
  return part;
}

/// KL(p_XT || N(0, 1)); the panels resolve the even mixture of both, so that the mass of neither is cut.
Part start_kl(const Question& question, const Eigen::ArrayXd& drawn, const Resolution& resolution) {
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
  Hints hints = line_hints(drawn, top);
  hints.blur = std::min(hints.blur, 1.0);
  const PanelNodes nodes = panel_nodes(
      resolving_panels(both, {std::min(own.low, -reach), std::max(own.high, reach)}, hints), resolution.panel);
  const Points x(nodes.at);
  Eigen::ArrayXd log_p, slope;
  density(x, log_p, slope);
  const KlDensity at(log_p, log_standard_normal(x));
  const double p = (nodes.weight * at.p).sum(), q = (nodes.weight * at.q).sum();
  return {.value = (nodes.weight * at.kl).sum(),
          .outside = std::max(0.0, std::abs(1 - p) + std::abs(1 - q) - rounding)};
}

/// One term at rising resolutions.
struct Term {
  Part part{.value = NAN};
  double difference = INFINITY;
  double last_error = INFINITY;  ///< one resolution before
  std::size_t next = 0;
  bool both_sides = false;

  double error() const { return difference + part.missing; }
  /// What is left is rounding, which no nodes mend.
  bool stalled() const { return error() > 0.5 * last_error && part.missing < little; }
  /// Starts again with nodes from both sides, once.
  void change_sides() {
    if (!both_sides) *this = {.both_sides = true};
  }
};

Estimate sum(const std::vector<Term>& terms) {
  Estimate total{0, 0};
  for (const Term& term : terms) {
    total.value += term.part.value;
    total.error += term.error() + term.part.outside;
  }
  return total;
}

/// Refines terms in parallel until their errors sum to `goal` of the total.
template <class Compute>
std::vector<Term> refined(std::size_t count, const Compute& compute) {
  std::vector<Term> terms(count);
  Estimate total{0, 0};
  for (std::size_t round = 0; round < 2 * std::size(resolutions); ++round) {
    const double share = 0.5 * goal * total.value / static_cast<double>(count);
    tbb::parallel_for(std::size_t{0}, count, [&](std::size_t k) {
      Term& term = terms[k];
      if (term.next > 1) {
        if (term.error() <= std::max(share, 0.5 * goal * term.part.value)) return;
        const bool last = term.next == std::size(resolutions);
        if (term.part.missing > much || (last && term.error() > goal * total.value && !term.stalled()))
          term.change_sides();
        if (term.next == std::size(resolutions)) return;
      }
      const Part finer = compute(k, resolutions[term.next++], term.both_sides);
      term.last_error = term.error();
      term.difference = std::abs(finer.value - term.part.value);
      term.part = finer;
    });
    total = sum(terms);
    if (total.error <= goal * total.value) break;
  }
  return terms;
}

/// What the entropy balance finds that the terms, steps 2 .. T in the end of them, do not hold.
double unbalanced(const Question& question, const Eigen::ArrayXd& drawn, const std::vector<Term>& terms) {
  const Schedule& schedule = question.schedule();
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  const PanelNodes nodes = panel_nodes(line_panels(question.target(), schedule.at(1), drawn), resolutions[1].panel);
  LevelSums before = LevelDensity(question.target(), schedule.at(1), nodes).sums();
  double found = 0;
  for (int t = 2; t <= schedule.steps(); ++t) {
    const Term& term = terms[terms.size() - static_cast<std::size_t>(schedule.steps() + 1 - t)];
    const StepKernel kernel(*sampler, question.score, t);
    found += balanced_step_kl(schedule, t, kernel.after(), term.part.level, before) - term.part.value;
    before = term.part.level;
  }
  return std::max(0.0, std::abs(found) - balance_loses);
}

}  // namespace

Estimate start_kl_by_quadrature(const Question& question) {
  const Eigen::ArrayXd drawn = drawn_places(question.target());
  return sum(refined(
      1, [&](std::size_t, const Resolution& resolution, bool) { return start_kl(question, drawn, resolution); }));
}

Estimate path_kl_by_quadrature(const Question& question) {
  const auto steps = static_cast<std::size_t>(question.schedule().steps());
  const std::size_t first = question.start == Start::Exact ? 1 : 0;  // term 0 is the start, term k the step t = k + 1
  const Eigen::ArrayXd drawn = drawn_places(question.target());
  const std::vector<Term> terms =
      refined(steps - first, [&](std::size_t k, const Resolution& resolution, bool both_sides) {
        return k + first == 0 ? start_kl(question, drawn, resolution)
                              : step_kl(question, drawn, static_cast<int>(k + first) + 1, resolution, both_sides);
      });
  Estimate total = sum(terms);
  if (!kernel_smooths({question.target(), question.sampler, question.start}))
    total.error += unbalanced(question, drawn, terms);
  return total;
}

double quadrature_cost(const Setting& setting, int steps) {
  // Evaluations of a step at two resolutions: 150 outer nodes, 8 and 11 inner ones with a density each, and a score for
  // each, or for each of 4 and 6 nodes of the first noise, with what smoothing costs.
  const double outer = 150, evaluations = kernel_smooths(setting) ? 3 * (8 * 4 + 11 * 6) : 2 * (8 + 11);
  return 1e-3 + steps * outer * evaluations * (10e-9 + seconds_at_point(setting));
}

}  // namespace diffrates

/// grid: the law of Y_1 on a line for any one-step sampler, by its characteristic function (grid_line.hpp).
///
/// Error: two runs at different refinements, plus what the noise of q (their pointwise difference) does to the metric;
/// refined further while that helps.
#include <fmt/format.h>

#include <algorithm>

#include "laws/grid_density.hpp"
#include "laws/grid_line.hpp"
#include "laws/law.hpp"

namespace diffrates {
namespace {

constexpr double wanted = 1e-9;       // relative error of every metric
constexpr double resolved = 1e-2;     // above this relative error a number is unresolved
constexpr Eigen::Index most_points = 1 << 21;
constexpr double negligible_mass = 1e-18;

std::string refusal(const Setting& setting, Metric metric) {
  if (metric == Metric::PathKl || metric == Metric::PathTv)
    return fmt::format("grid: follows the law of Y_1 alone, so it cannot give {}; use path", name(metric));
  if (setting.target.dimension() > 1)
    return fmt::format("grid: needs d = 1, and the target has d = {}", setting.target.dimension());
  if (setting.sampler.memory)
    return fmt::format("grid: {} remembers its last evaluation; use characteristics", setting.sampler.name);
  return {};
}

/// The density of Y_1 on a period that holds X_1 too.
FourierSeries law_of_output(const Question& question, double refinement) {
  const Schedule& schedule = question.schedule();
  const bool noisy = question.sampler.stochastic && !question.sampler.ends_with_map;
  const Interval bulk = question.target().bulk(schedule.at(1), negligible_mass);
  // A few large steps may narrow the law much in one of them.
  for (double growth = 1.3;; growth *= 3) {
    const GridResolution resolution{.refinement = refinement, .growth = growth};
    GridLine law = question.start == Start::Normal
                      ? GridLine(resolution, noisy)
                      : GridLine(resolution, noisy, question.target(), schedule.at(schedule.steps()));
    const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
    run_sampler(*sampler, question.score, law);
    const FourierSeries& y = law.settle(bulk);
    if (law.cut_off() < 1e-12 || growth > 100) return y;
  }
}

/// Both laws on one grid, three times finer than the band of q needs, and fine enough for p.
LineDensities densities(const Question& question, const FourierSeries& y) {
  LineDensities result{y.period, {}, {}};
  FourierLine fourier;
  FourierSeries x_series;
  for (Eigen::Index n = fft_size(6 * (y.modes() + 1));; n *= 2) {
    const double h = y.period.width / static_cast<double>(n);
    const Points x(y.period.low + h * Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)));
    question.target().evaluate(question.schedule().at(1), x, nullptr, &result.log_p);
    fourier.series(result.log_p.exp(), y.period, n / 2 - 1, x_series);
    const bool ended = x_series.coefficients.tail(n / 4).abs().maxCoeff() < 1e-13;
    if (!ended && n < most_points) continue;
    fourier.values(y, n, result.q);
    return result;
  }
}

/// The largest difference of the grid's q from another run's.
double difference(const LineDensities& d, const FourierSeries& other) {
  const FourierInterpolant q(other);
  const Period& inner = other.period;
  const double h = d.period.width / static_cast<double>(d.q.size());
  double largest = 0;
  for (Eigen::Index j = 0; j < d.q.size(); ++j) {
    const double x = d.period.low + h * static_cast<double>(j);
    const double there = x >= inner.low && x <= inner.low + inner.width ? q(x) : 0;
    largest = std::max(largest, std::abs(d.q[j] - there));
  }
  return largest;
}

struct Run {
  FourierSeries y;
  LineDensities densities;
  std::vector<Estimate> estimates;
};

Run run_at(const Question& question, const std::vector<Metric>& metrics, double refinement, const Run* before) {
  Run run{law_of_output(question, refinement), {}, {}};
  run.densities = densities(question, run.y);
  const double rounding = 3e-16 * run.densities.q.maxCoeff();
  run.densities.noise = std::max(rounding, before == nullptr ? 0 : difference(run.densities, before->y));
  for (const Metric metric : metrics) run.estimates.push_back(line_divergence(metric, run.densities));
  for (std::size_t i = 0; before != nullptr && i < metrics.size(); ++i)
    run.estimates[i].error += std::abs(run.estimates[i].value - before->estimates[i].value);
  return run;
}

bool met(const std::vector<Estimate>& estimates) {
  return std::all_of(estimates.begin(), estimates.end(),
                     [](const Estimate& e) { return e.error <= wanted * std::abs(e.value); });
}

std::vector<Measurement> measure(const Question& question, const std::vector<Metric>& metrics) {
  std::vector<Measurement> result;
  for (const Metric metric : metrics) result.push_back({metric, {}, Status::Unresolved, {}});
  const auto keep = [&](const Run& run) {
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      Measurement& m = result[i];
      if (run.estimates[i].error < m.estimate.error || std::isnan(m.estimate.error)) m.estimate = run.estimates[i];
      const bool good = m.estimate.error <= resolved * std::abs(m.estimate.value);
      m.status = good ? Status::Ok : Status::Unresolved;
      m.reason = good                        ? ""
                 : m.metric == Metric::Chi2 ? "grid: chi2 is decided where the density of Y drowns in rounding"
                                            : fmt::format("grid: error {:.1e} is not small against the value", m.estimate.error);
    }
  };
  try {
    // If X_1 alone is too fine for a grid, so is Y_1: no need to run the sampler to learn it.
    GridLine({}, false, question.target(), question.schedule().at(1));
    Run last = run_at(question, metrics, 1, nullptr);
    for (const double refinement : {1.4, 2.0, 2.8}) {
      Run next = run_at(question, metrics, refinement, &last);
      const double before = last.densities.noise, now = next.densities.noise;
      keep(next);
      const bool helps = refinement < 1.5 || now < before / 4;
      last = std::move(next);
      if (met(last.estimates) || !helps) break;
    }
  } catch (const Unresolvable& problem) {
    for (Measurement& m : result)
      if (m.status != Status::Ok) m.reason = fmt::format("grid: {}", problem.what());
  }
  return result;
}

}  // namespace

LineDensities grid_densities(const Question& question) {
  const Run coarse = run_at(question, {}, 1, nullptr);
  return run_at(question, {}, 1.4, &coarse).densities;
}

extern const LawKind law_grid;
const LawKind law_grid{"grid",
                       "exact density of Y_1 on a line by its characteristic function; any one-step sampler, d = 1",
                       {Metric::Tv, Metric::Kl, Metric::KlReverse, Metric::Chi2},
                       refusal,
                       measure};

}  // namespace diffrates

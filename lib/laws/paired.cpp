/// paired: the marginal of a stochastic sampler in any dimension, from likelihood ratios along forward paths that share
/// their X_1 (paired_paths.hpp). With g = p_Y1/p_X1 - 1:
///   chi2  E g^2, unbiased.
///   kl    E g^2/2, the leading term of KL(p_X1 || p_Y1) = E[-log(1 + g)]; the next term, |E g^3|/3, is in the error.
///   tv    E|g|/2. A plug-in |mean of D| is biased upwards (Jensen), the mean with its sign taken from the other paths
///         downwards (E[sign g] <= E|g| for any sign); the value is the middle of the two and half their distance is in
///         the error. Without the control variate the two are a factor apart: the noise of L is sqrt(T) times the
///         signal. The plug-in's bias is the noise of the mean, Var(D | x)/paths, against g^2: 16 paths a start serve
///         chi2 best, 256 serve tv.
/// Error: standard errors over the starts, which are independent; starts are added until it is 3 percent of the value
/// or the budget is spent. Cost: 3 score evaluations and d Hessian products a path and step.
#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <map>

#include "laws/judge.hpp"
#include "laws/kernel.hpp"
#include "laws/paired_paths.hpp"
#include "laws/ratio_moments.hpp"
#include "laws/replicates.hpp"

namespace diffrates {
namespace {

constexpr double goal = 0.03;  // standard error, relative to the value
constexpr int first_starts = 128;
/// Path steps of one coordinate, about 45 ns each: 15 s of one core.
constexpr double budget = 3.3e8;

std::string refusal(const Setting& setting, Metric metric) {
  if (metric != Metric::Chi2 && metric != Metric::Kl && metric != Metric::Tv)
    return fmt::format("paired: gives chi2, kl (leading term) and tv, not {}", name(metric));
  if (setting.data) return "paired: follows paths that end at X_1, and the comparison is with X_0";
  return kernel_refusal("paired", setting);
}

template <class Function>
Estimate average(const std::vector<PairedValues>& values, const Function& f) {
  double sum = 0, squares = 0;
  const auto n = static_cast<double>(values.size());
  for (const PairedValues& v : values) sum += f(v);
  const double mean = sum / n;
  for (const PairedValues& v : values) squares += (f(v) - mean) * (f(v) - mean);
  return {mean, std::sqrt(squares / (n * (n - 1)))};
}

/// What is said of a metric: sampling error and bias apart, because more starts only reduce the first.
struct Said {
  Estimate sampled;
  double bias = 0;
};

Estimate square(const std::vector<PairedValues>& values) {
  return average(values, [](const PairedValues& v) { return v.square; });
}

Said leading_kl(const std::vector<PairedValues>& values) {
  const Estimate chi2 = square(values), cube = average(values, [](const PairedValues& v) { return v.cube; });
  return {{chi2.value / 2, chi2.error / 2}, std::abs(cube.value) / 3};
}

Said total_variation(const std::vector<PairedValues>& values) {
  const Estimate low = average(values, [](const PairedValues& v) { return v.tv_low; });
  const Estimate high = average(values, [](const PairedValues& v) { return v.tv_high; });
  return {{0.5 * (low.value + high.value), std::max(low.error, high.error)}, 0.5 * std::abs(high.value - low.value)};
}

Said said(Metric metric, const std::vector<PairedValues>& values) {
  switch (metric) {
    case Metric::Kl:
      return leading_kl(values);
    case Metric::Tv:
      return total_variation(values);
    default:
      return {square(values)};
  }
}

/// What one start says of a metric; the average over starts is Said::sampled.
double value_of(Metric metric, const PairedValues& v) {
  switch (metric) {
    case Metric::Kl:
      return v.square / 2;
    case Metric::Tv:
      return 0.5 * (v.tv_low + v.tv_high);
    default:
      return v.square;
  }
}

std::vector<double> by_replicate(Metric metric, const std::vector<PairedValues>& values, const Estimate& stated) {
  Dealt dealt;
  for (const PairedValues& v : values) dealt.add(value_of(metric, v));
  return dealt.scaled_to(stated);
}

/// Path steps of one coordinate that one batch costs; a smoothed kernel takes its Jacobian and its draws.
double work(const Setting& setting, int steps, PairedBatch batch) {
  const int d = setting.target.dimension();
  return d * (1 + d / 16.0) * batch.starts * batch.paths * steps * (kernel_smooths(setting) ? 2 + d / 4.0 : 1);
}

int paths_a_start(Metric metric) { return metric == Metric::Tv ? 256 : 16; }

/// Batches of 256 points, fewer where a point carries a large Hessian.
PairedBatch batch_for(int d, Metric metric) {
  const int paths = paths_a_start(metric);
  return {std::max(1, (d <= 4 ? 256 : d <= 16 ? 128 : 64) / paths), paths};
}

std::size_t first_batches(PairedBatch batch) {
  return static_cast<std::size_t>(std::max(2, first_starts / batch.starts));
}

/// `enough`: the standard error to reach, relative to the value.
std::vector<PairedValues> gather(const Question& question, Metric metric, double enough) {
  const PairedBatch batch = batch_for(question.target().dimension(), metric);
  const Setting setting{question.target(), question.sampler, question.start};
  const std::size_t first = first_batches(batch);
  const auto most =
      std::max(first, static_cast<std::size_t>(budget / work(setting, question.schedule().steps(), batch)));
  std::vector<std::vector<PairedValues>> chunks;
  std::vector<PairedValues> values;
  for (std::size_t until = first; chunks.size() < most;) {
    const std::size_t from = chunks.size();
    chunks.resize(until);
    tbb::parallel_for(from, until, [&](std::size_t k) { chunks[k] = follow_pairs(question, batch, k); });
    for (std::size_t k = from; k < until; ++k) values.insert(values.end(), chunks[k].begin(), chunks[k].end());
    const Estimate sampled = said(metric, values).sampled;
    if (!std::isfinite(sampled.error) || sampled.error <= enough * sampled.value || enough == INFINITY) break;
    // As many starts as the goal asks for, at most twice as many as there are.
    const double missing =
        sampled.value > 0 ? std::min(2.0, 1.1 * std::pow(sampled.error / (enough * sampled.value), 2)) : 2;
    until = std::min(most, static_cast<std::size_t>(missing * static_cast<double>(until)) + 1);
  }
  return values;
}

std::string remark(Metric metric, const std::vector<PairedValues>& values) {
  const Estimate with = square(values), without = average(values, [](const PairedValues& v) { return v.plain_square; });
  std::string text = fmt::format("{} starts of {} paths", values.size(), paths_a_start(metric));
  if (with.error != without.error)
    text += fmt::format("; control variate cuts the variance of chi2 by {:.3g} ({:.2g} to {:.2g} a start)",
                        std::pow(without.error / with.error, 2),
                        std::pow(without.error, 2) * static_cast<double>(values.size()),
                        std::pow(with.error, 2) * static_cast<double>(values.size()));
  if (metric == Metric::Kl) text += "; leading term chi2/2, the next one in the error";
  if (metric == Metric::Tv) text += "; middle of a lower and an upper estimate, half their distance in the error";
  return text;
}

/// How wide the ratios of a path are at worst, and why they may not be averaged; no reason if they may.
struct Width {
  double curvature = 0;
  std::string problem{};
};

/// Steps are held to a limit by the judge; here to what the dimension asks in addition, and the start to both.
Width width_of(const Question& question, double most) {
  const int d = question.target().dimension();
  const double steps = largest_curvature(question, most);
  const auto heavy = [&](double curvature) { return fourth_moment(1 - curvature, d) > most_fourth_moment; };
  if (question.start == Start::Normal) {
    const NoiseLevel& top = question.schedule().at(question.schedule().steps());
    const double start = drawn_start_fourth_moment(question.target(), top, question.seed);
    if (!(start <= most_fourth_moment))
      return {INFINITY, fmt::format("the normal start is too far from X_T: the fourth moment of their likelihood ratio "
                                    "is {:.2g} or more, too heavy a tail to be averaged; use a larger l_max or the "
                                    "exact start",
                                    start)};
  }
  if (steps <= most && heavy(steps))
    return {INFINITY, fmt::format("b_t lambda_max(-H_t) = {:.2g} is too much in d = {}, where likelihood ratios have a "
                                  "tail too heavy to be averaged; use more steps",
                                  steps, d)};
  return {steps, {}};
}

std::vector<Evidence> follow(const Question& question, const std::vector<Metric>& metrics) {
  const double most = limits_of(Method::Pairs).curvature;
  const Width width = width_of(question, most);
  std::map<int, std::vector<PairedValues>> gathered;  // by paths a start
  std::vector<Evidence> result;
  for (const Metric metric : metrics) {
    std::vector<PairedValues>& values = gathered[paths_a_start(metric)];
    // No more than a first look where the variance cannot be trusted.
    if (values.empty()) values = gather(question, metric, width.curvature > most ? INFINITY : goal);
    const Said what = said(metric, values);
    Evidence found{metric, Method::Pairs, {what.sampled.value, what.sampled.error + what.bias}};
    found.curvature = width.curvature;
    found.problem = width.problem;
    found.remark = remark(metric, values);
    found.by_replicate = by_replicate(metric, values, what.sampled);
    result.push_back(found);
  }
  return result;
}

/// Four fifths of the budget: three percent are reached before its end in few dimensions only.
double cost(const Setting& setting, const Schedule& schedule, const std::vector<Metric>& metrics) {
  double seconds = 0;
  for (const int paths : {16, 256})
    for (const Metric metric : metrics)
      if (paths_a_start(metric) == paths) {
        const PairedBatch batch = batch_for(setting.target.dimension(), metric);
        const double least = work(setting, schedule.steps(), batch) * static_cast<double>(first_batches(batch));
        seconds += 45e-9 * std::max(least, 0.8 * budget);
        break;
      }
  return seconds;
}

}  // namespace

extern const LawKind law_paired;
constinit const LawKind law_paired{"paired",
                                   "likelihood ratios along forward paths that share X_1: stochastic samplers, any d",
                                   {Metric::Chi2, Metric::Kl, Metric::Tv},
                                   refusal,
                                   follow,
                                   cost};

}  // namespace diffrates

#include "laws/characteristics_space.hpp"

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "divergences/integrands.hpp"
#include "laws/characteristics_carry.hpp"
#include "laws/cost.hpp"
#include "numerics/sobol.hpp"

namespace diffrates {
namespace {

constexpr int replicates = 16;
constexpr int fewest_points = 4, first_points = 64, most_points = 1024;  // of one replicate
constexpr double goal = 0.03;         // relative standard error of TV; of the others, which fall like TV^2, twice that
constexpr double most_work = 2.5e12;  // floating point operations, roughly: a minute on two cores
constexpr int least_steps = 1024;     // that are budgeted for: below, every T has the same points
constexpr double most_rounding = 1e100;   // of one term, so that a sum of them is finite
constexpr double batch_doubles = 16'384;  // points and tangents of a batch fit the second cache several times

/// Y_1 of every point: log ratios with their rounding errors, and folds; point i of replicate k at (i, k).
struct Sample {
  Eigen::ArrayXXd log_ratio, rounding;
  Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic> folded;
};

/// Floating point operations to carry one point through `steps` steps, or what they are at T = least_steps.
double work_of_a_point(const Target& target, const SamplerKind& sampler, int steps) {
  const double d = target.dimension();
  return std::max(steps, least_steps) * (sampler.evaluations_per_step * target.work() + 0.7 * d * d * d);
}

/// The most points of a replicate that their work allows.
Eigen::Index affordable_points(const Target& target, const SamplerKind& sampler, int steps) {
  const double affordable = most_work / (replicates * work_of_a_point(target, sampler, steps));
  Eigen::Index most = fewest_points;
  while (most < most_points && 2 * static_cast<double>(most) <= affordable) most *= 2;
  return most;
}

/// Starting points `from` .. `from + count - 1` of a replicate, given their normals.
Points start_points(const Question& question, const Eigen::ArrayXXd& normals, int replicate, Eigen::Index from) {
  Points start(normals.rows(), question.target().dimension());
  if (question.start == Start::Normal) {
    start.values() = normals;
    return start;
  }
  const NoiseLevel& at = question.schedule().at(question.schedule().steps());
  Stream stream(question.seed, "characteristics draws of X_0",
                static_cast<std::uint64_t>(replicate) << 32 | static_cast<std::uint64_t>(from));
  question.target().draw(stream, start);
  start.values() = at.signal * start.values() + at.sigma * normals;
  return start;
}

/// Carries points from .. to - 1 of every replicate.
void extend(const Question& question, Eigen::Index from, Eigen::Index to, Sample& sample) {
  const int d = question.target().dimension();
  const auto points = sobol_points(to, d).bottomRows(to - from).eval();
  const Eigen::Index batch = std::clamp<Eigen::Index>(static_cast<Eigen::Index>(batch_doubles) / (d * (d + 1)), 4, 256);
  const int batches = static_cast<int>((to - from + batch - 1) / batch);
  sample.log_ratio.conservativeResize(to, replicates);
  sample.rounding.conservativeResize(to, replicates);
  sample.folded.conservativeResize(to, replicates);
  tbb::parallel_for(0, batches * replicates, [&](int job) {
    const int k = job / batches;
    const Eigen::Index first = job % batches * batch, size = std::min(batch, to - from - first);
    const std::uint64_t key = key_of(fmt::format("sobol {} {}", question.seed, k));
    const Eigen::ArrayXXd normals = normal_quantiles(scramble(points.middleRows(first, size), key));
    const Carried carried = carry(question, start_points(question, normals, k, from + first));
    for (Eigen::Index i = 0; i < size; ++i) {
      sample.log_ratio(from + first + i, k) = carried.log_ratio[i];
      sample.rounding(from + first + i, k) = carried.rounding[i];
      sample.folded(from + first + i, k) = carried.folded[static_cast<std::size_t>(i)];
    }
  });
}

/// A mean over replicates, its standard error, and the largest share that one point has of it.
struct Average {
  double mean = 0, error = 0, largest_share = 0;
};

template <class Term>
Average average(const Eigen::ArrayXXd& log_ratio, Term term) {
  const Eigen::ArrayXXd terms = log_ratio.unaryExpr(term);
  const Eigen::ArrayXd means = terms.colwise().mean().transpose();
  const double mean = means.mean(), spread = (means - mean).square().sum() / (replicates - 1);
  return {mean, std::sqrt(spread / replicates),
          terms.abs().maxCoeff() / (std::abs(mean) * static_cast<double>(terms.size()))};
}

/// What the rounding of the log ratios does to a mean, all of one sign.
double rounded(Metric metric, const Sample& sample) {
  double sum = 0;
  for (Eigen::Index i = 0; i < sample.log_ratio.size(); ++i) {
    const double l = sample.log_ratio.data()[i], r = sample.rounding.data()[i];
    sum += std::min(slope_under_y(metric, l) * r + (metric == Metric::Tv ? 0 : r * r), most_rounding);
  }
  return sum / static_cast<double>(sample.log_ratio.size());
}

Average without_rounding(const Eigen::ArrayXXd& log_ratio, Metric metric) {
  const Average plain = average(log_ratio, [metric](double l) { return under_y(metric, l); });
  if (metric == Metric::KlReverse) {
    const Average logarithm = average(log_ratio, [](double l) { return -l; });
    if (logarithm.error < plain.error) return logarithm;
  }
  if (metric != Metric::Kl && metric != Metric::Tv) return plain;
  const Average seen = average(log_ratio, [](double l) { return std::expm1(l); });
  const double missed = std::max(0.0, std::abs(seen.mean) - 3 * seen.error);
  if (metric == Metric::Kl) return {plain.mean, plain.error + missed, plain.largest_share};
  // X's mass that no point saw lies where Y has little: less than 3/n with 95 percent, and there TV's integrand is 0,
  // not 1.
  const double unseen = std::min(missed, 3 / static_cast<double>(log_ratio.size()));
  const Average both = average(log_ratio, [](double l) { return 0.5 * std::abs(std::expm1(l)); });
  if (missed == 0 && both.error < plain.error) return both;
  return {plain.mean, plain.error + unseen, plain.largest_share};
}

Average average(const Sample& sample, Metric metric) {
  Average found = without_rounding(sample.log_ratio, metric);
  found.error += rounded(metric, sample);
  return found;
}

Evidence evidence_of(Metric metric, const Sample& sample) {
  const Average mean = average(sample, metric);
  const auto points = static_cast<double>(sample.log_ratio.size());
  Evidence found{metric, Method::Scrambles, {mean.mean, mean.error}};
  found.folded_y = static_cast<double>(sample.folded.count()) / points;
  found.folded_x = sample.folded.select(sample.log_ratio.exp(), 0).sum() / points;
  found.largest_share = mean.largest_share;
  found.remark = fmt::format("{} points", points);
  return found;
}

bool accurate(const Sample& sample, const std::vector<Metric>& metrics) {
  return std::all_of(metrics.begin(), metrics.end(), [&](Metric metric) {
    const Average found = without_rounding(sample.log_ratio, metric);
    const double wanted = (metric == Metric::Tv ? goal : 2 * goal) * std::abs(found.mean);
    return found.error <= std::max(wanted, rounded(metric, sample));  // more points do not round less
  });
}

}  // namespace

std::vector<Evidence> follow_space(const Question& question, const std::vector<Metric>& metrics) {
  const Eigen::Index most = affordable_points(question.target(), question.sampler, question.schedule().steps());
  Sample sample;
  for (Eigen::Index from = 0, to = std::min<Eigen::Index>(first_points, most); to <= most; from = to, to *= 2) {
    extend(question, from, to, sample);
    if (accurate(sample, metrics)) break;
  }
  std::vector<Evidence> result;
  for (const Metric metric : metrics) result.push_back(evidence_of(metric, sample));
  return result;
}

double space_cost(const Setting& setting, int steps) {
  const double d = setting.target.dimension();
  // The goal is met by 64 points of a replicate in few dimensions, and by more like d^2.
  const double most = static_cast<double>(affordable_points(setting.target, setting.sampler, steps));
  double points = first_points;
  while (points < first_points * d * d / 50) points *= 2;
  points = replicates * std::min(points, most);
  const double determinant = 30e-9 + 0.4e-9 * d * d * d;
  return 1e-3 + points * (evaluations(setting.sampler, steps) * seconds_with_tangents(setting) + steps * determinant);
}

}  // namespace diffrates

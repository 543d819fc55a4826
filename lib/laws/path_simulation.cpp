#include "laws/path_simulation.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>

#include "divergences/integrands.hpp"
#include "laws/cost.hpp"
#include "laws/kernel.hpp"
#include "laws/path_forward.hpp"
#include "laws/ratio_moments.hpp"
#include "laws/replicates.hpp"

namespace diffrates {
namespace {

/// Paths followed together: fewer where a point carries a large Jacobian.
Points::Index chunk_size(int dimension) { return dimension <= most_smoothed_dimension ? 256 : 64; }
constexpr std::size_t first_chunks = 4;
constexpr double goal = 0.01;
/// Kernel evaluations of one coordinate: a few seconds of one core.
constexpr double budget = 1.2e8;
/// Nodes a dimension for the kernel's first noise, d = 1, 2, 3.
constexpr int smoothing_order[] = {0, 6, 5, 4};

constexpr int pairs_of_draws = 2;

struct ChunkPlan {
  std::vector<bool> averages;  ///< of every t = 2 .. T, and of the start as 1: e^l may be averaged
  bool smoothed;               ///< the kernel has noise before its map
  int order;                   ///< of the rule for that noise; 0 where draws stand for it
};

ChunkPlan plan_for(const Question& question) {
  const Schedule& schedule = question.schedule();
  const int d = question.target().dimension(), T = schedule.steps();
  ChunkPlan plan{std::vector<bool>(static_cast<std::size_t>(T) + 1),
                 kernel_smooths({question.target(), question.sampler, question.start}), 0};
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  for (int t = 2; t <= T; ++t)
    plan.averages[static_cast<std::size_t>(t)] =
        step_fourth_moment(schedule, StepKernel(*sampler, question.score, t), t, d) <= most_fourth_moment;
  plan.averages[1] = start_fourth_moment(question.target(), schedule.at(T)) <= most_fourth_moment;
  if (plan.smoothed && d <= most_smoothed_dimension) plan.order = smoothing_order[d];
  return plan;
}

/// The estimators, the correction of the first, and S, whose mean is 0; one value a path.
struct PathValues {
  Eigen::ArrayXd kl, tv, correction, S;
};

/// log q(u|x), and its correction added to `correction`.
Eigen::ArrayXd log_kernel(const StepKernel& kernel, const ChunkPlan& plan, const Points& x, const Points& u,
                          Stream& stream, Eigen::ArrayXd& correction) {
  const Points mean = kernel.mean(x);
  if (!plan.smoothed || plan.order > 0) return kernel.log_density(x, mean, u, plan.order);
  const Eigen::ArrayXXd draws = kernel.log_density_draws(x, mean, u, stream, pairs_of_draws);
  const Eigen::ArrayXd log_q = log_mean_exp(draws);
  const Eigen::ArrayXd squares = ((draws.colwise() - log_q).exp() - 1).square().rowwise().sum();
  correction += 0.5 * squares / (pairs_of_draws * (pairs_of_draws - 1.0));
  return log_q;
}

PathValues follow_chunk(const Question& question, const ChunkPlan& plan, std::uint64_t chunk) {
  const Schedule& schedule = question.schedule();
  const Target& target = question.target();
  const int d = target.dimension();
  const auto n = chunk_size(d);
  const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
  ForwardPaths paths(target, schedule, Stream(question.seed, "forward path", chunk), n);
  Eigen::ArrayXd L = Eigen::ArrayXd::Zero(n);
  PathValues values{L, L, L, L};
  const auto account = [&](const Eigen::ArrayXd& l, int t) {
    L += l;
    if (plan.averages[static_cast<std::size_t>(t)]) {
      values.kl += l.unaryExpr(&exp_minus_linear);
      values.S += l.unaryExpr([](double v) { return std::expm1(v); });
    } else {
      values.kl -= l;
    }
  };
  Eigen::ArrayXd before_log_density, log_density;
  target.evaluate(schedule.at(1), paths.now(), nullptr, &log_density);
  Points x(n, d, plan.smoothed ? d : 0);
  for (int t = 2; t <= schedule.steps(); ++t) {
    before_log_density = log_density;
    paths.advance();
    x.values() = paths.now().values();
    if (plan.smoothed) x.start_tangents();
    target.evaluate(schedule.at(t), paths.now(), nullptr, &log_density);
    const StepKernel kernel(*sampler, question.score, t);
    account(log_kernel(kernel, plan, x, paths.before(), paths.stream(), values.correction) -
                log_backward_density(schedule, t, x, paths.before(), before_log_density, log_density),
            t);
  }
  if (question.start == Start::Normal) account(log_standard_normal(paths.now()) - log_density, 1);
  values.kl -= values.correction;  // E[-log q^] is high by it
  values.tv = (-L.min(0.0).unaryExpr([](double v) { return std::expm1(v); })) + 0.5 * values.S;
  return values;
}

/// Mean and standard error of the chunks' values, summed in their order.
Estimate average(const std::vector<PathValues>& chunks, Eigen::ArrayXd PathValues::* which) {
  double sum = 0, squares = 0, count = 0;
  for (const PathValues& chunk : chunks) {
    sum += (chunk.*which).sum();
    count += static_cast<double>((chunk.*which).size());
  }
  for (const PathValues& chunk : chunks) squares += (chunk.*which - sum / count).square().sum();
  return {sum / count, std::sqrt(squares / (count * (count - 1)))};
}

/// The same by replicate: paths dealt out in their order.
std::vector<double> by_replicate(const std::vector<PathValues>& chunks, Eigen::ArrayXd PathValues::* which,
                                 const Estimate& stated) {
  Dealt dealt;
  for (const PathValues& chunk : chunks)
    for (const double value : chunk.*which) dealt.add(value);
  return dealt.scaled_to(stated);
}

/// How far the mean of S is from its own, 0, beyond three standard errors: weight in the tail of e^l that no path met,
/// or a kernel whose mass is not 1.
double unseen(const std::vector<PathValues>& chunks) {
  const Estimate S = average(chunks, &PathValues::S);
  return std::max(0.0, std::abs(S.value) - 3 * S.error);
}

void follow(const Question& question, const ChunkPlan& plan, std::size_t until, std::vector<PathValues>& chunks) {
  const std::size_t from = chunks.size();
  chunks.resize(until);
  tbb::parallel_for(from, until, [&](std::size_t k) { chunks[k] = follow_chunk(question, plan, k); });
}

/// Kernel evaluations of a path and step.
double evaluations_a_step(int d, const ChunkPlan& plan) {
  return 2 + (!plan.smoothed ? 0 : plan.order > 0 ? std::pow(plan.order, d) : 2 * pairs_of_draws + d);
}

double most_chunks(int d, int T, const ChunkPlan& plan) {
  return std::max(2.0 * first_chunks,
                  budget / (static_cast<double>(d * chunk_size(d)) * T * evaluations_a_step(d, plan)));
}

}  // namespace

PathDivergences path_by_simulation(const Question& question, bool kl, bool tv) {
  const Schedule& schedule = question.schedule();
  const int d = question.target().dimension(), T = schedule.steps();
  const ChunkPlan plan = plan_for(question);
  const double most = most_chunks(d, T, plan);

  std::vector<PathValues> chunks;
  PathDivergences result;
  for (std::size_t until = first_chunks; static_cast<double>(until) <= most; until *= 2) {
    follow(question, plan, until, chunks);
    result.kl = average(chunks, &PathValues::kl);
    result.tv = average(chunks, &PathValues::tv);
    const bool kl_done = !kl || result.kl.error <= goal * result.kl.value;
    if (kl_done && (!tv || result.tv.error <= goal * result.tv.value)) break;
  }
  result.kl_by_replicate = by_replicate(chunks, &PathValues::kl, result.kl);
  result.tv_by_replicate = by_replicate(chunks, &PathValues::tv, result.tv);
  result.paths = static_cast<long>(chunks.size()) * chunk_size(d);
  if (plan.order > 0) {
    // The same paths with a finer rule: the difference is the bias of the coarser one.
    const std::vector<PathValues> coarse(1, chunks.front());
    std::vector<PathValues> fine;
    follow(question, {plan.averages, true, plan.order + 2}, 1, fine);
    result.kl.error += std::abs(average(fine, &PathValues::kl).value - average(coarse, &PathValues::kl).value);
    result.tv.error += std::abs(average(fine, &PathValues::tv).value - average(coarse, &PathValues::tv).value);
  } else if (plan.smoothed) {
    const double correction = average(chunks, &PathValues::correction).value;
    result.kl.error += correction * std::min(1.0, 10 * std::sqrt(2 * correction / T));
    result.tv.error += 0.5 * result.tv.value * correction / result.kl.value;
  }
  const double lost = unseen(chunks);
  result.kl.error += lost;
  result.tv.error += 0.5 * lost;
  // 1 - TV = E min(1, e^L), which few paths carry: fewer than ten, and what three in as many would add is not seen.
  const auto paths_followed = static_cast<double>(result.paths);
  if (result.tv.value > 1 - 10 / paths_followed) result.tv.error += 3 / paths_followed;
  return result;
}

double simulation_cost(const Setting& setting, int steps) {
  const int d = setting.target.dimension();
  ChunkPlan plan{{}, kernel_smooths(setting), 0};
  if (plan.smoothed && d <= most_smoothed_dimension) plan.order = smoothing_order[d];
  // One percent takes this many chunks as a rule, if the budget allows.
  const double needed = plan.smoothed ? 64 : d <= most_smoothed_dimension ? 16 : 32;
  double chunks = first_chunks;
  while (2 * chunks <= std::min(needed, most_chunks(d, steps, plan))) chunks *= 2;
  const double at_point = 10e-9 + seconds_at_point(setting);
  double step = 30e-9 * d;  // seconds of a path: its noise, then the kernel
  if (!plan.smoothed) step += 2 * at_point;
  if (plan.order > 0) step += std::pow(plan.order, d) * (15e-9 * d + at_point);
  if (plan.smoothed && plan.order == 0)
    step += seconds_with_tangents(setting) + 0.6e-9 * d * d * d + (2 + 2 * pairs_of_draws) * (15e-9 * d + at_point);
  return 1e-3 + chunks * static_cast<double>(chunk_size(d)) * steps * step;
}

}  // namespace diffrates

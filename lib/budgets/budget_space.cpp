#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>

#include "budgets/budget_parts.hpp"
#include "budgets/step_sums.hpp"
#include "laws/characteristics_points.hpp"
#include "laws/cost.hpp"
#include "laws/judge.hpp"
#include "numerics/tail_shape.hpp"

namespace diffrates {
namespace {

constexpr int first_points = 64, least_points = 4, most_points = 1024;  // of a replicate
constexpr double goal = 0.02;                                           // relative standard error of KL
constexpr double most_seconds = 6;                                      // CPU, roughly
constexpr int moved_replicates = 4;  // whose flow is followed in shorter parts, too: what that moves is not random
constexpr double batch_doubles = 16'384, most_ratios = 1 << 20;

/// Sums over the points of one replicate: what the steps make, and the groups' products.
struct Sums {
  explicit Sums(std::size_t steps, int groups)
      : modulus(Eigen::ArrayXd::Zero(static_cast<Eigen::Index>(steps))),
        square(modulus),
        products(Eigen::MatrixXd::Zero(groups, groups)) {}
  void operator+=(const Sums& other) {
    modulus += other.modulus;
    square += other.square;
    products += other.products;
  }
  Eigen::ArrayXd modulus, square;
  Eigen::MatrixXd products;
};

class Average {
 public:
  Average(const Question& question, Budget& budget)
      : question_(question), exact_(question), budget_(budget), grouping_(question) {
    exact_.start = Start::Exact;
    budget_.steps = empty_shares(question);
    budget_.groups = grouping_.groups();
    sums_.assign(replicates, Sums(budget_.steps.size(), grouping_.count()));
  }

  void extend(Eigen::Index from, Eigen::Index to) {
    const int d = question_.target().dimension();
    const auto fitting = static_cast<Eigen::Index>(
        std::min(batch_doubles / (d * (d + 1)), most_ratios / static_cast<double>(budget_.steps.size())));
    const Eigen::Index batch = std::clamp<Eigen::Index>(fitting, 4, 256);
    const int batches = static_cast<int>((to - from + batch - 1) / batch);
    for (Eigen::ArrayXXd* all : {&total_, &rounding_, &folded_}) all->conservativeResize(to, replicates);
    if (from == 0) moved_.resize(to, moved_replicates);
    tbb::parallel_for(0, replicates, [&](int k) {
      for (int b = 0; b < batches; ++b) {
        const Eigen::Index first = from + b * batch, size = std::min(batch, to - first);
        add(carry_steps(question_, grouping_, start_points(exact_, k, first, first + size),
                        from == 0 && k < moved_replicates),
            first, k);
      }
    });
  }

  Estimate tv() const { return mean_of(total_.abs() / 2); }
  Estimate kl() const { return mean_of(total_.square() / 2); }

  void conclude() {
    const auto n = static_cast<double>(total_.rows());
    const double rounds = rounding_.mean();
    budget_.tv = judged(Metric::Tv, tv(), (moved_.abs().mean() + rounds) / 2);
    const double moved = (moved_.abs() * total_.topLeftCorner(moved_.rows(), moved_replicates).abs()).mean();
    budget_.kl = judged(Metric::Kl, kl(), moved + (rounding_ * (total_.abs() + rounding_)).mean());
    for (std::size_t s = 0; s < budget_.steps.size(); ++s) {
      Eigen::ArrayXd modulus(replicates), square(replicates);
      for (int k = 0; k < replicates; ++k) {
        modulus[k] = sums_[static_cast<std::size_t>(k)].modulus[static_cast<Eigen::Index>(s)] / (2 * n);
        square[k] = sums_[static_cast<std::size_t>(k)].square[static_cast<Eigen::Index>(s)] / (2 * n);
      }
      budget_.steps[s].tv = budget_.steps[s].arrives = of_replicates(modulus);
      budget_.steps[s].kl = of_replicates(square);
    }
    Sums all(budget_.steps.size(), grouping_.count());
    for (const Sums& one : sums_) all += one;
    budget_.groups.products = all.products / (n * replicates);
  }

 private:
  void add(const StepBatch& batch, Eigen::Index first, int k) {
    const Eigen::Index size = batch.total.size();
    total_.col(k).segment(first, size) = batch.total;
    rounding_.col(k).segment(first, size) = batch.rounding;
    if (first + size <= moved_.rows() && k < moved_replicates) moved_.col(k).segment(first, size) = batch.moved;
    folded_.col(k).segment(first, size) = batch.folded.cast<double>();
    Sums& sums = sums_[static_cast<std::size_t>(k)];
    sums.modulus += batch.ratios.abs().colwise().sum().transpose();
    sums.square += batch.ratios.square().colwise().sum().transpose();
    sums.products.noalias() += batch.groups.matrix().transpose() * batch.groups.matrix();
  }

  static Estimate of_replicates(const Eigen::ArrayXd& means) {
    const double mean = means.mean();
    return {mean, std::sqrt((means - mean).square().sum() / (replicates * (replicates - 1)))};
  }

  static Estimate mean_of(const Eigen::ArrayXXd& terms) {
    Estimate found = of_replicates(terms.colwise().mean().transpose());
    found.error = std::hypot(found.error, unseen_tail(terms.reshaped()));
    return found;
  }

  Measurement judged(Metric metric, Estimate estimate, double more) const {
    const double folded = folded_.mean();
    estimate.error += more + folded + 2 * question_.target().uncertainty() * estimate.value;
    Evidence evidence{metric, Method::Scrambles, estimate};
    evidence.folded_x = evidence.folded_y = folded;
    const Eigen::ArrayXXd terms = total_.abs().pow(metric == Metric::Tv ? 1 : 2);
    evidence.largest_share = terms.maxCoeff() / terms.sum();
    evidence.remark = fmt::format("{} points", total_.size());
    return judge("budget", evidence);
  }

  const Question& question_;
  Question exact_;
  Budget& budget_;
  Grouping grouping_;
  Eigen::ArrayXXd total_, rounding_, folded_;  ///< a column a replicate
  Eigen::ArrayXXd moved_;                      ///< of the first points of some replicates
  std::vector<Sums> sums_;                     ///< one a replicate
};

}  // namespace

int most_points_of(const Setting& setting, int steps) {
  const double each = budget_cost(setting, steps) / usual_points;
  int most = least_points;
  while (most < most_points && 2 * static_cast<double>(most) * replicates * each <= most_seconds) most *= 2;
  return most;
}

Budget space_budget(const Question& question) {
  Budget budget;
  Average sample(question, budget);
  const Setting setting{question.target(), question.sampler, question.start, false, false};
  const Eigen::Index most = most_points_of(setting, question.schedule().steps());
  for (Eigen::Index from = 0, to = std::min<Eigen::Index>(first_points, most); to <= most; from = to, to *= 2) {
    sample.extend(from, to);
    const Estimate kl = sample.kl();
    if (kl.error <= goal * kl.value) break;
  }
  sample.conclude();
  return budget;
}

}  // namespace diffrates

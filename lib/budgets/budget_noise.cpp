#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "budgets/budget_parts.hpp"
#include "budgets/step_sums.hpp"
#include "laws/grid_line.hpp"
#include "laws/judge.hpp"
#include "laws/kernel.hpp"
#include "laws/path_panels.hpp"
#include "numerics/gauss.hpp"
#include "numerics/sign_changes.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr int order = 16;  // of a panel
constexpr double tail = 1e-16;
constexpr int nodes = 64, fewer_nodes = 40;  // of the Gauss-Hermite average, and of the one that it is compared with
constexpr double drowned = 1e-13;            // density, of the largest, below which a grid's is rounding
constexpr double grid_noise = 1e-14;         // of a grid's density, of the largest
constexpr int steps_a_batch = 32;
constexpr Eigen::Index most_points_without_noise = 1 << 16;

const Legendre& rule() {
  static const Legendre legendre(order);
  return legendre;
}

/// Nodes of panels that resolve the density of X_t and what its score does there (laws/path_panels.hpp), each with its
/// mass.
struct Places {
  Eigen::ArrayXd at, mass;
};

Places places_of(const Target& target, const NoiseLevel& level, const Eigen::ArrayXd& drawn) {
  // Halves: what a step makes of the density turns once more often than the density.
  std::vector<Interval> halves;
  for (const Interval& panel : line_panels(target, level, drawn)) {
    const double middle = (panel.low + panel.high) / 2;
    halves.push_back({panel.low, middle});
    halves.push_back({middle, panel.high});
  }
  const PanelNodes found = panel_nodes(halves, order);
  Eigen::ArrayXd log_density;
  target.evaluate(level, Points(found.at), nullptr, &log_density);
  return {found.at, found.weight * log_density.exp()};
}

/// int |f| and int f^2 dP for f at the nodes, panel by panel.
Estimate mean_modulus(const Places& x, const Eigen::ArrayXd& f) {
  Estimate sum{0, 0};
  for (Eigen::Index first = 0; first < f.size(); first += order) {
    const Estimate part =
        integral_of_modulus(rule(), f.segment(first, order) * x.mass.segment(first, order) / rule().weights());
    sum.value += part.value;
    sum.error += part.error;
  }
  return sum;
}
Estimate mean_square(const Places& x, const Eigen::ArrayXd& f) {
  Estimate sum{(x.mass * f.square()).sum(), 0};
  for (Eigen::Index first = 0; first < f.size(); first += order)
    sum.error +=
        rule().decay(f.segment(first, order).square() * x.mass.segment(first, order) / rule().weights()).quadrature();
  return sum;
}

/// The law of one step from the exact X_t against X_{t-1}.
class OneStepDensity {
 public:
  OneStepDensity(const Question& question, int t) : target_(question.target()), level_(question.schedule().at(t - 1)) {
    const Schedule& schedule = question.schedule();
    const bool noisy = moves_of(question.sampler, target_).ends_with_noise;
    const Interval bulk = target_.bulk(level_, tail);
    auto [density, lost] = follow_growing(line_policy, [&](double growth) -> Followed {
      GridResolution resolution{.refinement = 1, .growth = growth};
      if (!noisy) resolution.most_points = most_points_without_noise;
      GridLine law(resolution, noisy, target_, schedule.at(t));
      const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
      sampler->step(t, question.score, law);
      return {law.settle(bulk), law.lost()};
    });
    density_ = std::move(density);
    lost_ = lost.mass;
    q_.emplace(density_);
    FourierLine fourier;
    Eigen::ArrayXd values;
    fourier.values(density_, fft_size(4 * (density_.modes() + 1)), values);
    floor_ = drowned * values.maxCoeff();
  }

  /// q/p - 1 where both tell, 0 where both have drowned.
  Eigen::ArrayXd ratio(const Eigen::ArrayXd& at) const {
    Eigen::ArrayXd log_density;
    target_.evaluate(level_, Points(at), nullptr, &log_density);
    Eigen::ArrayXd found(at.size());
    const double low = density_.period.low, high = low + density_.period.width;
    for (Eigen::Index i = 0; i < at.size(); ++i) {
      const double p = std::exp(log_density[i]), q = at[i] >= low && at[i] < high ? (*q_)(at[i]) : 0;
      found[i] = (std::max(q, 0.0) - p) / (p + floor_);
    }
    return found;
  }
  double lost() const { return lost_; }
  /// What a grid's rounding may do to E|r|.
  double noise() const { return grid_noise * floor_ / drowned * density_.period.width; }

 private:
  struct Followed {
    FourierSeries density;
    Lost lost;
  };
  const Target& target_;
  const NoiseLevel& level_;
  FourierSeries density_;
  double lost_ = 0, floor_ = 0;
  std::optional<FourierInterpolant> q_;
};

/// E[f(X_t) | X_1 = x_1], X_t given x_1 normal with mean scale x_1 and that variance.
template <class F>
Eigen::ArrayXd given_first(const F& f, const NoiseLevel& first, const NoiseLevel& level, const Eigen::ArrayXd& x,
                           int n) {
  const double apart = level.L - first.L;
  if (apart <= 0) return f(x);
  const double scale = std::exp(-apart / 2), spread = std::sqrt(-std::expm1(-apart));
  const Nodes& hermite = gauss_hermite(n);
  Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(x.size());
  for (int i = 0; i < n; ++i) sum += hermite.weight[i] * f(scale * x + spread * hermite.at[i]);
  return sum;
}

/// What one step gives.
struct Step {
  StepShare share;
  Eigen::ArrayXd carried, other;  ///< E[r_t | X_1] at the nodes of X_1, and by fewer nodes
  double noise = 0, lost = 0;
};

/// A step's share, and what is left of it at X_1; `ratio` is of one step, at places of X at `level`, of
/// which `landing` are nodes.
template <class Ratio>
Step step_of(const Question& question, const StepShare& share, const NoiseLevel& level, const Places& x,
             const Places& landing, const Ratio& ratio, double noise, double lost) {
  const NoiseLevel& first = question.schedule().at(1);
  const Eigen::ArrayXd r = ratio(landing.at);
  Step step{share, given_first(ratio, first, level, x.at, nodes), given_first(ratio, first, level, x.at, fewer_nodes),
            noise, lost};
  step.share.tv = mean_modulus(landing, r);
  step.share.kl = mean_square(landing, r);
  step.share.arrives = mean_modulus(x, step.carried);
  step.share.arrives.error += (x.mass * (step.other - step.carried).abs()).sum();
  for (Estimate* one : {&step.share.tv, &step.share.kl, &step.share.arrives}) {
    one->value /= 2;
    one->error = one->error / 2 + noise + lost;
  }
  return step;
}

/// N/p_{X_T} - 1.
Eigen::ArrayXd start_ratio(const Question& question, const NoiseLevel& level, const Eigen::ArrayXd& at) {
  Eigen::ArrayXd log_density;
  question.target().evaluate(level, Points(at), nullptr, &log_density);
  const Eigen::ArrayXd log_ratio = log_standard_normal(Points(at)) - log_density;
  return log_ratio.unaryExpr([](double l) { return std::expm1(l); });
}

Step step_of(const Question& question, const StepShare& share, const Places& x, const Eigen::ArrayXd& drawn) {
  const Schedule& schedule = question.schedule();
  const bool start = share.t > schedule.steps();
  const NoiseLevel& level = schedule.at(start ? schedule.steps() : share.t - 1);
  const Places landing = places_of(question.target(), level, drawn);
  if (start)
    return step_of(
        question, share, level, x, landing, [&](const auto& at) { return start_ratio(question, level, at); }, 0, 0);
  const OneStepDensity density(question, share.t);
  return step_of(
      question, share, level, x, landing, [&](const auto& at) { return density.ratio(at); }, density.noise(),
      density.lost());
}

}  // namespace

Budget noise_budget(const Question& question) {
  const int T = question.schedule().steps();
  const Eigen::ArrayXd drawn = drawn_places(question.target());
  const Places x = places_of(question.target(), question.schedule().at(1), drawn);
  const Grouping grouping(question);
  Budget budget;
  budget.steps = empty_shares(question);
  budget.groups = grouping.groups();
  Eigen::ArrayXd total = Eigen::ArrayXd::Zero(x.at.size()), other = total;
  Eigen::ArrayXXd groups = Eigen::ArrayXXd::Zero(x.at.size(), grouping.count());
  double noise = 0, lost = 0;
  const int count = static_cast<int>(budget.steps.size());
  for (int from = 0; from < count; from += steps_a_batch) {
    const int n = std::min(steps_a_batch, count - from);
    std::vector<Step> steps(static_cast<std::size_t>(n));
    tbb::parallel_for(0, n, [&](int i) {
      const StepShare& share = budget.steps[static_cast<std::size_t>(from + i)];
      steps[static_cast<std::size_t>(i)] = step_of(question, share, x, drawn);
    });
    for (int i = 0; i < n; ++i) {
      const Step& step = steps[static_cast<std::size_t>(i)];
      budget.steps[static_cast<std::size_t>(from + i)] = step.share;
      total += step.carried;
      other += step.other;
      noise = std::hypot(noise, step.noise);
      lost += step.lost;
      if (step.share.t <= T) groups.col(grouping.of(step.share.t)) += grouping.unit(step.share.t) * step.carried;
    }
  }
  budget.groups.products = groups.matrix().transpose() * (groups.colwise() * x.mass).matrix();
  const Eigen::ArrayXd moved = x.mass * (other - total).abs();
  // Rounding and what was cut off may lie anywhere, and so where |G| is largest.
  const double anywhere = noise + lost + std::abs(x.mass.sum() - 1), largest = total.abs().maxCoeff();
  const auto judged = [&](Metric metric, Estimate estimate, double more) {
    estimate = {estimate.value / 2, estimate.error / 2 + more + question.target().uncertainty() * estimate.value};
    Evidence evidence{metric, Method::Grid, estimate};
    evidence.problem = fmt::format("error {:.2g} of a value of {:.2g}", estimate.error, estimate.value);
    return judge("budget", evidence);
  };
  budget.tv = judged(Metric::Tv, mean_modulus(x, total), (moved.sum() + anywhere) / 2);
  budget.kl = judged(Metric::Kl, mean_square(x, total), (moved * total.abs()).sum() + anywhere * (largest + anywhere));
  return budget;
}

}  // namespace diffrates

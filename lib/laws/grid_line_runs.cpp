#include <fmt/format.h>

#include <algorithm>

#include "laws/grid_line.hpp"
#include "laws/grid_runs.hpp"
#include "samplers/moves.hpp"

namespace diffrates {
namespace {

constexpr Eigen::Index most_points = 1 << 21;
constexpr Eigen::Index most_points_without_noise = 1 << 16;  // beyond, the map is folding, which no grid resolves
constexpr double negligible_mass = 1e-18;

/// The density of Y_1 on a period that holds X_1 too, and what was cut off on the way.
struct FollowedLine {
  FourierSeries density;
  Lost lost;
};

FollowedLine law_of_output(const Question& question, double refinement) {
  const Schedule& schedule = question.schedule();
  const bool noisy = moves_of(question.sampler, question.target()).ends_with_noise;
  const Interval bulk = question.target().bulk(question.reference(), negligible_mass);
  return follow_growing(line_policy, [&](double growth) -> FollowedLine {
    GridResolution resolution{.refinement = refinement, .growth = growth};
    if (!noisy) resolution.most_points = most_points_without_noise;
    GridLine law = question.start == Start::Normal
                       ? GridLine(resolution, noisy)
                       : GridLine(resolution, noisy, question.target(), schedule.at(schedule.steps()));
    const std::unique_ptr<Sampler> sampler = question.sampler.make(schedule);
    run_sampler(*sampler, question.score, law);
    return {law.settle(bulk), law.lost()};
  });
}

/// Both laws on one grid, three times finer than the band of q needs, and fine enough for p. Throws Unresolvable where
/// Y is so wide that the points do not see X: they must find its mass.
LineDensities densities(const Question& question, const FourierSeries& y) {
  LineDensities result{y.period, {}, {}};
  FourierLine fourier;
  FourierSeries x_series;
  for (Eigen::Index n = fft_size(6 * (y.modes() + 1));; n *= 2) {
    const double h = y.period.width / static_cast<double>(n);
    const Points x(y.period.low + h * Eigen::ArrayXd::LinSpaced(n, 0, static_cast<double>(n - 1)));
    question.target().evaluate(question.reference(), x, nullptr, &result.log_p);
    fourier.series(result.log_p.exp(), y.period, n / 2 - 1, x_series);
    const bool ended = x_series.coefficients.tail(n / 4).abs().maxCoeff() < 1e-13;
    if (!ended && n < most_points) continue;
    if (const double mass = h * result.log_p.exp().sum(); !(std::abs(mass - 1) < 1e-6))
      throw Unresolvable(fmt::format(
          "Y is spread over a width of {:.2g}, on which {} grid points find a mass of {:.3g} in place of 1 of "
          "the law of X",
          y.period.width, n, mass));
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

class LineRuns : public GridRuns {
 public:
  LineRuns(const Question& question, const std::vector<Metric>& metrics, LineDensities& last)
      : question_(question), metrics_(metrics), densities_(last) {
    GridLine({}, false, question.target(), question.reference());
  }

  GridRun next(double refinement) override {
    auto [y, lost] = law_of_output(question_, refinement);
    densities_ = densities(question_, y);
    GridRun run;
    const double rounding = 3e-16 * densities_.q.maxCoeff();
    run.noise = densities_.noise = std::max(rounding, last_.empty() ? 0 : difference(densities_, y_));
    for (const Metric metric : metrics_) run.estimates.push_back(line_divergence(metric, densities_));
    const std::vector<Estimate> now = run.estimates;
    for (std::size_t i = 0; i < last_.size(); ++i) run.estimates[i].error += std::abs(now[i].value - last_[i].value);
    for (std::size_t i = 0; i < now.size(); ++i)
      run.cut_off.push_back(
          cut_off_error(metrics_[i], lost, densities_.period.width, densities_, now[i].error, line_divergence));
    y_ = std::move(y);
    last_ = now;
    return run;
  }

 private:
  const Question& question_;
  const std::vector<Metric>& metrics_;
  LineDensities& densities_;
  FourierSeries y_;
  std::vector<Estimate> last_;
};

}  // namespace

std::unique_ptr<GridRuns> line_runs(const Question& question, const std::vector<Metric>& metrics, LineDensities& last) {
  return std::make_unique<LineRuns>(question, metrics, last);
}

}  // namespace diffrates

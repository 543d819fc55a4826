#include <fmt/format.h>

#include <algorithm>

#include "divergences/plane.hpp"
#include "laws/grid_plane.hpp"
#include "laws/grid_runs.hpp"

namespace diffrates {
namespace {

constexpr Eigen::Index most_points = 1 << 21;
constexpr double most_work = 5e8;
constexpr double most_together = 1 << 25;  // points of the grid that both densities are looked at on
constexpr double rounding = 1e-11;         // of the largest density

class PlaneRuns : public GridRuns {
 public:
  PlaneRuns(const Question& question, const std::vector<Metric>& metrics)
      : question_(question),
        metrics_(metrics),
        x_(sample_plane(question.target(), question.reference(), most_points)) {}

  GridRun next(double refinement) override {
    auto [y, lost] = law_of_output(refinement);
    PlaneDensities both = densities(y);
    GridRun run;
    run.noise = both.noise = std::max(rounding * both.q.maxCoeff(), last_.empty() ? 0 : difference(both));
    for (const Metric metric : metrics_) run.estimates.push_back(plane_divergence(metric, both));
    const std::vector<Estimate> now = run.estimates;
    for (std::size_t i = 0; i < last_.size(); ++i) run.estimates[i].error += std::abs(now[i].value - last_[i].value);
    const double area = both.period[0].width * both.period[1].width;
    for (std::size_t i = 0; i < now.size(); ++i)
      run.cut_off.push_back(cut_off_error(metrics_[i], lost, area, both, now[i].error, plane_divergence));
    y_ = std::move(y);
    last_ = now;
    return run;
  }

 private:
  /// The density of Y_1 on a rectangle that holds X_1 too, and what was cut off on the way.
  struct FollowedPlane {
    PlaneSeries density;
    Lost lost;
  };

  FollowedPlane law_of_output(double refinement) const {
    const Schedule& schedule = question_.schedule();
    std::array<Interval, 2> bulk;
    for (int a = 0; a < 2; ++a) bulk[a] = {x_.period[a].low, x_.period[a].low + x_.period[a].width};
    return follow_growing(plane_policy, [&](double growth) -> FollowedPlane {
      const GridResolution resolution{
          .refinement = refinement, .growth = growth, .most_points = most_points, .most_work = most_work};
      GridPlane law =
          question_.start == Start::Normal
              ? GridPlane(resolution)
              : GridPlane(resolution, sample_plane(question_.target(), schedule.at(schedule.steps()), most_points));
      const std::unique_ptr<Sampler> sampler = question_.sampler.make(schedule);
      run_sampler(*sampler, question_.score, law);
      return {law.settle(bulk), law.lost()};
    });
  }

  /// Both laws on one grid, three times finer than either band needs. Throws Unresolvable where Y is so wide that the
  /// grid would be too large.
  PlaneDensities densities(const PlaneSeries& y) const {
    std::array<double, 2> wanted{};
    for (int a = 0; a < 2; ++a) {
      const double x_modes = static_cast<double>(x_.n[a]) / 3 * y.period[a].width / x_.period[a].width;
      wanted[a] = 6 * (std::max(static_cast<double>(y.modes(a)), x_modes) + 1);
    }
    if (!(wanted[0] * wanted[1] <= most_together))
      throw Unresolvable(
          fmt::format("needs {:.1e} grid points to see the law of X and that of Y, {:.2g} times {:.2g} wide",
                      wanted[0] * wanted[1], y.period[0].width, y.period[1].width));
    std::array<Eigen::Index, 2> n{};
    for (int a = 0; a < 2; ++a) n[a] = fft_size(static_cast<Eigen::Index>(wanted[a]));
    PlaneDensities result{y.period, {}, {}};
    Eigen::ArrayXd log_p;
    question_.target().evaluate(question_.reference(), plane_grid(y.period, n), nullptr, &log_p);
    result.log_p = Eigen::Map<const Eigen::ArrayXXd>(log_p.data(), n[0], n[1]);
    FourierPlane().values(y, n, result.q);
    return result;
  }

  /// The largest difference of the grid's q from that of the run before: the characteristic function of the new grid's
  /// values on the old periods is the old run's coefficients, but for what changed.
  double difference(const PlaneDensities& d) const {
    const std::array<Eigen::Index, 2> n{d.q.rows(), d.q.cols()};
    const double cell = d.period[0].width * d.period[1].width / static_cast<double>(d.q.size());
    PlaneSeries again{y_.period, {}};
    const Eigen::ArrayXd weights = d.q.reshaped() * cell;
    FourierPlane fourier;
    fourier.forward(plane_grid(d.period, n), weights, 0, {y_.modes(0), y_.modes(1)}, again);
    again.coefficients -= y_.coefficients;
    Eigen::ArrayXXd change;
    fourier.values(again, {fft_size(2 * y_.modes(0) + 2), fft_size(2 * y_.modes(1) + 2)}, change);
    return change.abs().maxCoeff();
  }

  const Question& question_;
  const std::vector<Metric>& metrics_;
  PlaneSample x_;
  PlaneSeries y_;
  std::vector<Estimate> last_;
};

}  // namespace

std::unique_ptr<GridRuns> plane_runs(const Question& question, const std::vector<Metric>& metrics) {
  return std::make_unique<PlaneRuns>(question, metrics);
}

}  // namespace diffrates

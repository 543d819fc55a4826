/// What the grid law needs of a dimension: runs at rising refinement, each judged against the one before.
#pragma once

#include <memory>
#include <vector>

#include "divergences/line.hpp"
#include "laws/grid_band.hpp"
#include "laws/law.hpp"

namespace diffrates {

/// `estimates`: one a metric, its error counting the noise of q and the change since the run before. `cut_off`: one a
/// metric, what coefficients that a step cut off may have done to it. `noise`: the largest change of q since the run
/// before.
struct GridRun {
  std::vector<Estimate> estimates;
  std::vector<double> cut_off;
  double noise = 0;
};

/// What `lost` may do to a metric: half of it to total variation; to the others, what noise of that size all over the
/// period or rectangle (`size`) adds to the error `stated` at d's own noise.
template <class Densities, class Divergence>
double cut_off_error(Metric metric, const Lost& lost, double size, const Densities& d, double stated,
                     const Divergence& divergence) {
  if (lost.mass == 0) return 0;
  if (metric == Metric::Tv) return lost.mass / 2;
  Densities noisier = d;
  noisier.noise += lost.mass / size;
  return std::max(0.0, divergence(metric, noisier).error - stated);
}

class GridRuns {
 public:
  virtual ~GridRuns() = default;
  /// Throws Unresolvable.
  virtual GridRun next(double refinement) = 0;
};

/// Throws Unresolvable where X_1 alone is too fine for a grid. Keeps references. `last` becomes the densities of the
/// last run.
std::unique_ptr<GridRuns> line_runs(const Question& question, const std::vector<Metric>& metrics, LineDensities& last);
std::unique_ptr<GridRuns> plane_runs(const Question& question, const std::vector<Metric>& metrics);

}  // namespace diffrates

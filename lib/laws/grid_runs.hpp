/// What the grid law needs of a dimension: runs at rising refinement, each judged against the one before.
#pragma once

#include <memory>
#include <vector>

#include "divergences/line.hpp"
#include "laws/law.hpp"

namespace diffrates {

/// `estimates`: one a metric, its error counting the noise of q and the change since the run before. `noise`: the
/// largest change of q since the run before.
struct GridRun {
  std::vector<Estimate> estimates;
  double noise = 0;
};

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

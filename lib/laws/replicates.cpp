#include "laws/replicates.hpp"

#include <cmath>

namespace diffrates {

std::vector<double> Dealt::scaled_to(const Estimate& stated) const {
  // Groups may differ by one value in size: sums, not means, have deviations that add up to 0.
  using Deviations = Eigen::Array<double, replicates, 1>;
  const Deviations deviation = sums_ - sums_.sum() / static_cast<double>(count_) * counts_;
  const double spread = std::sqrt(deviation.square().sum() / (replicates * (replicates - 1.0)));
  std::vector<double> values(replicates, stated.value);
  if (!(spread > 0)) return values;
  for (int k = 0; k < replicates; ++k) values[static_cast<std::size_t>(k)] += stated.error / spread * deviation[k];
  return values;
}

}  // namespace diffrates

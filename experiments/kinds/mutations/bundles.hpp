/// The numbers of right and faulty samplers side by side.
#pragma once

#include <vector>

#include "kinds/mutations/mutations.hpp"
#include "rates/rates.hpp"

namespace diffrates {

/// The numbers of one sampler: everything but T fixed.
struct Track {
  const Row* first = nullptr;  ///< at the smallest T
  std::vector<RatePoint> points;
  double seconds = 0;  ///< of the computing behind it
};

/// The right sampler's track and those of its faulty twins, in one metric at one place.
struct Bundle {
  const Family* family = nullptr;
  Track right;
  std::vector<Track> faulty;  ///< one a mutation
  Metric metric() const { return right.first->place.metric; }
};

/// Sampler by sampler; none in a metric of which the right sampler declares no order.
std::vector<Bundle> bundles(const Config& config, const std::vector<Row>& rows, const std::vector<Family>& families);

}  // namespace diffrates

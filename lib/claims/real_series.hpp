/// Series of errors of real samplers whose exponent is known, cut to every window that a user could have computed.
///
/// A window is 4 to 14 neighbouring values of a list whose last x is at least 8 times its first. Of a series there are
/// three lists:
///   doublings     x = 2^k
///   half octaves  x = 2^k and 3 2^k; windows that hold a value 3 2^k
///   all values    everything given; windows that hold a value that is in neither of the others
/// Every window is fitted as a user's series of its metric would be. Cost: some 0.7 ms a window, once; all windows of a
/// series are fitted when the first of them is asked for.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "claims/calibration.hpp"
#include "divergences/metric.hpp"

namespace diffrates {

struct RealSeries {
  std::string sampler, schedule, target;
  Metric metric = Metric::Tv;
  int dimension = 1;
  double exponent = 1;            ///< the truth
  double log_power = 0;           ///< declared to the fit
  std::vector<RatePoint> points;  ///< x increasing
};

enum class Density { Doublings, HalfOctaves, AllValues };
std::string_view name(Density density);

class RealWindows {
 public:
  /// Every `every`-th window, counted through all series.
  explicit RealWindows(std::vector<RealSeries> series, std::int64_t every = 1);

  std::int64_t size() const { return static_cast<std::int64_t>(windows_.size()); }
  const RealSeries& series(std::int64_t window) const;
  Density density(std::int64_t window) const { return windows_[static_cast<std::size_t>(window)].density; }
  double last(std::int64_t window) const;
  std::vector<RatePoint> points(std::int64_t window) const;
  /// Safe to call from several threads; the same for any number of them.
  KnownFit fit(std::int64_t window) const;

 private:
  struct Cut {
    std::size_t series;
    Density density;
    std::size_t first, count;  ///< in the list of that density
  };
  /// A series with its lists (places in points), and the windows [begin, end) cut from it.
  struct Whole {
    RealSeries series;
    std::array<std::vector<std::size_t>, 3> lists;
    std::size_t begin = 0, end = 0;
    std::once_flag fitted;
  };
  const std::vector<std::size_t>& list(const Cut& cut) const;
  void cut(std::size_t series, std::int64_t every, std::int64_t& seen);
  std::vector<RatePoint> points(const Cut& cut) const;

  std::vector<std::unique_ptr<Whole>> wholes_;
  std::vector<Cut> windows_;
  mutable std::vector<KnownFit> fits_;
};

}  // namespace diffrates

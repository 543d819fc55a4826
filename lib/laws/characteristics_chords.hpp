/// Chords: characteristics in R^d integrated along whole lines through the start.
///
/// Between components that lie far apart a sampler's map has layers so thin that thousands of points may all miss them;
/// what Y leaves there can be most of a divergence. A line through the start crosses every layer that lies across it,
/// and panels (characteristics_panel.hpp) bisected where y_1 jumps resolve it. With z a point of the start, and a
/// direction u drawn independently of it,
///   E f(Y_1) = E [ int f p_YT(z + s u) ds / int p_YT(z + s u) ds ],
/// the conditional expectation given the line (Rao and Blackwell): no bias, and never more variance than as many
/// points.
///
/// The z are those of characteristics_points.hpp; half of the u join two draws of X_1, and so lie across what parts
/// them, and half are any direction. A panel is kept when its error is small against what is expected of the whole.
///
/// Domain: deterministic samplers, d > 1. Cost: 150 to 300 nodes a chord, about 500 more a layer.
#pragma once

#include <algorithm>

#include "laws/characteristics_panel.hpp"

namespace diffrates {

/// 0 up to the stretch `from`, 1 from twice that on, continuous; everywhere 1 if `from` is 0.
inline double where_torn(double stretch, double from) {
  return from > 0 ? std::clamp(stretch / from - 1, 0.0, 1.0) : 1;
}

/// Conditional expectations on one line.
struct Chord {
  LineTotals error = LineTotals::Zero();  ///< of E f
  double folded_y = 0, folded_x = 0;
  std::vector<double> mass, log_ratio, stretch;  ///< of each node; the masses add up to 1
};

class Chords {
 public:
  /// `sizes`: what each metric is expected to be, by Metric; not finite: no panel is bisected for it.
  /// `most_nodes`: of one chord; then panels stay as they are, and so do their errors.
  Chords(const Carrier& carrier, const Eigen::Array4d& sizes, double most_nodes)
      : carrier_(carrier), sizes_(sizes), most_nodes_(most_nodes) {}

  /// So many chords of each replicate; `to` is not less than before.
  void extend(Eigen::Index to);

  Eigen::Index of_a_replicate() const { return count_; }
  double nodes() const;
  /// Conditional expectations of f where_torn, f a metric's integrand: chord i of replicate k at (i, k).
  Eigen::ArrayXXd torn(Metric metric, double from) const;
  /// The quadrature's error of E f, on average.
  double error(Metric metric) const;
  /// Folded mass under Y and under X.
  double folded_y() const;
  double folded_x() const;

 private:
  const Carrier& carrier_;
  Eigen::Array4d sizes_;
  double most_nodes_;
  Eigen::Index count_ = 0;
  std::vector<Chord> chords_;  ///< chord i of replicate k at i * replicates + k
};

/// Whether X has components so far apart that on its way from one to another its density falls by more than e^8: where
/// layers can be thin. By the middles of pairs of draws of X_1, always the same; fewer do for a guess.
bool lies_apart(const Target& target, const NoiseLevel& last, int pairs = 256);

}  // namespace diffrates

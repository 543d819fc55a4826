/// A measure on the line as seen at every resolution: coarse nodes where the blur is wide, fine ones where it is
/// narrow. A level serves every scale sigma/signal >= its own; nodes within a cell no wider than the scale are replaced
/// by the Gauss rule of the measure in that cell (all weights positive), so that tails keep their relative accuracy
/// too: with 16 nodes a cell, 1e-15 at 12 standard deviations and 2e-13 at 20. A level may be made when it is first
/// asked for, by whichever thread comes first.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "targets/node_sum.hpp"

namespace diffrates {

class LineMeasure {
 public:
  LineMeasure() = default;
  /// Atoms in any order with positive weights of sum 1.
  static LineMeasure of_atoms(const Eigen::VectorXd& places, const Eigen::VectorXd& weights);

  /// Adds levels of Gauss rules from the scale of the whole measure down to `least` (or until they no longer save
  /// nodes), for increasing places and positive weights.
  void add_compressed(const Eigen::ArrayXd& places, const Eigen::ArrayXd& weights, double least);
  /// Levels from coarse to fine; the finest serves every smaller scale.
  void add(double scale, NodeSum nodes);
  void add(double scale, std::function<NodeSum()> make);
  const NodeSum& at(double scale) const;
  const NodeSum& finest() const { return *levels_.back()->nodes(); }
  double finest_scale() const { return levels_.back()->scale; }
  std::size_t levels() const { return levels_.size(); }

 private:
  struct Level {
    double scale;
    std::function<NodeSum()> make;
    std::once_flag once;
    std::optional<NodeSum> made;
    const NodeSum* nodes() {
      std::call_once(once, [this] { made = make(); });
      return &*made;
    }
  };
  std::vector<std::unique_ptr<Level>> levels_;
};

}  // namespace diffrates

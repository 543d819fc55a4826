#include "targets/node_sum.hpp"

#include <algorithm>
#include <bit>
#include <numbers>

namespace diffrates {
namespace {

/// Log of the share below which a node is left out.
constexpr double negligible = 45;

}  // namespace

/// Room for the nodes within reach, eight numbers a node; grows to powers of two, so that few sizes are ever asked.
class NodeSum::Workspace {
 public:
  double* room_for(Eigen::Index nodes) {
    if (numbers_.size() < nodes)
      numbers_ = Points(static_cast<Eigen::Index>(std::bit_ceil(static_cast<std::size_t>(nodes))), lanes);
    return numbers_.all().data();
  }

 private:
  Points numbers_;
};

NodeSum::NodeSum(Eigen::ArrayXd nodes, Eigen::ArrayXd log_weights)
    : nodes_(std::move(nodes)), log_weights_(std::move(log_weights)) {
  const Eigen::Index count = (size() + block - 1) / block;
  most_before_.resize(count);
  for (Eigen::Index b = 0; b < count; ++b)
    most_before_[b] = log_weights_.segment(b * block, std::min(block, size() - b * block)).maxCoeff();
  most_after_ = most_before_;
  for (Eigen::Index b = 1; b < count; ++b) {
    most_before_[b] = std::max(most_before_[b], most_before_[b - 1]);
    most_after_[count - 1 - b] = std::max(most_after_[count - 1 - b], most_after_[count - b]);
  }
}

double NodeSum::exponent(Eigen::Index j, double signal, double precision, double x) const {
  const double offset = signal * nodes_[j] - x;
  return log_weights_[j] - 0.5 * precision * offset * offset;
}

NodeSum::Range NodeSum::within_reach(double signal, double precision, double x) const {
  const double* end = nodes_.data() + size();
  const Eigen::Index next = std::upper_bound(nodes_.data(), end, x / signal) - nodes_.data();
  const Eigen::Index here = std::min(next, size() - 1) / block;
  double best = -std::numeric_limits<double>::infinity();
  for (Eigen::Index j = here * block; j < std::min(size(), (here + 1) * block); ++j)
    best = std::max(best, exponent(j, signal, precision, x));
  const auto bound = [&](double most, Eigen::Index nearest) {
    const double offset = signal * nodes_[nearest] - x;
    return most - 0.5 * precision * offset * offset;
  };
  Eigen::Index first = here, last = here;
  while (first > 0 && bound(most_before_[first - 1], first * block - 1) > best - negligible) --first;
  while (last + 1 < blocks() && bound(most_after_[last + 1], (last + 1) * block) > best - negligible) ++last;
  return {first * block, std::min(size(), (last + 1) * block) - first * block};
}

Local NodeSum::at(double signal, double variance, double place, const Range& range, bool curved,
                  Workspace& work) const {
  // Sums start at aligned storage, so that their order does not depend on where the range begins.
  const Eigen::Index aligned = (range.count + lanes - 1) / lanes * lanes;
  double* room = work.room_for(aligned);
  Eigen::Map<Eigen::ArrayXd, Eigen::AlignedMax> offset(room, range.count), weight(room + aligned, range.count);
  offset = signal * nodes_.segment(range.first, range.count) - place;
  weight = log_weights_.segment(range.first, range.count) - (0.5 / variance) * offset.square();
  const double most = weight.maxCoeff();
  weight = (weight - most).exp();
  const double total = weight.sum(), mean = (weight * offset).sum() / total;
  const double spread = curved ? (weight * (offset - mean).square()).sum() / total : 0;
  return {most + std::log(total), mean / variance, (spread / variance - 1) / variance};
}

NodeSum::Locals NodeSum::at(double signal, double variance, const Lanes& place, const Range& range, bool curved,
                            Workspace& work) const {
  // A column a node.
  Eigen::Map<Eigen::Array<double, lanes, Eigen::Dynamic>, Eigen::AlignedMax> weights(work.room_for(range.count), lanes,
                                                                                     range.count);
  Lanes most = Lanes::Constant(-std::numeric_limits<double>::infinity()), total = Lanes::Zero(), mean = Lanes::Zero(),
        spread = Lanes::Zero();
  for (Eigen::Index j = 0; j < range.count; ++j) {
    const Lanes offset = signal * nodes_[range.first + j] - place;
    const Lanes exponent = log_weights_[range.first + j] - (0.5 / variance) * offset.square();
    weights.col(j) = exponent;
    most = most.max(exponent);
  }
  for (Eigen::Index j = 0; j < range.count; ++j) {
    const Lanes weight = (weights.col(j) - most).exp();
    weights.col(j) = weight;
    total += weight;
    mean += weight * (signal * nodes_[range.first + j] - place);
  }
  mean /= total;
  if (curved)
    for (Eigen::Index j = 0; j < range.count; ++j)
      spread += weights.col(j) * (signal * nodes_[range.first + j] - place - mean).square();
  return {most + total.log(), mean / variance, (spread / total / variance - 1) / variance};
}

void NodeSum::evaluate(double signal, double variance, const Points& x, Points* score,
                       Eigen::ArrayXd* log_density) const {
  const double precision = 1 / variance, log_norm = -0.5 * std::log(2 * std::numbers::pi * variance);
  const bool curved = score != nullptr && x.tangents() > 0;
  const Points::Index n = x.size();
  Points found(n, 3);  // log density, slope, curvature
  Workspace work;
  const auto keep = [&](Points::Index i, double log, double slope, double curvature) {
    found.values().row(i) << log, slope, curvature;
  };
  for (Points::Index first = 0; first < n; first += lanes) {
    const Points::Index count = std::min<Points::Index>(lanes, n - first);
    const auto some = x.coordinate(0).segment(first, count);
    const Range low = within_reach(signal, precision, some.minCoeff()),
                high = within_reach(signal, precision, some.maxCoeff());
    const Eigen::Index from = std::min(low.first, high.first),
                       to = std::max(low.first + low.count, high.first + high.count);
    if (count == lanes && some.isFinite().all() && to - from <= 2 * std::max(low.count, high.count)) {
      const Locals local = at(signal, variance, Lanes(some), Range{from, to - from}, curved, work);
      for (int i = 0; i < lanes; ++i) keep(first + i, local.log_density[i], local.score[i], local.curvature[i]);
      continue;
    }
    for (Points::Index i = first; i < first + count; ++i) {
      const double place = x.coordinate(0)[i];
      const Local local = at(signal, variance, place, within_reach(signal, precision, place), curved, work);
      keep(i, local.log_density, local.score, local.curvature);
    }
  }
  if (log_density != nullptr) *log_density = found.coordinate(0) + log_norm;
  if (score == nullptr) return;
  *score = Points(n, 1, x.tangents());
  score->coordinate(0) = found.coordinate(1);
  for (int j = 0; j < x.tangents(); ++j) score->tangent(j).col(0) = found.coordinate(2) * x.tangent(j).col(0);
}

}  // namespace diffrates

#include "targets/node_sum.hpp"

#include <algorithm>
#include <numbers>

#include "targets/line.hpp"

namespace diffrates {
namespace {

/// Log of the share below which a node is left out.
constexpr double negligible = 45;

}  // namespace

NodeSum::NodeSum(Eigen::ArrayXd nodes, Eigen::ArrayXd log_weights) : nodes_(std::move(nodes)), log_weights_(std::move(log_weights)) {
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

void NodeSum::evaluate(double signal, double variance, const Points& x, Points* score, Eigen::ArrayXd* log_density) const {
  const double precision = 1 / variance, log_norm = -0.5 * std::log(2 * std::numbers::pi * variance);
  const bool curved = score != nullptr && x.tangents() > 0;
  // Sums start at aligned storage, so that their order does not depend on where the range begins.
  thread_local Eigen::ArrayXd offsets, weights;
  evaluate_each(x, score, log_density, [&](double place) -> Local {
    const Range range = within_reach(signal, precision, place);
    if (weights.size() < range.count) offsets.resize(2 * range.count), weights.resize(2 * range.count);
    Eigen::Map<Eigen::ArrayXd, Eigen::AlignedMax> offset(offsets.data(), range.count), weight(weights.data(), range.count);
    offset = signal * nodes_.segment(range.first, range.count) - place;
    weight = log_weights_.segment(range.first, range.count) - (0.5 * precision) * offset.square();
    const double most = weight.maxCoeff();
    weight = (weight - most).exp();
    const double total = weight.sum(), mean = (weight * offset).sum() / total;
    const double spread = curved ? (weight * (offset - mean).square()).sum() / total : 0;
    return {log_norm + most + std::log(total), mean * precision, (spread * precision - 1) * precision};
  });
}

}  // namespace diffrates

#include "targets/line_measure.hpp"

#include <algorithm>
#include <numeric>

#include "numerics/dense.hpp"

namespace diffrates {
namespace {

constexpr Eigen::Index rule_size = 16;

struct Atoms {
  Eigen::ArrayXd places, weights;
};

/// Increasing places; atoms at one place merged.
Atoms sorted(const Eigen::VectorXd& places, const Eigen::VectorXd& weights) {
  std::vector<Eigen::Index> order(places.size());
  std::iota(order.begin(), order.end(), Eigen::Index{0});
  std::sort(order.begin(), order.end(),
            [&](Eigen::Index a, Eigen::Index b) { return places[a] != places[b] ? places[a] < places[b] : a < b; });
  Atoms atoms{Eigen::ArrayXd(places.size()), Eigen::ArrayXd(places.size())};
  Eigen::Index count = 0;
  for (const Eigen::Index i : order) {
    if (count > 0 && atoms.places[count - 1] == places[i]) {
      atoms.weights[count - 1] += weights[i];
      continue;
    }
    atoms.places[count] = places[i];
    atoms.weights[count++] = weights[i];
  }
  return {atoms.places.head(count), atoms.weights.head(count)};
}

/// The Gauss rule with rule_size nodes of a discrete measure on [-1, 1], by Lanczos with full reorthogonalisation
/// (Golub, Welsch 1969; Gragg, Harrod 1984). Fewer nodes when fewer carry the measure to rounding.
Atoms gauss_rule(const Atoms& cell) {
  const Eigen::Index m = cell.places.size();
  Eigen::MatrixXd basis(m, rule_size);
  Eigen::VectorXd diagonal(rule_size), off(rule_size);
  const double total = cell.weights.sum();
  basis.col(0) = (cell.weights / total).sqrt();
  Eigen::Index size = 0;
  for (; size < rule_size; ++size) {
    Eigen::VectorXd next = (cell.places * basis.col(size).array()).matrix();
    diagonal[size] = basis.col(size).dot(next);
    for (int pass = 0; pass < 2; ++pass)
      next -= basis.leftCols(size + 1) * (basis.leftCols(size + 1).transpose() * next);
    off[size] = next.norm();
    if (size + 1 == rule_size || off[size] < 1e-14) {
      ++size;
      break;
    }
    basis.col(size + 1) = next / off[size];
  }
  const Eigenbasis basis_of_rule = tridiagonal_eigenbasis(diagonal.head(size), off.head(size - 1));
  return {basis_of_rule.values.array(), total * basis_of_rule.vectors.row(0).transpose().array().square()};
}

/// Every stretch of more than rule_size atoms no wider than `width` replaced by its Gauss rule.
Atoms compressed(const Atoms& atoms, double width) {
  Atoms result{Eigen::ArrayXd(atoms.places.size()), Eigen::ArrayXd(atoms.places.size())};
  Eigen::Index count = 0;
  const auto append = [&](const Eigen::ArrayXd& places, const Eigen::ArrayXd& weights) {
    result.places.segment(count, places.size()) = places;
    result.weights.segment(count, places.size()) = weights;
    count += places.size();
  };
  for (Eigen::Index first = 0; first < atoms.places.size();) {
    const double* begin = atoms.places.data();
    const Eigen::Index last =
        std::upper_bound(begin + first, begin + atoms.places.size(), atoms.places[first] + width) - begin;
    const Eigen::ArrayXd places = atoms.places.segment(first, last - first),
                         weights = atoms.weights.segment(first, last - first);
    if (places.size() <= rule_size) {
      append(places, weights);
    } else {
      const double centre = places[0] + (places[places.size() - 1] - places[0]) / 2, half = width / 2;
      const Atoms rule = gauss_rule({(places - centre) / half, weights});
      append(centre + half * rule.places, rule.weights);
    }
    first = last;
  }
  return {result.places.head(count), result.weights.head(count)};
}

}  // namespace

void LineMeasure::add_compressed(const Eigen::ArrayXd& places, const Eigen::ArrayXd& weights, double least) {
  const Eigen::Index all = places.size();
  if (all <= rule_size) return;
  for (double scale = places[all - 1] - places[0]; scale > least; scale /= 2) {
    const Atoms coarse = compressed({places, weights}, scale);
    if (10 * coarse.places.size() > 9 * all) break;
    add(scale, NodeSum(coarse.places, coarse.weights.log()));
  }
}

LineMeasure LineMeasure::of_atoms(const Eigen::VectorXd& places, const Eigen::VectorXd& weights) {
  const Atoms atoms = sorted(places, weights);
  LineMeasure measure;
  measure.add_compressed(atoms.places, atoms.weights, 0);
  measure.add(0, NodeSum(atoms.places, atoms.weights.log()));
  return measure;
}

void LineMeasure::add(double scale, std::function<NodeSum()> make) {
  levels_.push_back(std::make_unique<Level>());
  levels_.back()->scale = scale;
  levels_.back()->make = std::move(make);
}

void LineMeasure::add(double scale, NodeSum nodes) {
  add(scale, std::function<NodeSum()>{});
  Level& level = *levels_.back();
  std::call_once(level.once, [&] { level.made = std::move(nodes); });
}

const NodeSum& LineMeasure::at(double scale) const {
  for (const auto& level : levels_)
    if (scale >= level->scale) return *level->nodes();
  return finest();
}

}  // namespace diffrates

#include "targets/plane_grid.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace diffrates {
namespace {

constexpr double negligible = 55;
constexpr double smallest = 1e-280;  ///< of a sum that has not underflowed
constexpr double empty = 1e-300;     ///< masses that no such sum sees
constexpr double depths[] = {30, 60, 90, 150, 300, 800};
constexpr Eigen::Index lanes = 8;  ///< rows summed side by side

using Lanes = Eigen::Array<double, lanes, 1>;
using Powers = Eigen::Matrix<double, Eigen::Dynamic, 3>;  ///< 0, 1 and 2 of an offset, times a weight

Eigen::Index whole_lanes(Eigen::Index rows) { return (rows + lanes - 1) / lanes * lanes; }

/// Of `count` neighbouring columns of masses, `stride` apart: their products with the three columns of `left`, whose
/// rows from `first` on are whole lanes. A matrix product of three rows would spend as long packing the masses as
/// multiplying them.
template <int count>
Eigen::Matrix<double, 3, count> along(const Powers& left, Eigen::Index first, Eigen::Index rows, const double* masses,
                                      Eigen::Index stride) {
  Lanes sums[count][3];
  for (auto& column : sums)
    for (Lanes& sum : column) sum.setZero();
  for (Eigen::Index i = first; i < first + rows; i += lanes) {
    const Lanes powers[3] = {Lanes::Map(&left(i, 0)), Lanes::Map(&left(i, 1)), Lanes::Map(&left(i, 2))};
    for (int c = 0; c < count; ++c) {
      const Lanes mass = Lanes::Map(masses + c * stride + i);
      for (int a = 0; a < 3; ++a) sums[c][a] += mass * powers[a];
    }
  }
  Eigen::Matrix<double, 3, count> result;
  for (int c = 0; c < count; ++c)
    for (int a = 0; a < 3; ++a) result(a, c) = sums[c][a].sum();
  return result;
}

Eigen::Index nearest(const Eigen::ArrayXd& places, double place) {
  const double* begin = places.data();
  const Eigen::Index above = std::lower_bound(begin, begin + places.size(), place) - begin;
  if (above == 0) return 0;
  if (above == places.size()) return above - 1;
  return place - places[above - 1] < places[above] - place ? above - 1 : above;
}

/// From means of u, v and of u^2, uv, v^2 under the shares, where the offsets signal y - x are shift + (u, v).
PlaneLocal local_of(double log_sum, double noise, const double (&shift)[2], const double (&mean)[2],
                    const double (&square)[3]) {
  const double precision = 1 / noise;
  const auto curvature = [&](double product, double a, double b) { return (product - a * b) * precision * precision; };
  return {log_sum - std::log(2 * std::numbers::pi * noise),
          {(shift[0] + mean[0]) * precision, (shift[1] + mean[1]) * precision},
          {curvature(square[0], mean[0], mean[0]) - precision, curvature(square[1], mean[0], mean[1]),
           curvature(square[2], mean[1], mean[1]) - precision}};
}

}  // namespace

PlaneGrid::PlaneGrid(Eigen::ArrayXd first, Eigen::ArrayXd second, Eigen::MatrixXd masses, double log_scale)
    : places_{std::move(first), std::move(second)}, masses_(std::move(masses)), log_scale_(log_scale) {
  masses_.conservativeResizeLike(Eigen::MatrixXd::Zero(whole_lanes(masses_.rows()), masses_.cols()));
  log_most_[0] = masses_.cwiseAbs().colwise().maxCoeff().transpose().array().log();
  log_most_[1] = masses_.cwiseAbs().rowwise().maxCoeff().array().log();
  for (Eigen::Index j = 0; j < masses_.cols(); ++j) masses_.col(j).cwiseAbs().maxCoeff(&top_.emplace_back());
  for (const double depth : depths) filled_.push_back(filled(depth));
}

std::vector<PlaneGrid::Lines> PlaneGrid::filled(double depth) const {
  std::vector<Lines> all;
  for (Eigen::Index j = 0; j < masses_.cols(); ++j) {
    const double least = std::max(empty, std::exp(log_most_[0][j] - depth));
    Eigen::Index low = 0, end = places_[1].size();
    while (low < end && std::abs(masses_(low, j)) < least) ++low;
    while (end > low && std::abs(masses_(end - 1, j)) < least) --end;
    all.push_back({low, end - low});
  }
  return all;
}

PlaneGrid::Lines PlaneGrid::within_reach(int axis, const Eigen::ArrayXd& halves, double other_least,
                                         double least) const {
  const auto out = [&](Eigen::Index i) { return log_most_[axis][i] - halves[i] - other_least < least; };
  Eigen::Index first = 0, last = halves.size() - 1;
  while (first < last && out(first)) ++first;
  while (first < last && out(last)) --last;
  return {first, last - first + 1};
}

PlaneGrid::Reach PlaneGrid::reach(double signal, double noise, double x0, double x1) const {
  Reach r{nearest(places_[0], x0 / signal),
          nearest(places_[1], x1 / signal),
          signal * places_[0] - x0,
          signal * places_[1] - x1,
          {},
          {},
          {},
          {},
          0};
  r.half0 = r.offset0.square() * (0.5 / noise);
  r.half1 = r.offset1.square() * (0.5 / noise);
  const double nearest_term = std::log(std::abs(masses_(r.near1, r.near0))) - r.half0[r.near0] - r.half1[r.near1];
  const double least = r.least = term_to_compare(r, nearest_term) - negligible;
  r.at0 = within_reach(0, r.half0, r.half1[r.near1], least);
  r.at1 = within_reach(1, r.half1, r.half0[r.near0], least);
  return r;
}

/// The nearest node says how large terms are unless it is empty: off a ridge, the largest node of some column says it.
double PlaneGrid::term_to_compare(const Reach& r, double nearest_term) const {
  double largest = nearest_term;
  for (Eigen::Index j = 0; j < r.half0.size(); ++j)
    largest = std::max(largest, log_most_[0][j] - r.half0[j] - r.half1[top_[j]]);
  return largest - negligible > nearest_term ? largest : nearest_term;
}

PlaneGrid::Lines PlaneGrid::rows(const Reach& r, Eigen::Index column, Eigen::Index count, Eigen::Index row) const {
  Eigen::Index first = r.at1.end(), end = r.at1.first;
  for (Eigen::Index c = column; c < column + count; ++c) {
    // A node of the column counts where it is no more than this below the column's largest.
    const double depth = log_most_[0][c] - r.half0[c] - r.half1[r.near1] - r.least;
    if (depth < 0) continue;
    std::size_t k = 0;
    while (k + 1 < std::size(depths) && depths[k] < depth) ++k;
    const Lines& filled = filled_[k][static_cast<std::size_t>(c)];
    if (filled.count == 0) continue;
    first = std::min(first, std::max(r.at1.first, filled.first));
    end = std::max(end, std::min(r.at1.end(), filled.end()));
  }
  if (first >= end) return {0, 0};
  const Eigen::Index from = (first - row) / lanes * lanes;
  return {from, whole_lanes(end - row) - from};
}

double PlaneGrid::terms(double signal, double noise, double x0, double x1) const {
  const Reach r = reach(signal, noise, x0, x1);
  const Eigen::Index row = r.at1.first / lanes * lanes;
  double sum = 0;
  for (Eigen::Index j = r.at0.first; j < r.at0.end(); ++j) sum += static_cast<double>(rows(r, j, 1, row).count);
  return sum;
}

bool PlaneGrid::evaluate(double signal, double noise, double x0, double x1, PlaneLocal& local) const {
  const Reach r = reach(signal, noise, x0, x1);
  const Lines &at0 = r.at0, &at1 = r.at1;
  const double shift[2] = {r.offset0[r.near0], r.offset1[r.near1]};
  const Eigen::ArrayXd u = r.offset0.segment(at0.first, at0.count) - shift[0],
                       v = r.offset1.segment(at1.first, at1.count) - shift[1];
  const Eigen::ArrayXd weight0 = (r.half0[r.near0] - r.half0.segment(at0.first, at0.count)).exp();
  const Eigen::ArrayXd weight1 = (r.half1[r.near1] - r.half1.segment(at1.first, at1.count)).exp();
  const Eigen::Index row = at1.first / lanes * lanes;
  Powers right(at0.count, 3), left = Powers::Zero(whole_lanes(at1.end() - row), 3);
  right << weight0, weight0 * u, weight0 * u * u;
  left.middleRows(at1.first - row, at1.count) << weight1, weight1 * v, weight1 * v * v;
  Eigen::Matrix3d sums = Eigen::Matrix3d::Zero();  // (powers of v, powers of u)
  Eigen::Index j = 0;
  for (; j + 2 <= at0.count; j += 2) {
    const Lines filled = rows(r, at0.first + j, 2, row);
    if (filled.count > 0)
      sums += along<2>(left, filled.first, filled.count, &masses_(row, at0.first + j), masses_.rows()) *
              right.middleRows<2>(j);
  }
  if (j < at0.count) {
    const Lines filled = rows(r, at0.first + j, 1, row);
    if (filled.count > 0)
      sums += along<1>(left, filled.first, filled.count, &masses_(row, at0.first + j), masses_.rows()) * right.row(j);
  }
  const double total = sums(0, 0);
  if (!(total > smallest)) return false;
  local =
      local_of(std::log(total) + log_scale_ - r.half0[r.near0] - r.half1[r.near1], noise, shift,
               {sums(0, 1) / total, sums(1, 0) / total}, {sums(0, 2) / total, sums(1, 1) / total, sums(2, 0) / total});
  return true;
}

PlaneLocal PlaneGrid::evaluate_exponents(const Eigen::ArrayXXd& log_masses, double signal, double noise, double x0,
                                         double x1) const {
  const Eigen::ArrayXd u = signal * places_[0] - x0, v = signal * places_[1] - x1;
  Eigen::ArrayXXd terms = log_masses;
  terms.rowwise() -= (u.square() * (0.5 / noise)).transpose();
  terms.colwise() -= v.square() * (0.5 / noise);
  const double most = terms.maxCoeff();
  terms = (terms - most).exp();
  const Eigen::ArrayXd lines0 = terms.colwise().sum().transpose(), lines1 = terms.rowwise().sum();
  const double total = lines0.sum();
  const double cross = v.matrix().dot(terms.matrix() * u.matrix());
  return local_of(std::log(total) + most, noise, {0, 0}, {(lines0 * u).sum() / total, (lines1 * v).sum() / total},
                  {(lines0 * u.square()).sum() / total, cross / total, (lines1 * v.square()).sum() / total});
}

}  // namespace diffrates

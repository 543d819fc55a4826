/// Targets in R^d, d >= 2, that are Gaussian given their first coordinate: v = X_1 ~ N(0, s^2), and given v the others
/// are N(M(v) e_2, W(v) I), e_2 the direction of the second coordinate.
///
/// X_t = y has v given y_1 normal, N(m, tau^2) with m = signal s^2 y_1/S, tau^2 = s^2 noise/S, S = abar s^2 + noise, so
///   log p(y) = log N(y_1; 0, S) + log E exp l(m + tau Z),  l(v) = log N(y_2, ..; signal M(v) e_2, (abar W(v) + noise)
///   I),
/// and with c = dm/dy_1 and E, Var, Cov under the law of v given all of y,
///   score_1 = -y_1/S + c E l',  score_i = E d_i l,
///   Hessian_11 = -1/S + c^2 (E l'' + Var l'), Hessian_1i = c (E d_i l' + Cov(l', d_i l)), Hessian_ij = E d_i d_j l +
///   Cov,
/// in which nothing cancels as the noise falls; without noise v is y_1.
///
/// The law of v given y is summed by the trapezoidal rule, which for analytic integrands over the line errs by
/// exp(-2 pi^2/(h^2 k)), k the curvature that growth in the complex plane amounts to: h = 0.7/sqrt(k), in windows about
/// its maxima (two at most) out to exp(-36). So X_t is, at every level, a mixture of some thirty Gaussians chosen for
/// each point.
/// Error: relative, about 1e-13, as far out as the doubles reach. Cost: 25 to 100 nodes a point with two exponentials
/// each.
///
/// A law L says
///   Given given(const NoiseLevel&, double v): signal M and abar W + noise, with two derivatives in v;
///   Pieces pieces(const NoiseLevel&, const PosteriorLine&): at most two intervals on which the derivative of
///     l(v) - (v - m)^2/(2 tau^2) falls, and which hold all its maxima;
///   double stiffness(const NoiseLevel&, const PosteriorLine&, double v): k - 1/tau^2 about v.
#pragma once

#include <array>
#include <numbers>
#include <vector>

#include "numerics/root.hpp"
#include "targets/target.hpp"

namespace diffrates {

/// mean e_2 and variance I of the other coordinates given v, and their derivatives in v.
struct Given {
  double mean, mean_1, mean_2, variance, variance_1, variance_2;
};

/// What one point says of v: v ~ N(m, tau2) by y_1, and the other coordinates by the second and the square of the rest.
struct PosteriorLine {
  double m, tau2;
  double second, rest;
  int others;  ///< d - 1
  double square() const { return second * second + rest; }
};

struct Pieces {
  int count = 0;
  std::array<Interval, 2> piece;
  void add(double low, double high) { piece[static_cast<std::size_t>(count++)] = {low, std::max(low, high)}; }
};

template <class Law>
class GivenFirst : public Target {
 public:
  GivenFirst(int dimension, double spread, Law law) : dimension_(dimension), spread_(spread), law_(law) {}

  int dimension() const override { return dimension_; }
  double work() const override { return 100.0 * 200 + 4.0 * dimension_ * (dimension_ + 1); }
  double usual_work() const override { return 40.0 * 200 + 4.0 * dimension_ * (dimension_ + 1); }

  void evaluate(const NoiseLevel& at, const Points& x, Points* score, Eigen::ArrayXd* log_density) const override {
    const double s2 = spread_ * spread_, total = at.abar * s2 + at.noise, c = at.signal * s2 / total;
    const double constant = -0.5 * (std::log(total) + dimension_ * std::log(2 * std::numbers::pi));
    if (score != nullptr) *score = Points(x.size(), dimension_, x.tangents());
    if (log_density != nullptr) log_density->resize(x.size());
    std::vector<Node> nodes;
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double first = x.coordinate(0)[i];
      PosteriorLine line{c * first, s2 * at.noise / total, x.coordinate(1)[i], 0, dimension_ - 1};
      for (int j = 2; j < dimension_; ++j) line.rest += x.coordinate(j)[i] * x.coordinate(j)[i];
      const double log_mean = sum_nodes(at, line, nodes);
      if (log_density != nullptr) (*log_density)[i] = constant - 0.5 * first * first / total + log_mean;
      if (score == nullptr) continue;
      const Averages mean = average(nodes);
      score->coordinate(0)[i] = -first / total + c * mean.slope;
      score->coordinate(1)[i] = -mean.pull;
      for (int j = 2; j < dimension_; ++j) score->coordinate(j)[i] = -mean.precision * x.coordinate(j)[i];
      for (int t = 0; t < x.tangents(); ++t) turn(mean, c, total, x, i, t, *score);
    }
  }

  /// d = 1 only: not asked.
  Interval bulk(const NoiseLevel& at, double tail) const override {
    const double reach = normal_tail_point(tail) * std::sqrt(at.abar * spread_ * spread_ + at.noise);
    return {-reach, reach};
  }

  void draw(Stream& stream, Points& x) const override {
    for (Points::Index i = 0; i < x.size(); ++i) {
      const double v = spread_ * stream.normal();
      const Given given = law_.given(NoiseLevel::of(0), v);
      x.coordinate(0)[i] = v;
      for (int j = 1; j < dimension_; ++j)
        x.coordinate(j)[i] = (j == 1 ? given.mean : 0) + std::sqrt(given.variance) * stream.normal();
    }
  }

  Assumptions assumptions() const override {
    return {.density = true, .smooth = true, .log_concave = false, .bounded_support = false};
  }

 protected:
  double spread() const { return spread_; }
  const Law& law() const { return law_; }

 private:
  static constexpr double depth = 36, step = 0.7;
  static constexpr int most_nodes = 20'000;

  /// One value of v: its weight, l', the pull e_2/W, the precision 1/W, and what the Hessian averages.
  struct Node {
    double exponent, weight, slope, pull, precision, curvature, slope_2, slope_i;
  };
  struct Averages {
    double slope = 0, pull = 0, precision = 0, curvature = 0, slope_2 = 0, slope_i = 0;
    double ss = 0, sp = 0, sd = 0, pp = 0, pd = 0, dd = 0;  ///< covariances of slope, pull and precision
  };

  Node node(const NoiseLevel& at, const PosteriorLine& line, double offset) const {
    const Given g = law_.given(at, line.m + offset);
    const double e = line.second - g.mean, square = e * e + line.rest, d = line.others;
    const double precision = 1 / g.variance, relative = g.variance_1 * precision;
    const double square_1 = -2 * e * g.mean_1, square_2 = 2 * g.mean_1 * g.mean_1 - 2 * e * g.mean_2;
    Node n{};
    n.exponent = -0.5 * (d * std::log(g.variance) + square * precision) -
                 (line.tau2 > 0 ? 0.5 * offset * offset / line.tau2 : 0);
    n.slope = 0.5 * (-d * relative - square_1 * precision + square * precision * relative);
    n.curvature = -0.5 * d * (g.variance_2 * precision - relative * relative) - 0.5 * square_2 * precision +
                  square_1 * precision * relative +
                  square * precision * (0.5 * g.variance_2 * precision - relative * relative);
    n.pull = e * precision;
    n.precision = precision;
    n.slope_i = relative * precision;
    n.slope_2 = g.mean_1 * precision + e * n.slope_i;
    return n;
  }

  /// Places, as offsets from m, where l(v) - (v - m)^2/(2 tau^2) has maxima.
  std::array<double, 2> maxima(const NoiseLevel& at, const PosteriorLine& line, int& count) const {
    std::array<double, 2> found{};
    count = 0;
    const auto slope = [&](double offset) { return node(at, line, offset).slope - offset / line.tau2; };
    const Pieces pieces = law_.pieces(at, line);
    for (int k = 0; k < pieces.count; ++k) {
      const double low = pieces.piece[static_cast<std::size_t>(k)].low - line.m,
                   high = pieces.piece[static_cast<std::size_t>(k)].high - line.m;
      const double at_low = slope(low), at_high = slope(high);
      const bool first = k == 0, last = k + 1 == pieces.count;
      if (at_low > 0 && at_high < 0)
        found[static_cast<std::size_t>(count++)] = root_between(slope, low, high, at_low, at_high);
      else if (first && at_low <= 0)
        found[static_cast<std::size_t>(count++)] = low;
      else if (last && at_high >= 0)
        found[static_cast<std::size_t>(count++)] = high;
    }
    if (count == 0) count = 1;
    return found;
  }

  /// Fills nodes with their weights, which sum to 1; the logarithm of E exp l without (2 pi)^(-(d - 1)/2). NaN, with
  /// one node, where the point is not finite.
  double sum_nodes(const NoiseLevel& at, const PosteriorLine& line, std::vector<Node>& nodes) const {
    nodes.clear();
    if (line.tau2 == 0 || !std::isfinite(line.m * line.m + line.square())) {
      nodes.push_back(node(at, line, 0));
      nodes.back().weight = 1;
      return nodes.back().exponent + (std::isfinite(line.m * line.m) ? 0 : std::nan(""));
    }
    int count = 0;
    const std::array<double, 2> modes = maxima(at, line, count);
    double stiffest = 0, top = -std::numeric_limits<double>::infinity();
    for (int k = 0; k < count; ++k) {
      const double mode = modes[static_cast<std::size_t>(k)];
      stiffest = std::max(stiffest, law_.stiffness(at, line, line.m + mode));
      top = std::max(top, node(at, line, mode).exponent);
    }
    const double h = step / std::sqrt(1 / line.tau2 + stiffest);
    long done_low = 1, done_high = 0;  // indices already summed: none
    for (int k = 0; k < count; ++k) {
      const long centre = std::lround((modes[static_cast<std::size_t>(k)] - modes[0]) / h);
      const auto walk = [&](long from, int by) {
        long j = from;
        for (; static_cast<int>(nodes.size()) < most_nodes; j += by) {
          if (j >= done_low && j <= done_high) break;
          const Node n = node(at, line, modes[0] + h * static_cast<double>(j));
          if (!(n.exponent > top - depth)) break;
          nodes.push_back(n);
        }
        return j;
      };
      if (centre >= done_low && centre <= done_high) continue;
      const long above = walk(centre, 1), below = walk(centre - 1, -1);
      done_low = below + 1, done_high = above - 1;
    }
    double sum = 0;
    for (Node& n : nodes) sum += n.weight = std::exp(n.exponent - top);
    for (Node& n : nodes) n.weight /= sum;
    return top + std::log(sum * h) - 0.5 * std::log(2 * std::numbers::pi * line.tau2);
  }

  static Averages average(const std::vector<Node>& nodes) {
    Averages a;
    for (const Node& n : nodes) {
      a.slope += n.weight * n.slope, a.pull += n.weight * n.pull, a.precision += n.weight * n.precision;
      a.curvature += n.weight * n.curvature, a.slope_2 += n.weight * n.slope_2, a.slope_i += n.weight * n.slope_i;
    }
    for (const Node& n : nodes) {
      const double s = n.slope - a.slope, p = n.pull - a.pull, d = n.precision - a.precision;
      a.ss += n.weight * s * s, a.sp += n.weight * s * p, a.sd += n.weight * s * d;
      a.pp += n.weight * p * p, a.pd += n.weight * p * d, a.dd += n.weight * d * d;
    }
    return a;
  }

  /// Tangent t of point i through the Hessian.
  void turn(const Averages& a, double c, double total, const Points& x, Points::Index i, int t, Points& score) const {
    const auto tangent = x.tangent(t);
    auto image = score.tangent(t);
    double along = 0;  // of the rest, in the direction of x's own
    for (int j = 2; j < dimension_; ++j) along += x.coordinate(j)[i] * tangent(i, j);
    const double first = tangent(i, 0), second = tangent(i, 1);
    const double cross_2 = c * (a.slope_2 - a.sp), cross_i = c * (a.slope_i - a.sd);
    image(i, 0) = (c * c * (a.curvature + a.ss) - 1 / total) * first + cross_2 * second + cross_i * along;
    image(i, 1) = cross_2 * first + (a.pp - a.precision) * second + a.pd * along;
    const double common = cross_i * first + a.pd * second + a.dd * along;
    for (int j = 2; j < dimension_; ++j) image(i, j) = common * x.coordinate(j)[i] - a.precision * tangent(i, j);
  }

  int dimension_;
  double spread_;
  Law law_;
};

}  // namespace diffrates

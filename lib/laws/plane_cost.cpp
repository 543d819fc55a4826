#include "laws/plane_cost.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace diffrates {
namespace {

using Index = Eigen::Index;

constexpr Index draws = 32;
constexpr int levels = 5;
constexpr double reach = 7;   // standard deviations from where the draws are to where the density ends
constexpr double band = 7;    // over the narrowest scale
constexpr double grid = 2.6;  // points of a grid, in coefficients of its band
constexpr double least = 40 * 40, most = 1e7;

/// The largest eigenvalue of -H at any of the points.
double sharpest(const Points& score) {
  double largest = 0;
  for (Index i = 0; i < score.size(); ++i) {
    const double a = -score.tangent(0)(i, 0), b = -score.tangent(0)(i, 1), d = -score.tangent(1)(i, 1);
    largest = std::max(largest, (a + d) / 2 + std::hypot((a - d) / 2, b));
  }
  return largest;
}

double points_at(const Target& target, const NoiseLevel& at, const Points& clean, const Eigen::ArrayXXd& noise) {
  Points x(draws, 2, 2), score;
  x.values() = at.signal * clean.values() + at.sigma * noise;
  x.start_tangents();
  target.evaluate(at, x, &score, nullptr);
  const double sharp = sharpest(score), scale = 1 / std::sqrt(std::clamp(sharp, 1e-12, 1 / at.noise));
  double product = 1;
  for (int a = 0; a < 2; ++a) {
    const double width =
        at.signal * (clean.coordinate(a).maxCoeff() - clean.coordinate(a).minCoeff()) + 2 * reach * scale;
    product *= grid * width * band / scale / (2 * std::numbers::pi);
  }
  return std::isfinite(product) ? std::clamp(product, least, most) : most;
}

}  // namespace

PlanePoints plane_points(const Target& target, const Schedule& schedule) {
  Stream stream(0, "grid cost");
  Points clean(draws, 2);
  target.draw(stream, clean);
  Eigen::ArrayXXd noise(draws, 2);
  stream.normals(noise);
  const int steps = schedule.steps();
  PlanePoints points;
  double before = 0;
  int last_t = steps;
  for (int k = 0; k < levels; ++k) {
    const int t = std::max(1, steps - (steps - 1) * k / (levels - 1));
    points.last = points_at(target, schedule.at(t), clean, noise);
    if (k > 0) points.all += 0.5 * (before + points.last) * (last_t - t);
    before = points.last, last_t = t;
  }
  points.all = std::max(points.all, points.last);
  return points;
}

}  // namespace diffrates
